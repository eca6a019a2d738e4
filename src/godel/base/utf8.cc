// SPDX-License-Identifier: MIT
#include "godel/base/utf8.h"

namespace godel {
namespace {

struct Lead {
  size_t bytes;             // of the whole code point; 0: not a lead byte
  unsigned char low, high;  // range of the second byte (Unicode 15, table 3-7)
};

Lead LeadOf(unsigned char c) {
  if (c < 0x80) return {1, 0, 0};
  if (c < 0xC2) return {0, 0, 0};
  if (c < 0xE0) return {2, 0x80, 0xBF};
  if (c == 0xE0) return {3, 0xA0, 0xBF};
  if (c == 0xED) return {3, 0x80, 0x9F};
  if (c < 0xF0) return {3, 0x80, 0xBF};
  if (c == 0xF0) return {4, 0x90, 0xBF};
  if (c < 0xF4) return {4, 0x80, 0xBF};
  if (c == 0xF4) return {4, 0x80, 0x8F};
  return {0, 0, 0};
}

// The bytes of the code point or of the maximal invalid part at the start of `text`, which is not empty.
size_t BytesOfNext(std::string_view text) {
  const Lead lead = LeadOf(static_cast<unsigned char>(text[0]));
  size_t n = 1;
  for (; n < lead.bytes && n < text.size(); ++n) {
    const auto c = static_cast<unsigned char>(text[n]);
    const unsigned char low = n == 1 ? lead.low : 0x80;
    const unsigned char high = n == 1 ? lead.high : 0xBF;
    if (c < low || c > high) break;
  }
  return n;
}

}  // namespace

std::optional<CodePoint> DecodeUtf8(std::string_view text) {
  if (text.empty()) return std::nullopt;
  const auto first = static_cast<unsigned char>(text[0]);
  const Lead lead = LeadOf(first);
  if (lead.bytes == 0 || BytesOfNext(text) < lead.bytes) return std::nullopt;
  if (lead.bytes == 1) return CodePoint{first, 1};
  char32_t value = first & (0x7Fu >> lead.bytes);
  for (size_t i = 1; i < lead.bytes; ++i) value = value << 6 | (static_cast<unsigned char>(text[i]) & 0x3Fu);
  return CodePoint{value, lead.bytes};
}

std::optional<size_t> FirstInvalidUtf8(std::string_view text) {
  for (size_t i = 0; i < text.size();) {
    const auto point = DecodeUtf8(text.substr(i));
    if (!point) return i;
    i += point->bytes;
  }
  return std::nullopt;
}

void AppendUtf8(char32_t c, std::string* out) {
  const auto put = [out](char32_t byte) { out->push_back(static_cast<char>(byte)); };
  if (c < 0x80) return put(c);
  if (c < 0x800) {
    put(0xC0 | c >> 6);
  } else if (c < 0x10000) {
    put(0xE0 | c >> 12);
    put(0x80 | (c >> 6 & 0x3F));
  } else {
    put(0xF0 | c >> 18);
    put(0x80 | (c >> 12 & 0x3F));
    put(0x80 | (c >> 6 & 0x3F));
  }
  put(0x80 | (c & 0x3F));
}

std::string ReplaceInvalidUtf8(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  while (!text.empty()) {
    const auto point = DecodeUtf8(text);
    const size_t bytes = point ? point->bytes : BytesOfNext(text);
    if (point)
      out.append(text.substr(0, bytes));
    else
      out.append("\xEF\xBF\xBD");
    text.remove_prefix(bytes);
  }
  return out;
}

size_t CountCodePoints(std::string_view text) {
  size_t count = 0;
  for (; !text.empty(); text.remove_prefix(BytesOfNext(text))) ++count;
  return count;
}

std::string ShortenUtf8(std::string_view text, size_t max_code_points) {
  size_t count = 0;
  size_t kept = 0;  // bytes of all but the last one that would fit
  for (size_t at = 0; at < text.size(); at += BytesOfNext(text.substr(at))) {
    if (count == max_code_points) return std::string(text.substr(0, kept)) + (count > 0 ? "…" : "");
    if (++count == max_code_points) kept = at;
  }
  return std::string(text);
}

}  // namespace godel

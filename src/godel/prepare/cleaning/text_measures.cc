// SPDX-License-Identifier: MIT
#include "godel/prepare/cleaning/text_measures.h"

#include <utf8proc.h>

#include <algorithm>
#include <optional>

#include "godel/base/utf8.h"

namespace godel {
namespace {

bool IsAsciiSpace(char c) {
  return c == ' ' || (c >= '\t' && c <= '\r');
}

bool IsLetter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

bool IsAlphanumeric(char c) {
  return IsLetter(c) || (c >= '0' && c <= '9');
}

// Calls take(code point) for each; nullopt for an invalid part.
template <class Take>
void ForEachCodePoint(std::string_view text, const Take& take) {
  bool was_invalid = false;
  while (!text.empty()) {
    const std::optional<CodePoint> c = DecodeUtf8(text);
    if (c || !was_invalid) take(c);
    was_invalid = !c;
    text.remove_prefix(c ? c->bytes : 1);
  }
}

size_t AddressBytes(std::string_view text, size_t at) {
  if (at > 0 && IsAlphanumeric(text[at - 1])) return 0;
  const std::string_view rest = text.substr(at);
  if (!rest.starts_with("http://") && !rest.starts_with("https://") && !rest.starts_with("www.")) return 0;
  return static_cast<size_t>(std::find_if(rest.begin(), rest.end(), IsAsciiSpace) - rest.begin());
}

// What stands between two signs, within so many bytes.
size_t BracketBytes(std::string_view rest, char end, size_t limit) {
  const size_t at = rest.substr(0, limit).find(end);
  return at == std::string_view::npos ? 0 : at + 1;
}

size_t TagBytes(std::string_view rest) {
  constexpr size_t kLimit = 1000;
  const bool begins = rest.size() > 1 && (IsLetter(rest[1]) || rest[1] == '/' || rest[1] == '!');
  return begins ? BracketBytes(rest, '>', kLimit) : 0;
}

size_t ReferenceBytes(std::string_view rest) {
  constexpr size_t kLimit = 12;  // the longest that are in use, like &thetasym;
  const size_t bytes = BracketBytes(rest, ';', kLimit);
  if (bytes < 3) return 0;
  const std::string_view name = rest.substr(1, bytes - 2);
  return std::all_of(name.begin(), name.end(), [](char c) { return IsAlphanumeric(c) || c == '#'; }) ? bytes : 0;
}

size_t MarkupBytes(std::string_view text, size_t at) {
  constexpr size_t kLinkLimit = 2000;
  switch (text[at]) {
    case 'h':
    case 'w':
      return AddressBytes(text, at);
    case '<':
      return TagBytes(text.substr(at));
    case '&':
      return ReferenceBytes(text.substr(at));
    case ']':
      return text.substr(at).starts_with("](") ? BracketBytes(text.substr(at), ')', kLinkLimit) : 0;
    default:
      return 0;
  }
}

}  // namespace

double MarkupShare(std::string_view text) {
  size_t markup = 0, all = 0;
  for (size_t at = 0; at < text.size();) {
    const size_t bytes = MarkupBytes(text, at);
    const auto part = text.substr(at, std::max<size_t>(bytes, 1));
    const auto visible =
        static_cast<size_t>(std::count_if(part.begin(), part.end(), [](char c) { return !IsAsciiSpace(c); }));
    all += visible;
    if (bytes > 0) markup += visible;
    at += part.size();
  }
  return all == 0 ? 0 : static_cast<double>(markup) / static_cast<double>(all);
}

size_t LongestRepetition(std::string_view text) {
  size_t longest = 0, run = 0;
  std::string_view last;
  for (size_t at = 0; at < text.size();) {
    size_t end = at;
    while (end < text.size() && !IsAsciiSpace(text[end])) ++end;
    const std::string_view token = text.substr(at, end - at);
    if (!token.empty()) {
      run = token == last ? run + 1 : 1;
      longest = std::max(longest, run);
      last = token;
    }
    at = end + 1;
  }
  return longest;
}

size_t CountNonPrinting(std::string_view text) {
  constexpr char32_t kReplacement = 0xFFFD;
  size_t count = 0;
  ForEachCodePoint(text, [&](const std::optional<CodePoint>& c) {
    if (c && (c->value == '\t' || c->value == '\n' || c->value == '\r')) return;
    const auto category = c ? utf8proc_category(static_cast<utf8proc_int32_t>(c->value)) : UTF8PROC_CATEGORY_CN;
    const bool bad = category == UTF8PROC_CATEGORY_CC || category == UTF8PROC_CATEGORY_CN ||
                     category == UTF8PROC_CATEGORY_CO || (c && c->value == kReplacement);
    count += bad ? 1 : 0;
  });
  return count;
}

}  // namespace godel

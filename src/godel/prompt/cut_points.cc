// SPDX-License-Identifier: MIT
#include "godel/prompt/cut_points.h"

#include <array>
#include <string>

namespace godel {
namespace {

bool IsSpaceAt(std::string_view text, size_t i) {
  return kWhiteSpace.find(text[i]) != std::string_view::npos;
}

// Bytes of the first of `marks` that `text` has at `i`; 0 for none.
template <size_t N>
size_t MarkAt(std::string_view text, size_t i, const std::array<std::string_view, N>& marks) {
  for (const std::string_view mark : marks) {
    if (text.substr(i, mark.size()) == mark) return mark.size();
  }
  return 0;
}

constexpr std::array<std::string_view, 3> kStops = {".", "!", "?"};
constexpr std::array<std::string_view, 3> kWideStops = {"。", "！", "？"};
constexpr std::array<std::string_view, 10> kClosers = {"\"", "'", ")", "]", "”", "’", "»", "」", "』", "）"};

}  // namespace

std::vector<size_t> SentenceEnds(std::string_view text) {
  std::vector<size_t> ends;
  for (size_t i = 0; i < text.size();) {
    const size_t wide = MarkAt(text, i, kWideStops);
    const size_t stop = wide > 0 ? wide : MarkAt(text, i, kStops);
    i += stop > 0 ? stop : 1;
    if (stop == 0) continue;
    size_t end = i;
    while (end < text.size()) {
      const size_t closer = MarkAt(text, end, kClosers);
      if (closer == 0) break;
      end += closer;
    }
    if (wide > 0 || end == text.size() || IsSpaceAt(text, end)) {
      ends.push_back(end);
      i = end;
    }
  }
  return ends;
}

std::vector<size_t> WordEnds(std::string_view text) {
  std::vector<size_t> ends;
  for (size_t i = 1; i <= text.size(); ++i) {
    if (!IsSpaceAt(text, i - 1) && (i == text.size() || IsSpaceAt(text, i))) ends.push_back(i);
  }
  return ends;
}

std::vector<size_t> WordStarts(std::string_view text) {
  std::vector<size_t> starts;
  for (size_t i = 0; i < text.size(); ++i) {
    if (!IsSpaceAt(text, i) && (i == 0 || IsSpaceAt(text, i - 1))) starts.push_back(i);
  }
  return starts;
}

std::vector<size_t> CodePointStarts(std::string_view text) {
  std::vector<size_t> starts;
  for (size_t i = 0; i < text.size(); ++i) {
    const bool continuation = (static_cast<unsigned char>(text[i]) & 0xC0) == 0x80;
    if (!continuation) starts.push_back(i);
  }
  return starts;
}

}  // namespace godel

// SPDX-License-Identifier: MIT
#include "godel/evaluate/groundedness/located_words.h"

#include "godel/base/utf8.h"
#include "godel/evaluate/metrics/normalize_answer.h"

namespace godel {
namespace {

// Splits at ASCII white space and punctuation, where NormalizeAnswer ends a word too, so that what it makes of the
// pieces, one after the other, is what it makes of the whole. Rarer white space is left to it.
bool EndsPiece(char sign) {
  const auto c = static_cast<unsigned char>(sign);
  const bool alphanumeric = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
  return (c > 0x20 && c < 0x7F && !alphanumeric) || c == ' ' || (c >= '\t' && c <= '\r');
}

}  // namespace

std::vector<LocatedWord> LocateWords(std::string_view text) {
  std::vector<LocatedWord> words;
  for (size_t begin = 0; begin < text.size();) {
    size_t end = begin;
    while (end < text.size() && !EndsPiece(text[end])) ++end;
    if (end > begin) {
      const std::string normalized = NormalizeAnswer(text.substr(begin, end - begin));
      for (const std::string_view word : SplitWords(normalized)) words.push_back({std::string(word), begin, end});
    }
    begin = end + 1;
  }
  return words;
}

}  // namespace godel

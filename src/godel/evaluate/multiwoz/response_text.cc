// SPDX-License-Identifier: MIT
#include "godel/evaluate/multiwoz/response_text.h"

#include "godel/dataset/multiwoz/placeholder.h"
#include "godel/dataset/multiwoz/slot_values.h"
#include "godel/text/lower_ascii.h"

namespace godel::multiwoz {
namespace {

bool IsSpaceSign(char c) {
  return c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == '\f' || c == '\v';
}

bool IsLetterOrDigit(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
         static_cast<unsigned char>(c) >= 0x80;
}

// "[value_area]s": where the text goes on behind the placeholder's plural.
size_t BehindPlural(std::string_view text, size_t at) {
  for (const std::string_view plural : {"es", "s", "-s", "-es"}) {
    if (text.substr(at).starts_with(plural)) return at + plural.size();
  }
  return at;
}

void Remove(std::string_view what, std::string* text) {
  for (size_t at = text->find(what); at != std::string::npos; at = text->find(what, at)) text->erase(at, what.size());
}

// "'s", "'d", "n't".
bool BelongsToWordBefore(std::string_view word) {
  return word == "n't" || (word.size() > 1 && word.front() == '\'' && IsLetterOrDigit(word[1]) && word.back() != '\'');
}

}  // namespace

std::string NormalizeResponse(std::string_view response) {
  const std::string lowered = LowerAscii(response);
  std::string replaced;
  size_t at = 0;
  while (const auto placeholder = FindPlaceholder(lowered, at)) {
    replaced.append(lowered, at, placeholder->begin - at);
    if (placeholder->kind) replaced += KindWord(*placeholder->kind);
    at = BehindPlural(lowered, placeholder->end);
  }
  replaced.append(lowered, at);
  Remove("-s", &replaced);
  Remove("-ly", &replaced);
  std::string normalized;
  for (size_t begin = 0; begin < replaced.size();) {
    if (IsSpaceSign(replaced[begin])) {
      ++begin;
      continue;
    }
    size_t end = begin;
    while (end < replaced.size() && !IsSpaceSign(replaced[end])) ++end;
    const std::string_view word = std::string_view(replaced).substr(begin, end - begin);
    if (!normalized.empty() && !BelongsToWordBefore(word)) normalized += ' ';
    normalized += word;
    begin = end;
  }
  return normalized;
}

std::vector<std::string> ResponseWords(std::string_view normalized) {
  std::vector<std::string> words;
  std::string word;
  for (const char sign : normalized) {
    if (!IsSpaceSign(sign)) {
      if (IsLetterOrDigit(sign)) word += sign;
      continue;
    }
    if (!word.empty()) words.push_back(std::move(word));
    word.clear();
  }
  if (!word.empty()) words.push_back(std::move(word));
  return words;
}

}  // namespace godel::multiwoz

// SPDX-License-Identifier: MIT
#include "godel/evaluate/metrics/normalize_answer.h"

#include <utf8proc.h>

#include <algorithm>

#include "godel/base/utf8.h"
#include "godel/evaluate/metrics/python_text.h"
#include "godel/text/unicode_classes.h"

namespace godel {
namespace {

// What \w matches in Python's re: letters and all numbers, but no marks, unlike IsWordCharacter. The underscore counts
// as punctuation before this is asked.
bool IsPythonWordCharacter(char32_t c) {
  switch (utf8proc_category(static_cast<utf8proc_int32_t>(c))) {
    case UTF8PROC_CATEGORY_LU:
    case UTF8PROC_CATEGORY_LL:
    case UTF8PROC_CATEGORY_LT:
    case UTF8PROC_CATEGORY_LM:
    case UTF8PROC_CATEGORY_LO:
    case UTF8PROC_CATEGORY_ND:
    case UTF8PROC_CATEGORY_NL:
    case UTF8PROC_CATEGORY_NO:
      return true;
    default:
      return false;
  }
}

// Every ASCII character that is neither a letter, a digit, white space nor a control character.
bool IsAsciiPunctuation(char32_t c) {
  return (c >= '!' && c <= '/') || (c >= ':' && c <= '@') || (c >= '[' && c <= '`') || (c >= '{' && c <= '~');
}

bool IsArticle(std::string_view word) {
  return word == "a" || word == "an" || word == "the";
}

// Lower case, and spaces for punctuation and white space.
std::string LowerWithoutPunctuation(std::string_view valid) {
  std::string out;
  for (size_t at = 0; at < valid.size();) {
    const CodePoint c = CodePointAt(valid, at);
    at += c.bytes;
    if (IsAsciiPunctuation(c.value) || IsWhitespace(c.value))
      out += ' ';
    else
      AppendUtf8(static_cast<char32_t>(utf8proc_tolower(static_cast<utf8proc_int32_t>(c.value))), &out);
  }
  return out;
}

std::string WithoutArticles(std::string_view text) {
  std::string out;
  size_t run = 0;  // where the letters and digits before `at` begin
  const auto take_run = [&](size_t end) {
    const std::string_view word = text.substr(run, end - run);
    out += IsArticle(word) ? " " : word;
  };
  for (size_t at = 0; at < text.size();) {
    const CodePoint c = CodePointAt(text, at);
    if (!IsPythonWordCharacter(c.value)) {
      take_run(at);
      out += text.substr(at, c.bytes);
      run = at + c.bytes;
    }
    at += c.bytes;
  }
  take_run(text.size());
  return out;
}

// Words with single spaces between them.
std::string JoinWords(std::string_view spaced) {
  std::string out;
  for (const std::string_view word : SplitWords(spaced)) {
    if (!out.empty()) out += ' ';
    out += word;
  }
  return out;
}

}  // namespace

std::string NormalizeAnswer(std::string_view text) {
  return JoinWords(WithoutArticles(LowerWithoutPunctuation(ReplaceInvalidUtf8(text))));
}

std::string NormalizeCoqaAnswer(std::string_view text) {
  std::string kept;
  for (const char c : LowerLikePython(ReplaceInvalidUtf8(text))) {
    if (!IsAsciiPunctuation(static_cast<unsigned char>(c))) kept += c;
  }
  const std::string spaced = WithoutArticles(kept);
  std::string out;
  for (const std::string_view word : SplitLikePython(spaced)) {
    if (!out.empty()) out += ' ';
    out += word;
  }
  return out;
}

std::vector<std::string_view> SplitWords(std::string_view normalized) {
  std::vector<std::string_view> words;
  for (size_t begin = 0; begin < normalized.size();) {
    const size_t end = std::min(normalized.find(' ', begin), normalized.size());
    if (end > begin) words.push_back(normalized.substr(begin, end - begin));
    begin = end + 1;
  }
  return words;
}

}  // namespace godel

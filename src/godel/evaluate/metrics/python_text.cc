// SPDX-License-Identifier: MIT
#include "godel/evaluate/metrics/python_text.h"

#include <utf8proc.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>

#include "godel/base/utf8.h"
#include "godel/text/lower_ascii.h"
#include "godel/text/unicode_classes.h"

namespace godel {
namespace {

constexpr char32_t kCapitalSigma = 0x3A3;
constexpr char32_t kFinalSigma = 0x3C2;
constexpr char32_t kDottedCapitalI = 0x130;

bool IsCased(char32_t c) {
  const auto point = static_cast<utf8proc_int32_t>(c);
  const auto category = utf8proc_category(point);
  return category == UTF8PROC_CATEGORY_LU || category == UTF8PROC_CATEGORY_LL || category == UTF8PROC_CATEGORY_LT ||
         utf8proc_tolower(point) != point || utf8proc_toupper(point) != point;
}

// Unicode's Case_Ignorable: marks, modifiers, format characters, and the punctuation that stands inside words.
bool IsCaseIgnorable(char32_t c) {
  switch (utf8proc_category(static_cast<utf8proc_int32_t>(c))) {
    case UTF8PROC_CATEGORY_MN:
    case UTF8PROC_CATEGORY_ME:
    case UTF8PROC_CATEGORY_CF:
    case UTF8PROC_CATEGORY_LM:
    case UTF8PROC_CATEGORY_SK:
      return true;
    default:
      return std::u32string_view(
                 U"'.:\u00B7\u0387\u055F\u05F4\u2018\u2019\u2024\u2027\uFE13\uFE52\uFE55\uFF07\uFF0E\uFF1A")
                 .find(c) != std::u32string_view::npos;
  }
}

// Whether the Σ at `at` ends a word: letters before it and none behind it, marks and apostrophes aside.
bool IsFinalSigma(std::string_view valid, size_t at, size_t bytes) {
  std::string_view before = valid.substr(0, at);
  while (!before.empty() && IsCaseIgnorable(LastCodePoint(before).value))
    before.remove_suffix(LastCodePoint(before).bytes);
  if (before.empty() || !IsCased(LastCodePoint(before).value)) return false;
  size_t next = at + bytes;
  while (next < valid.size() && IsCaseIgnorable(CodePointAt(valid, next).value)) next += CodePointAt(valid, next).bytes;
  return next == valid.size() || !IsCased(CodePointAt(valid, next).value);
}

bool IsPythonSpace(char32_t c) {
  return (c >= 0x1C && c <= 0x1F) || IsWhitespace(c);
}

}  // namespace

std::string LowerLikePython(std::string_view valid) {
  if (IsAscii(valid)) return LowerAscii(valid);
  std::string out;
  out.reserve(valid.size());
  for (size_t at = 0; at < valid.size();) {
    const CodePoint c = CodePointAt(valid, at);
    if (c.value == kDottedCapitalI)
      out += "i\u0307";
    else if (c.value == kCapitalSigma && IsFinalSigma(valid, at, c.bytes))
      AppendUtf8(kFinalSigma, &out);
    else
      AppendUtf8(static_cast<char32_t>(utf8proc_tolower(static_cast<utf8proc_int32_t>(c.value))), &out);
    at += c.bytes;
  }
  return out;
}

std::vector<std::string_view> SplitLikePython(std::string_view valid) {
  std::vector<std::string_view> words;
  size_t begin = 0;
  for (size_t at = 0; at < valid.size();) {
    const auto byte = static_cast<unsigned char>(valid[at]);
    const CodePoint c = byte < 0x80 ? CodePoint{byte, 1} : CodePointAt(valid, at);
    if (IsPythonSpace(c.value)) {
      if (at > begin) words.push_back(valid.substr(begin, at - begin));
      begin = at + c.bytes;
    }
    at += c.bytes;
  }
  if (valid.size() > begin) words.push_back(valid.substr(begin));
  return words;
}

std::string_view StripRightLikePython(std::string_view valid) {
  while (!valid.empty() && IsPythonSpace(LastCodePoint(valid).value)) valid.remove_suffix(LastCodePoint(valid).bytes);
  return valid;
}

}  // namespace godel

// SPDX-License-Identifier: MIT
#include "godel/text/unicode_classes.h"

#include <utf8proc.h>

namespace godel {

bool IsWhitespace(char32_t c) {
  if (c < 0x80) return c == ' ' || (c >= 0x09 && c <= 0x0D);
  if (c >= 0x2000 && c <= 0x200A) return true;
  return c == 0x85 || c == 0xA0 || c == 0x1680 || c == 0x2028 || c == 0x2029 || c == 0x202F || c == 0x205F ||
         c == 0x3000;
}

bool IsWordCharacter(char32_t c) {
  switch (utf8proc_category(static_cast<utf8proc_int32_t>(c))) {
    case UTF8PROC_CATEGORY_LU:
    case UTF8PROC_CATEGORY_LL:
    case UTF8PROC_CATEGORY_LT:
    case UTF8PROC_CATEGORY_LM:
    case UTF8PROC_CATEGORY_LO:
    case UTF8PROC_CATEGORY_NL:
    case UTF8PROC_CATEGORY_MN:
    case UTF8PROC_CATEGORY_MC:
    case UTF8PROC_CATEGORY_ME:
    case UTF8PROC_CATEGORY_ND:
    case UTF8PROC_CATEGORY_PC:
      return true;
    default:
      break;
  }
  if (c == 0x200C || c == 0x200D) return true;
  // Other_Alphabetic outside the categories above: circled and squared Latin letters.
  return (c >= 0x24B6 && c <= 0x24E9) || (c >= 0x1F130 && c <= 0x1F149) || (c >= 0x1F150 && c <= 0x1F169) ||
         (c >= 0x1F170 && c <= 0x1F189);
}

CodePoint CodePointAt(std::string_view text, size_t at) {
  const auto first = static_cast<unsigned char>(text[at]);
  if (first < 0x80) return {first, 1};
  // One byte forward whatever happens, so that a mistake of a caller cannot become an endless loop.
  return DecodeUtf8(text.substr(at)).value_or(CodePoint{0xFFFD, 1});
}

CodePoint LastCodePoint(std::string_view text) {
  size_t at = text.size() - 1;
  while (at > 0 && (static_cast<unsigned char>(text[at]) & 0xC0) == 0x80) --at;
  return CodePointAt(text, at);
}

size_t LeadingWhitespace(std::string_view text) {
  size_t at = 0;
  while (at < text.size()) {
    const CodePoint c = CodePointAt(text, at);
    if (!IsWhitespace(c.value)) break;
    at += c.bytes;
  }
  return at;
}

}  // namespace godel

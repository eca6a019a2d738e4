// SPDX-License-Identifier: MIT
#include "godel/prepare/character_classes.h"

#include <utf8proc.h>

namespace godel {
namespace {

bool IsUnicodeSpace(char32_t c) {
  return c == 0x85 || c == 0xA0 || c == 0x1680 || (c >= 0x2000 && c <= 0x200A) || c == 0x2028 || c == 0x2029 ||
         c == 0x202F || c == 0x205F || c == 0x3000;
}

// Symbols that Unicode calls alphabetic (letters in circles and squares), and the joiners, which UTS #18 adds to \w.
bool IsOtherWord(char32_t c) {
  return c == 0x200C || c == 0x200D || (c >= 0x24B6 && c <= 0x24E9) || (c >= 0x1F130 && c <= 0x1F149) ||
         (c >= 0x1F150 && c <= 0x1F169) || (c >= 0x1F170 && c <= 0x1F189);
}

// I with a dot, long s and the kelvin sign, whose other cases are i, s and k.
bool FoldsToLatin(char32_t c) {
  return c == 0x130 || c == 0x17F || c == 0x212A;
}

}  // namespace

uint8_t ClassesOfOther(char32_t code_point) {
  if (IsUnicodeSpace(code_point)) return kSpaceClass;
  unsigned classes = FoldsToLatin(code_point) ? kLatinClass | kHostClass : 0;
  switch (utf8proc_category(static_cast<utf8proc_int32_t>(code_point))) {
    case UTF8PROC_CATEGORY_LU:
    case UTF8PROC_CATEGORY_LL:
    case UTF8PROC_CATEGORY_LT:
    case UTF8PROC_CATEGORY_LM:
    case UTF8PROC_CATEGORY_LO:
    case UTF8PROC_CATEGORY_NL:
      classes |= kWordClass | kLetterClass | kNumeralClass;
      break;
    case UTF8PROC_CATEGORY_MN:
    case UTF8PROC_CATEGORY_MC:
    case UTF8PROC_CATEGORY_ME:
    case UTF8PROC_CATEGORY_PC:
      classes |= kWordClass | kLetterClass;
      break;
    case UTF8PROC_CATEGORY_ND:
      classes |= kWordClass | kDigitClass | kNumeralClass;
      break;
    case UTF8PROC_CATEGORY_NO:
      classes |= kNumeralClass;
      break;
    default:
      break;
  }
  if (IsOtherWord(code_point)) classes |= kWordClass | kLetterClass;
  return static_cast<uint8_t>(classes);
}

bool IsSpace(char32_t code_point) {
  return (ClassesOf(code_point) & kSpaceClass) != 0;
}

}  // namespace godel

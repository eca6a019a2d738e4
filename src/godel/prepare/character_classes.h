// SPDX-License-Identifier: MIT
// Classes of characters as Python's `regex` module has them (with its flags IGNORECASE and UNICODE), which NLTK's
// tokenizers are written in.
#pragma once
#include <array>
#include <cstdint>

namespace godel {

enum CharacterClass : uint8_t {
  kSpaceClass = 1,     // \s
  kWordClass = 2,      // \w
  kDigitClass = 4,     // \d
  kLetterClass = 8,    // [^\W\d_]
  kLatinClass = 16,    // [a-z], with what folds into it
  kNumeralClass = 32,  // [\p{L}\p{N}]
  kHostClass = 64      // [a-z0-9], with what folds into it
};

constexpr std::array<uint8_t, 128> MakeAsciiClasses() {
  std::array<uint8_t, 128> classes{};
  for (unsigned c = 0; c < classes.size(); ++c) {
    const unsigned lower = c | 0x20U;
    if (lower >= 'a' && lower <= 'z') classes[c] = kWordClass | kLetterClass | kLatinClass | kNumeralClass | kHostClass;
    if (c >= '0' && c <= '9') classes[c] = kWordClass | kDigitClass | kNumeralClass | kHostClass;
    if (c == '_') classes[c] = kWordClass;
    if (c == ' ' || (c >= '\t' && c <= '\r')) classes[c] = kSpaceClass;
  }
  return classes;
}

inline constexpr std::array<uint8_t, 128> kAsciiClasses = MakeAsciiClasses();

uint8_t ClassesOfOther(char32_t code_point);  // not in ASCII

// The sum of the classes that `code_point` is in. Safe to call from any thread.
inline uint8_t ClassesOf(char32_t code_point) {
  return code_point < kAsciiClasses.size() ? kAsciiClasses[code_point] : ClassesOfOther(code_point);
}

bool IsSpace(char32_t code_point);

}  // namespace godel

// SPDX-License-Identifier: MIT
// Classes of characters as Python's `regex` module has them (with its flags IGNORECASE and UNICODE), which NLTK's
// tokenizers are written in.
#pragma once
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

// The sum of the classes that `code_point` is in. Safe to call from any thread.
uint8_t ClassesOf(char32_t code_point);

bool IsSpace(char32_t code_point);

}  // namespace godel

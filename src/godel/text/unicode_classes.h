// SPDX-License-Identifier: MIT
// The sets of characters that tokenizer files speak of, as Rust's standard library and its regex crate define them.
#pragma once
#include <cstddef>
#include <string_view>

#include "godel/base/utf8.h"

namespace godel {

// Unicode's White_Space property.
bool IsWhitespace(char32_t c);

// What \w matches: Alphabetic, marks, decimal digits, connector punctuation and the two join controls.
bool IsWordCharacter(char32_t c);

// The code point at `at`. `text` must be valid UTF-8 and `at` a boundary inside it.
CodePoint CodePointAt(std::string_view text, size_t at);

// The last code point of a non-empty valid text.
CodePoint LastCodePoint(std::string_view text);

// Bytes of white space at the start of a valid text.
size_t LeadingWhitespace(std::string_view text);

}  // namespace godel

// SPDX-License-Identifier: MIT
// What sacreBLEU (Post 2018) counts as words. Each is defined by substitutions one after the other, of which the first
// come from NIST's mteval-v13a and mteval-v14 scripts; they are carried out as they stand, since their order shows.
#pragma once
#include <optional>
#include <string>
#include <string_view>

namespace godel {

enum class BleuTokenizer {
  k13a,   // ASCII punctuation apart, but periods and commas between digits; four HTML entities as their characters
  kIntl,  // Unicode punctuation apart unless it stands between numbers, and symbols always
  kNone,  // what white space separates
  kChar,  // every character
};

// The words in their order, with white space (python_text.h) between each two. `valid` is UTF-8.
std::string TokenizeForBleu(std::string_view valid, BleuTokenizer tokenizer);

// "13a", as in signatures.
std::string_view ToString(BleuTokenizer tokenizer);
std::optional<BleuTokenizer> ParseBleuTokenizer(std::string_view name);

}  // namespace godel

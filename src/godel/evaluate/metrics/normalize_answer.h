// SPDX-License-Identifier: MIT
// Texts as the metrics compare them: ParlAI's normalize_answer, which GODEL applies to replies and references alike.
#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace godel {

// Lower case; ASCII punctuation becomes spaces; the words a, an and the go; single spaces between the rest and none
// around it. Other punctuation, such as a curly apostrophe, stays, and ends a word for the sake of the articles. What
// is not UTF-8 counts as U+FFFD. Differs from Python's lower() in two letters only: İ becomes i without the dot above,
// and a final Σ becomes σ.
std::string NormalizeAnswer(std::string_view text);

// The same as CoQA's official evaluation has it: ASCII punctuation goes without leaving a space, so that "isn't"
// becomes "isnt". Lower case as Python's lower().
std::string NormalizeCoqaAnswer(std::string_view text);

// The words between spaces; they point into `normalized`.
std::vector<std::string_view> SplitWords(std::string_view normalized);

}  // namespace godel

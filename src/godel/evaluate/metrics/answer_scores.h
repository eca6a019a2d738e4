// SPDX-License-Identifier: MIT
// Exact match and F1 of answers as CoQA's official evaluation script computes them (Reddy, Chen, Manning 2019).
#pragma once
#include <span>
#include <string>

#include "godel/evaluate/metrics/word_ids.h"

namespace godel {

struct AnswerScores {
  double exact_match = 0;  // 0 or 1 for one gold answer, a mean for several
  double f1 = 0;
};

// A text in CoQA's normalisation.
struct Answer {
  std::string text;  // NormalizeCoqaAnswer's
  WordIdList words;
};
Answer ReadAnswer(std::string_view text, WordIds* words);

// At least one gold answer. With several, each is left out once, the best score against the others is taken, and the
// mean of these is the result: what a person among those who gave the gold answers would be measured by. Two empty
// answers match.
AnswerScores ScoreAnswer(const Answer& answer, std::span<const Answer> gold);

}  // namespace godel

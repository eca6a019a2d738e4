// SPDX-License-Identifier: MIT
#include "godel/evaluate/metrics/answer_scores.h"

#include <algorithm>
#include <vector>

#include "godel/evaluate/metrics/normalize_answer.h"
#include "godel/evaluate/metrics/unigram_f1.h"

namespace godel {
namespace {

AnswerScores ScoreOne(const Answer& answer, const Answer& gold) {
  const double exact = answer.text == gold.text ? 1 : 0;
  if (answer.words.empty() || gold.words.empty()) return {.exact_match = exact, .f1 = exact};
  return {.exact_match = exact, .f1 = UnigramF1(answer.words, gold.words)};
}

}  // namespace

Answer ReadAnswer(std::string_view text, WordIds* words) {
  Answer answer{.text = NormalizeCoqaAnswer(text), .words = {}};
  answer.words = words->IdsOf(SplitWords(answer.text));
  return answer;
}

AnswerScores ScoreAnswer(const Answer& answer, std::span<const Answer> gold) {
  std::vector<AnswerScores> scores;
  scores.reserve(gold.size());
  for (const Answer& one : gold) scores.push_back(ScoreOne(answer, one));
  if (scores.size() == 1) return scores.front();
  AnswerScores mean;
  for (size_t left_out = 0; left_out < scores.size(); ++left_out) {
    AnswerScores best;
    for (size_t i = 0; i < scores.size(); ++i) {
      if (i == left_out) continue;
      best.exact_match = std::max(best.exact_match, scores[i].exact_match);
      best.f1 = std::max(best.f1, scores[i].f1);
    }
    mean.exact_match += best.exact_match / static_cast<double>(scores.size());
    mean.f1 += best.f1 / static_cast<double>(scores.size());
  }
  return mean;
}

}  // namespace godel

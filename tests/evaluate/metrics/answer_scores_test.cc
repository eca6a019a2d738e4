// SPDX-License-Identifier: MIT
#include "godel/evaluate/metrics/answer_scores.h"

#include <gtest/gtest.h>

#include "godel/evaluate/metrics/normalize_answer.h"

namespace godel {
namespace {

AnswerScores Score(std::string_view answer, const std::vector<std::string>& gold) {
  WordIds words;
  std::vector<Answer> answers;
  for (const std::string& text : gold) answers.push_back(ReadAnswer(text, &words));
  return ScoreAnswer(ReadAnswer(answer, &words), answers);
}

TEST(NormalizeCoqaAnswer, DeletesPunctuation) {
  EXPECT_EQ(NormalizeCoqaAnswer("The cat's on a mat!"), "cats on mat");
  EXPECT_EQ(NormalizeCoqaAnswer(" An  apple-pie,\tisn't it? "), "applepie isnt it");
  EXPECT_EQ(NormalizeCoqaAnswer("don\u2019t"), "don\u2019t");
  EXPECT_EQ(NormalizeCoqaAnswer("the"), "");
}

TEST(AnswerScores, ComparesWithOneGoldAnswer) {
  EXPECT_EQ(Score("The barn.", {"a barn"}).exact_match, 1);
  EXPECT_EQ(Score("a white barn", {"barn"}).exact_match, 0);
  EXPECT_DOUBLE_EQ(Score("a white barn", {"barn"}).f1, 2. / 3);
}

TEST(AnswerScores, LeavesEachOfSeveralOutOnce) {
  // Without the first the best is "barn house", without one of the others it is "white barn".
  const AnswerScores scores = Score("white barn", {"white barn", "barn house", "no"});
  EXPECT_DOUBLE_EQ(scores.exact_match, 2. / 3);
  EXPECT_DOUBLE_EQ(scores.f1, (0.5 + 1 + 1) / 3);
}

TEST(AnswerScores, TakesTwoEmptyAnswersForEqual) {
  EXPECT_EQ(Score("the", {"."}).f1, 1);
  EXPECT_EQ(Score("", {"barn"}).f1, 0);
  EXPECT_EQ(Score("barn", {""}).exact_match, 0);
}

}  // namespace
}  // namespace godel

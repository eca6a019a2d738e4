// SPDX-License-Identifier: MIT
#include "godel/evaluate/metrics/rouge.h"

#include <gtest/gtest.h>

namespace godel {
namespace {

RougeScores Rouge(std::string_view hypothesis, std::string_view reference,
                  RougeStemming stemming = RougeStemming::kNone) {
  RougeScorer scorer(stemming);
  return scorer.Score(scorer.Read(hypothesis), scorer.Read(reference));
}

double F1(const RougeScores& scores, RougeType type) {
  return scores[static_cast<size_t>(type)].f1;
}

TEST(Rouge, CountsWordsPairsAndOrder) {
  const RougeScores scores = Rouge("police kill the gunman", "Police killed the gunman.");
  EXPECT_DOUBLE_EQ(F1(scores, RougeType::k1), 3. / 4);
  EXPECT_DOUBLE_EQ(F1(scores, RougeType::k2), 1. / 3);
  EXPECT_DOUBLE_EQ(F1(scores, RougeType::kL), 3. / 4);
  EXPECT_DOUBLE_EQ(F1(Rouge("the gunman kill police", "police killed the gunman"), RougeType::kL), 2. / 4);
  const RougeScore longer = Rouge("one two", "one two three")[0];
  EXPECT_DOUBLE_EQ(longer.precision, 1);
  EXPECT_DOUBLE_EQ(longer.recall, 2. / 3);
}

TEST(Rouge, ClipsRepeatedWords) {
  EXPECT_DOUBLE_EQ(Rouge("no no no", "no")[0].precision, 1. / 3);
  EXPECT_DOUBLE_EQ(Rouge("no", "no no no")[0].recall, 1. / 3);
}

TEST(Rouge, StemsWordsOfMoreThanThreeLetters) {
  EXPECT_DOUBLE_EQ(F1(Rouge("she kills", "she killed", RougeStemming::kPorter), RougeType::k1), 1);
  EXPECT_DOUBLE_EQ(F1(Rouge("has", "ha", RougeStemming::kPorter), RougeType::k1), 0);
}

TEST(Rouge, SeesAsciiLettersAndDigitsAlone) {
  EXPECT_DOUBLE_EQ(F1(Rouge("caf\u00e9-bar 24", "CAF bar, 24!"), RougeType::k1), 1);
  EXPECT_DOUBLE_EQ(F1(Rouge("\u4f60\u597d", "\u4f60\u597d"), RougeType::k1), 0);
  EXPECT_DOUBLE_EQ(F1(Rouge("\u212Aelvin \u0130x", "kelvin i x"), RougeType::k1), 1);  // as Python's lower() has them
}

TEST(Rouge, OfLinesTakesTheUnion) {
  // Lin's example: the reference line has w1 w2 of the one and w1 w3 w5 of the other, four different words.
  const RougeScores scores = Rouge("w1 w2 w6 w7 w8\nw1 w3 w8 w9 w5", "w1 w2 w3 w4 w5");
  EXPECT_DOUBLE_EQ(scores[static_cast<size_t>(RougeType::kLsum)].recall, 4. / 5);
  const RougeScores swapped = Rouge("b b\na a", "a a\nb b");
  EXPECT_DOUBLE_EQ(F1(swapped, RougeType::kLsum), 1);
  EXPECT_DOUBLE_EQ(F1(swapped, RougeType::kL), 0.5);
}

TEST(Rouge, TakesTheBestReferenceForEachType) {
  RougeScorer scorer(RougeStemming::kNone);
  const std::vector<RougeText> references = {scorer.Read("d c b a"), scorer.Read("a b x y z")};
  const RougeScores best = scorer.ScoreBest(scorer.Read("a b c d"), references);
  EXPECT_DOUBLE_EQ(F1(best, RougeType::k1), 1);
  EXPECT_DOUBLE_EQ(F1(best, RougeType::k2), 2. * 1 / (3 + 4));
  EXPECT_DOUBLE_EQ(F1(best, RougeType::kL), 2. * 2 / (4 + 5));
}

TEST(Rouge, OfNothingIsZeroAndOfEqualTextsOne) {
  for (const RougeScore& score : Rouge("", "some text")) EXPECT_EQ(score.f1, 0);
  for (const RougeScore& score : Rouge("some text", "")) EXPECT_EQ(score.f1, 0);
  for (const RougeScore& score : Rouge("", "")) EXPECT_EQ(score.f1, 0);
  for (const RougeScore& score : Rouge("some text\nof lines", "Some text\nof lines")) EXPECT_DOUBLE_EQ(score.f1, 1);
  EXPECT_EQ(F1(Rouge("word", "word"), RougeType::k2), 0);  // there are no pairs
}

}  // namespace
}  // namespace godel

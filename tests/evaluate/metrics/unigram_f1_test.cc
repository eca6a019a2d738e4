// SPDX-License-Identifier: MIT
#include "godel/evaluate/metrics/unigram_f1.h"

#include <gtest/gtest.h>

#include "godel/evaluate/metrics/normalize_answer.h"

namespace godel {
namespace {

double F1(std::string_view hypothesis, std::string_view reference) {
  return UnigramF1(SplitWords(hypothesis), SplitWords(reference));
}

TEST(UnigramF1, IsTheHarmonicMeanOfPrecisionAndRecall) {
  // Two of four words of the reply, two of the reference's three.
  EXPECT_DOUBLE_EQ(F1("red car drives fast", "fast red bike"), 2 * 0.5 * (2.0 / 3) / (0.5 + 2.0 / 3));
  EXPECT_DOUBLE_EQ(F1("fast red bike", "bike red fast"), 1);
}

TEST(UnigramF1, CountsAWordAsOftenAsBothHaveIt) {
  EXPECT_DOUBLE_EQ(F1("no no no", "no"), 2 * (1.0 / 3) / (1 + 1.0 / 3));
  EXPECT_DOUBLE_EQ(F1("no no", "no no maybe so"), 2 * 1 * 0.5 / 1.5);
}

TEST(UnigramF1, IsZeroWithoutASharedWord) {
  EXPECT_EQ(F1("yes", "no"), 0);
  EXPECT_EQ(F1("", "no"), 0);
  EXPECT_EQ(F1("no", ""), 0);
  EXPECT_EQ(F1("", ""), 0);
}

}  // namespace
}  // namespace godel

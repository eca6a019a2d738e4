// SPDX-License-Identifier: MIT
#include "godel/evaluate/metrics/meteor.h"

#include <gtest/gtest.h>

#include "godel/evaluate/metrics/normalize_answer.h"

namespace godel {
namespace {

double Meteor(std::string_view hypothesis, std::string_view reference) {
  WordIds ids;
  MeteorScorer scorer;
  const WordIdList words = ids.IdsOf(SplitWords(hypothesis));
  return scorer.Score(words, ids.IdsOf(SplitWords(reference)), ids);
}

TEST(Meteor, WeighsRecallAboveAll) {
  // One match in one chunk: P = 1/2, R = 1, Fmean = 0.5 / (0.9 * 0.5 + 0.1), halved by the penalty.
  EXPECT_DOUBLE_EQ(Meteor("one two", "one"), 0.5 * 0.5 / 0.55);
  EXPECT_DOUBLE_EQ(Meteor("one", "one two"), 0.5 * 0.5 / 0.95);
}

TEST(Meteor, PenalizesChunks) {
  EXPECT_DOUBLE_EQ(Meteor("a b c d", "a b c d"), 1 - 0.5 / 64);
  EXPECT_DOUBLE_EQ(Meteor("c d a b", "a b c d"), 1 - 0.5 / 8);
  EXPECT_DOUBLE_EQ(Meteor("d c b a", "a b c d"), 0.5);
}

TEST(Meteor, MatchesStemsBehindEqualWords) {
  EXPECT_DOUBLE_EQ(Meteor("dogs running", "dog runs"), 1 - 0.5 / 8);
  EXPECT_EQ(Meteor("cat", "dog"), 0);
  // "run" takes its equal, though "runs" comes first from the end.
  EXPECT_DOUBLE_EQ(Meteor("run runs", "run runs"), 1 - 0.5 / 8);
}

TEST(Meteor, OfNothingIsZero) {
  EXPECT_EQ(Meteor("", "a"), 0);
  EXPECT_EQ(Meteor("a", ""), 0);
  EXPECT_EQ(Meteor("", ""), 0);
}

}  // namespace
}  // namespace godel

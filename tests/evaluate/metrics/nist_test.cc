// SPDX-License-Identifier: MIT
#include "godel/evaluate/metrics/nist.h"

#include <gtest/gtest.h>

#include <cmath>

namespace godel {
namespace {

TEST(Nist, WeighsByWhatReferencesTell) {
  // References "0 1 0 2" and "3": five words. Word 0 has log2(5/2) bits, the others log2(5); "0 1" log2(2/1).
  const std::vector<WordIdList> first = {{0, 1, 0, 2}}, second = {{3}};
  NistScorer scorer;
  scorer.AddReference(first[0]);
  scorer.AddReference(second[0]);
  NistCounts counts = scorer.Count(WordIdList{0, 1, 9, 9}, first);
  EXPECT_NEAR(counts.information[0], std::log2(2.5) + std::log2(5), 1e-12);
  EXPECT_NEAR(counts.information[1], 1, 1e-12);
  EXPECT_EQ(counts.possible[1], 3u);
  counts += scorer.Count(WordIdList{3}, second);
  EXPECT_NEAR(ComputeNist(counts, 1), (std::log2(2.5) + 2 * std::log2(5)) / 5, 1e-12);
  EXPECT_NEAR(ComputeNist(counts, 2), (std::log2(2.5) + 2 * std::log2(5)) / 5 + 1. / 3, 1e-12);
}

TEST(Nist, HalvesAtTwoThirdsOfTheLength) {
  NistCounts counts;
  counts.information = {2, 0, 0, 0};
  counts.possible = {2, 1, 0, 0};
  counts.reference_length = 3;
  EXPECT_NEAR(ComputeNist(counts, 4), 0.5, 1e-12);
  counts.reference_length = 1;
  EXPECT_NEAR(ComputeNist(counts, 4), 1, 1e-12);
}

TEST(Nist, TakesTheMeanLengthOfSeveralReferencesAndTheirBestCounts) {
  const std::vector<WordIdList> references = {{0, 0}, {0, 1, 2, 3}};
  NistScorer scorer;
  for (const WordIdList& reference : references) scorer.AddReference(reference);
  const NistCounts counts = scorer.Count(WordIdList{0, 0, 0, 1}, references);
  EXPECT_EQ(counts.reference_length, 3);
  EXPECT_NEAR(counts.information[0], 2 * std::log2(6. / 3) + std::log2(6), 1e-12);
}

TEST(Nist, OfNothingIsZero) {
  EXPECT_EQ(ComputeNist({}, 4), 0);
  NistScorer scorer;
  const std::vector<WordIdList> references = {{0, 1}};
  scorer.AddReference(references[0]);
  EXPECT_EQ(ComputeNist(scorer.Count({}, references), 4), 0);
}

}  // namespace
}  // namespace godel

// SPDX-License-Identifier: MIT
// The numeric ground floor: exp, log-softmax, argmax, the k best of a stream, draws.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <set>
#include <vector>

#include "godel/generation/argmax.h"
#include "godel/generation/log_softmax.h"
#include "godel/generation/random.h"
#include "godel/generation/top_scores.h"

namespace godel {
namespace {

constexpr float kInf = std::numeric_limits<float>::infinity();
const float kNan = std::nanf("");

TEST(ExpInto, IsWithinTwoRoundingsOfExp) {
  std::vector<float> x;
  for (float value = -87; value <= 0; value += 0.01F) x.push_back(value);
  x.push_back(0);
  std::vector<float> y(x.size());
  ExpInto(x, 0, y);
  for (size_t i = 0; i < x.size(); ++i) {
    const double expected = std::exp(static_cast<double>(x[i]));
    EXPECT_NEAR(y[i], expected, expected * 2.5e-7) << x[i];
  }
}

TEST(ExpInto, FarBelowAndInvalidCountNothing) {
  const std::vector<float> x = {0, -88, -1000, -kInf, kNan, 0, 0};
  std::vector<float> y(x.size(), 7);
  EXPECT_EQ(ExpInto(x, 0, y), 3);
  EXPECT_EQ(y, (std::vector<float>{1, 0, 0, 0, 0, 1, 1}));
}

TEST(LogSoftmax, SumsToOneWhateverTheOffset) {
  for (const float offset : {0.0F, 1000.0F, -1000.0F}) {
    std::vector<float> scores = {offset, offset + 1, offset - 2, -kInf, offset + 0.5F};
    LogSoftmax(scores);
    const double sum = 1 + std::exp(1.0) + std::exp(-2.0) + std::exp(0.5);
    EXPECT_NEAR(scores[0], -std::log(sum), 1e-6);
    EXPECT_NEAR(scores[1], 1 - std::log(sum), 1e-6);
    EXPECT_EQ(scores[3], -kInf);
  }
}

TEST(LogSoftmax, RowsWithoutFiniteMaximumStay) {
  std::vector<float> forbidden = {-kInf, -kInf};
  LogSoftmax(forbidden);
  EXPECT_EQ(forbidden, (std::vector<float>{-kInf, -kInf}));
  std::vector<float> certain = {0, kInf};
  LogSoftmax(certain);
  EXPECT_EQ(certain, (std::vector<float>{0, kInf}));
}

TEST(ArgMax, LowestIndexAmongEqualsAndNanNeverWins) {
  EXPECT_EQ(ArgMax(std::vector<float>{1, 3, 3, 2}), 1U);
  EXPECT_EQ(ArgMax(std::vector<float>{kNan, -5, kNan, -4}), 3U);
  EXPECT_EQ(ArgMax(std::vector<float>{kNan, kNan}), 0U);
  EXPECT_EQ(ArgMax(std::vector<float>{-kInf, -kInf}), 0U);
  EXPECT_EQ(ArgMax(std::vector<float>{0, kInf, kInf}), 1U);
  EXPECT_EQ(ArgMax(std::vector<float>{}), 0U);
}

// Sizes around the block of 512 and the lanes of 8; the best at every kind of place, tied with a later one.
TEST(ArgMax, FindsTheBestInEveryBlock) {
  for (const size_t size : {7U, 8U, 9U, 511U, 512U, 513U, 1500U}) {
    for (size_t best = 0; best < size; best += std::max<size_t>(1, size / 13)) {
      std::vector<float> scores(size, -1);
      scores[best] = scores[size - 1] = 2;
      EXPECT_EQ(ArgMax(scores), best);
      const BestScore found = BestWithLogProb(scores);
      EXPECT_EQ(found.index, best);
      const double ones = best == size - 1 ? 1 : 2;
      EXPECT_NEAR(found.log_prob, -std::log(ones + (static_cast<double>(size) - ones) * std::exp(-3.0)), 1e-6);
    }
  }
}

TEST(TopScores, EqualsSortingWithTiesInOrder) {
  std::vector<float> scores;
  for (uint64_t i = 0; i < 5000; ++i) scores.push_back(static_cast<float>(RandomBits({.item = i}) % 300));
  std::vector<size_t> order(scores.size());
  for (size_t i = 0; i < order.size(); ++i) order[i] = i;
  std::stable_sort(order.begin(), order.end(), [&](size_t a, size_t b) { return scores[a] > scores[b]; });
  for (const size_t k : {1U, 2U, 50U, 64U, 999U, 5000U, 9000U}) {
    TopScores<float> top(k);
    for (size_t i = 0; i < scores.size(); ++i) top.Offer(scores[i], i);
    const auto entries = top.Take();
    ASSERT_EQ(entries.size(), std::min(k, scores.size()));
    for (size_t i = 0; i < entries.size(); ++i) ASSERT_EQ(entries[i].index, order[i]) << "k " << k << " rank " << i;
  }
}

TEST(TopScores, LeavesOutWhatIsForbidden) {
  TopScores<float> top(3);
  top.Offer(-kInf, 0);
  top.Offer(kNan, 1);
  top.Offer(-3, 2);
  const auto entries = top.Take();
  ASSERT_EQ(entries.size(), 1U);
  EXPECT_EQ(entries[0].index, 2U);
}

TEST(RandomUniform, DependsOnEveryFieldAndStaysInside) {
  std::set<double> seen;
  for (uint64_t seed = 0; seed < 4; ++seed)
    for (uint64_t sequence = 0; sequence < 4; ++sequence)
      for (uint64_t step = 0; step < 4; ++step)
        for (uint64_t item = 0; item < 4; ++item) {
          const double u = RandomUniform({.seed = seed, .sequence = sequence, .step = step, .item = item});
          EXPECT_GT(u, 0);
          EXPECT_LT(u, 1);
          seen.insert(u);
        }
  EXPECT_EQ(seen.size(), 256U);
}

// 16 bins of 16000 draws for each way of counting on; chi-square with 15 degrees of freedom is above 37.7 once in a
// thousand, and the draws are fixed, so this either always passes or never.
TEST(RandomUniform, IsUniformAlongEachField) {
  for (int field = 0; field < 4; ++field) {
    std::vector<int> bins(16, 0);
    for (uint64_t i = 0; i < 16000; ++i) {
      DrawKey key{.seed = 1, .sequence = 2, .step = 3, .item = 4};
      (field == 0 ? key.seed : field == 1 ? key.sequence : field == 2 ? key.step : key.item) = i;
      ++bins[static_cast<size_t>(RandomUniform(key) * 16)];
    }
    double chi_square = 0;
    for (const int count : bins) chi_square += (count - 1000.0) * (count - 1000.0) / 1000.0;
    EXPECT_LT(chi_square, 37.7) << "field " << field;
  }
}

}  // namespace
}  // namespace godel

// SPDX-License-Identifier: MIT
#include "godel/evaluate/metrics/paired_bootstrap.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "godel/dataset/hash_random.h"

namespace godel {
namespace {

// Values in [0, 1) plus `shift`, the same for the same seed.
std::vector<double> Noise(size_t count, uint64_t seed, double shift) {
  RandomSequence random(seed);
  std::vector<double> values(count);
  for (double& value : values) value = static_cast<double>(random.Below(1U << 20)) / (1U << 20) + shift;
  return values;
}

TEST(PairedBootstrap, FindsADifferenceThatEveryExampleShows) {
  const auto worse = StatisticsOfMean(Noise(200, 1, 0));
  const auto better = StatisticsOfMean(Noise(200, 1, 0.1));
  const auto comparison = CompareByBootstrap(worse, better, MeanOfSums);
  ASSERT_TRUE(comparison);
  EXPECT_NEAR(comparison->difference, 0.1, 1e-12);
  EXPECT_NEAR(comparison->low, 0.1, 1e-9);
  EXPECT_NEAR(comparison->high, 0.1, 1e-9);
  EXPECT_EQ(comparison->wins, 1);
  EXPECT_NEAR(comparison->p_value, 1.0 / 1001, 1e-12);
  EXPECT_EQ(comparison->examples, 200u);
}

TEST(PairedBootstrap, SaysThatEqualSystemsAreEqual) {
  const auto same = StatisticsOfMean(Noise(50, 3, 0));
  for (const auto compare : {CompareByBootstrap, CompareByRandomization}) {
    const auto comparison = compare(same, same, MeanOfSums, {});
    ASSERT_TRUE(comparison);
    EXPECT_EQ(comparison->difference, 0);
    EXPECT_EQ(comparison->p_value, 1);
  }
  EXPECT_EQ(CompareByBootstrap(same, same, MeanOfSums)->wins, 0.5);
}

// The difference of means of independent noise has a standard error that theory knows: sqrt(2 / 12 / n).
TEST(PairedBootstrap, IntervalIsAsWideAsTheoryHasIt) {
  const size_t n = 2000;
  const auto comparison =
      CompareByBootstrap(StatisticsOfMean(Noise(n, 5, 0)), StatisticsOfMean(Noise(n, 6, 0)), MeanOfSums);
  ASSERT_TRUE(comparison);
  const double expected = 2 * 1.96 * std::sqrt(2.0 / 12 / n);
  EXPECT_NEAR(comparison->high - comparison->low, expected, 0.1 * expected);
  EXPECT_LT(comparison->low, comparison->difference);
  EXPECT_GT(comparison->high, comparison->difference);
}

// Both tests approximate the same p-value here, that of a difference of means: normal, and two-sided.
TEST(PairedBootstrap, BothTestsAgreeWithTheNormalDistribution) {
  const size_t n = 1000;
  const auto a = Noise(n, 7, 0);
  const auto b = Noise(n, 8, 0.02);
  double sum = 0, squares = 0;
  for (size_t i = 0; i < n; ++i) {
    sum += b[i] - a[i];
    squares += (b[i] - a[i]) * (b[i] - a[i]);
  }
  const double mean = sum / n;
  const double z = std::abs(mean) / std::sqrt((squares / n - mean * mean) / n);
  const double expected = std::erfc(z / std::sqrt(2.0));
  const ResamplingOptions options{.samples = 4000};
  const auto bootstrap = CompareByBootstrap(StatisticsOfMean(a), StatisticsOfMean(b), MeanOfSums, options);
  const auto randomization = CompareByRandomization(StatisticsOfMean(a), StatisticsOfMean(b), MeanOfSums, options);
  EXPECT_NEAR(bootstrap->p_value, expected, 0.03);  // four standard errors of a share of 4000
  EXPECT_NEAR(randomization->p_value, expected, 0.03);
}

TEST(PairedBootstrap, DependsOnTheSeedAlone) {
  const auto a = StatisticsOfMean(Noise(100, 1, 0));
  const auto b = StatisticsOfMean(Noise(100, 2, 0));
  const auto first = CompareByBootstrap(a, b, MeanOfSums, {.seed = 4});
  const auto again = CompareByBootstrap(a, b, MeanOfSums, {.seed = 4});
  const auto other = CompareByBootstrap(a, b, MeanOfSums, {.seed = 5});
  ThreadPool threads(3);
  EXPECT_EQ(CompareByBootstrap(a, b, MeanOfSums, {.seed = 4, .threads = &threads})->p_value, first->p_value);
  EXPECT_EQ(first->low, again->low);
  EXPECT_EQ(first->p_value, again->p_value);
  EXPECT_NE(first->low, other->low);
}

// A ratio of sums, as BLEU is: not the mean of the examples' ratios.
TEST(PairedBootstrap, TakesMetricsThatAreNoMeans) {
  const SummableStatistics a{.width = 2, .values = {1, 1, 0, 9}};
  const SummableStatistics b{.width = 2, .values = {1, 1, 9, 9}};
  const auto ratio = [](std::span<const double> sums) { return sums[0] / sums[1]; };
  const auto comparison = CompareByBootstrap(a, b, ratio);
  ASSERT_TRUE(comparison);
  EXPECT_EQ(comparison->baseline, 0.1);
  EXPECT_EQ(comparison->system, 1);
}

TEST(PairedBootstrap, LeavesOutExamplesWithoutAValue) {
  const double none = std::numeric_limits<double>::quiet_NaN();
  const auto statistics = StatisticsOfMean(std::vector<double>{1, none, 0});
  const auto comparison = CompareByBootstrap(statistics, statistics, MeanOfSums);
  ASSERT_TRUE(comparison);
  EXPECT_EQ(comparison->system, 0.5);
}

TEST(PairedBootstrap, RefusesWhatIsNotPaired) {
  const auto two = StatisticsOfMean(std::vector<double>{1, 2});
  const auto three = StatisticsOfMean(std::vector<double>{1, 2, 3});
  const auto refused = CompareByBootstrap(two, three, MeanOfSums);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::kInvalidArgument);
  EXPECT_NE(refused.error().message.find("2 of 2 numbers and 3 of 2"), std::string::npos) << refused.error().message;
  EXPECT_FALSE(CompareByBootstrap({}, {}, MeanOfSums));
  EXPECT_FALSE(CompareByBootstrap(two, two, MeanOfSums, {.samples = 0}));
  EXPECT_FALSE(CompareByRandomization(two, two, MeanOfSums, {.confidence = 1}));
  const SummableStatistics infinite{.width = 1, .values = {INFINITY}};
  EXPECT_FALSE(CompareByBootstrap(infinite, infinite, MeanOfSums));
}

}  // namespace
}  // namespace godel

// SPDX-License-Identifier: MIT
#include "godel/evaluate/human/correlation.h"

#include <gtest/gtest.h>

#include <cmath>

namespace godel {
namespace {

using Values = std::vector<double>;

TEST(Correlation, ByHand) {
  const Values x = {1, 2, 2, 4, 7}, y = {2, 1, 3, 3, 9};
  // By hand: sums of products about the means 3.2 and 3.6.
  EXPECT_NEAR(PearsonCorrelation(x, y), 27.4 / std::sqrt(22.8 * 39.2), 1e-12);
  EXPECT_EQ(Ranks(x), (Values{1, 2.5, 2.5, 4, 5}));
  EXPECT_EQ(Ranks(y), (Values{2, 1, 3.5, 3.5, 5}));
  EXPECT_NEAR(SpearmanCorrelation(x, y), 7.25 / 9.5, 1e-12);
}

TEST(Correlation, OneAndNothing) {
  const Values x = {1, 2, 3, 4}, squares = {1, 4, 9, 16}, down = {4, 3, 2, 1}, flat = {0.1, 0.1, 0.1, 0.1};
  EXPECT_DOUBLE_EQ(SpearmanCorrelation(x, squares), 1);
  EXPECT_LT(PearsonCorrelation(x, squares), 1);
  EXPECT_DOUBLE_EQ(PearsonCorrelation(x, down), -1);
  EXPECT_TRUE(std::isnan(PearsonCorrelation(x, flat)));
  EXPECT_TRUE(std::isnan(SpearmanCorrelation(flat, x)));
  EXPECT_TRUE(std::isnan(PearsonCorrelation({}, {})));
  EXPECT_TRUE(std::isnan(PearsonCorrelation(Values{1}, Values{2})));
}

TEST(BootstrapInterval, HoldsTheMeanAndNarrowsWithUnits) {
  const auto interval_of = [](size_t units) {
    return BootstrapInterval(units, [](std::span<const size_t> drawn) {
      double sum = 0;
      for (const size_t i : drawn) sum += static_cast<double>(i % 2);
      return sum / static_cast<double>(drawn.size());
    });
  };
  // The mean of n coins has the deviation 1 / (2 sqrt(n)); 95 % of a normal lie within 1.96 of them.
  for (const size_t units : {100u, 10000u}) {
    const double half = 1.96 / (2 * std::sqrt(static_cast<double>(units)));
    EXPECT_NEAR(interval_of(units).low, 0.5 - half, 0.15 * half);
    EXPECT_NEAR(interval_of(units).high, 0.5 + half, 0.15 * half);
  }
  EXPECT_EQ(interval_of(100).low, interval_of(100).low);
}

TEST(BootstrapInterval, LeavesOutWhatHasNoValue) {
  EXPECT_TRUE(std::isnan(BootstrapInterval(0, [](auto) { return 1.0; }).low));
  EXPECT_TRUE(std::isnan(BootstrapInterval(3, [](auto) { return std::nan(""); }).high));
  bool odd = false;
  const Interval half = BootstrapInterval(3, [&](auto) { return (odd = !odd) ? 2.0 : std::nan(""); });
  EXPECT_EQ(half.low, 2);
  EXPECT_EQ(half.high, 2);
}

}  // namespace
}  // namespace godel

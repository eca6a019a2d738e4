// SPDX-License-Identifier: MIT
#include "godel/report/readable_number.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace godel {
namespace {

constexpr double kNotANumber = std::numeric_limits<double>::quiet_NaN();
constexpr double kInfinity = std::numeric_limits<double>::infinity();

TEST(ReadableNumber, AboutFourDigits) {
  EXPECT_EQ(ReadableNumber(0), "0");
  EXPECT_EQ(ReadableNumber(-0.0), "0");
  EXPECT_EQ(ReadableNumber(0.12345), "0.1235");
  EXPECT_EQ(ReadableNumber(0.5), "0.5");
  EXPECT_EQ(ReadableNumber(12.345), "12.35");
  EXPECT_EQ(ReadableNumber(-3), "-3");
  EXPECT_EQ(ReadableNumber(1234), "1,234");
  EXPECT_EQ(ReadableNumber(99999), "99,999");
  EXPECT_EQ(ReadableNumber(-1234), "-1,234");
  EXPECT_EQ(ReadableNumber(567890), "567.89k");
  EXPECT_EQ(ReadableNumber(3210000), "3.21M");
  EXPECT_EQ(ReadableNumber(1.2e15), "1.2e+15");
  EXPECT_EQ(ReadableNumber(0.00012), "0.00012");
  EXPECT_EQ(ReadableNumber(kNotANumber), "–");
  EXPECT_EQ(ReadableNumber(kInfinity), "∞");
  EXPECT_EQ(ReadableNumber(-kInfinity), "−∞");
}

std::vector<std::string> Labels(double low, double high, int most = 6) {
  std::vector<std::string> labels;
  for (const Tick& tick : NiceTicks(low, high, most)) labels.push_back(tick.label);
  return labels;
}

TEST(NiceTicks, AreRound) {
  EXPECT_EQ(Labels(0, 1, 5), (std::vector<std::string>{"0.0", "0.2", "0.4", "0.6", "0.8", "1.0"}));
  EXPECT_EQ(Labels(3, 97, 5), (std::vector<std::string>{"20", "40", "60", "80"}));
  EXPECT_EQ(Labels(-0.3, 0.3, 4), (std::vector<std::string>{"-0.2", "0.0", "0.2"}));
  EXPECT_EQ(Labels(0, 4000, 4), (std::vector<std::string>{"0", "1,000", "2,000", "3,000", "4,000"}));
}

TEST(NiceTicks, AnyRangeGivesFewThatLieWithin) {
  const double huge = std::numeric_limits<double>::max(), tiny = std::numeric_limits<double>::denorm_min();
  for (const auto& [low, high] : {std::pair{0.0, huge},
                                  {0.0, tiny},
                                  {1e300, 1.1e300},
                                  {1.0, 1.0 + 1e-15},
                                  {-1e-9, 1e-9},
                                  {5.0, 5.0},
                                  {2.0, 1.0},
                                  {kNotANumber, 1.0},
                                  {-kInfinity, kInfinity},
                                  {-huge, huge}}) {
    const auto ticks = NiceTicks(low, high);
    EXPECT_LE(ticks.size(), 64u);
    for (const Tick& tick : ticks) EXPECT_TRUE(std::isfinite(tick.value)) << low << " " << high;
  }
}

}  // namespace
}  // namespace godel

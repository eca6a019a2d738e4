// SPDX-License-Identifier: MIT
#include "godel/train/chart_axis.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace godel::train {
namespace {

// The smallest of 1, 2, 5, 10 times a power of ten that is `spacing` or above.
double RoundUp(double spacing) {
  const double power = std::pow(10.0, std::floor(std::log10(spacing)));
  for (const double factor : {1.0, 2.0, 5.0})
    if (factor * power >= spacing) return factor * power;
  return 10 * power;
}

std::string RealLabel(double value, double spacing) {
  constexpr double kSmallestFixed = 1e-4, kLargestFixed = 1e6;
  if (spacing < kSmallestFixed || std::abs(value) >= kLargestFixed) return fmt::format("{:.4g}", value);
  const auto decimals = static_cast<int>(std::max(0.0, -std::floor(std::log10(spacing) + 1e-9)));
  return fmt::format("{:.{}f}", value, decimals);
}

}  // namespace

AxisRange Padded(AxisRange shown) {
  double air = (shown.high - shown.low) * 0.05;
  // Values that differ in their last bits alone would get ticks that cannot be told apart.
  const double least = std::max(std::abs(shown.low), std::abs(shown.high)) * 1e-3;
  if (air < least / 20) air = least;
  if (air == 0) air = 1;
  const double low = shown.low - air;
  return {.low = shown.low >= 0 ? std::max(low, 0.0) : low, .high = shown.high + air};
}

std::string ShortCount(double count) {
  if (count >= 1e9) return fmt::format("{:g}G", count / 1e9);
  if (count >= 1e6) return fmt::format("{:g}M", count / 1e6);
  if (count >= 1e3) return fmt::format("{:g}k", count / 1e3);
  return fmt::format("{:g}", count);
}

std::vector<Tick> TicksOf(const AxisRange& range, int wanted, TickKind kind) {
  double spacing = RoundUp((range.high - range.low) / wanted);
  if (kind == TickKind::kWhole) spacing = std::max(spacing, 1.0);
  std::vector<Tick> ticks;
  // Products rather than a running sum, whose error would grow. A hair of tolerance keeps a tick at the very end.
  const double first = std::ceil(range.low / spacing - 1e-9);
  for (int i = 0; i <= 2 * wanted; ++i) {
    const double multiple = first + i;
    const double value = multiple == 0 ? 0 : multiple * spacing;
    if (value > range.high + spacing * 1e-9) break;
    ticks.push_back({value, kind == TickKind::kWhole ? ShortCount(value) : RealLabel(value, spacing)});
  }
  return ticks;
}

}  // namespace godel::train

// SPDX-License-Identifier: MIT
#include "godel/report/readable_number.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace godel {
namespace {

std::string WithoutTrailingZeros(std::string text) {
  if (text.find('.') == std::string::npos) return text;
  text.erase(text.find_last_not_of('0') + 1);
  if (text.back() == '.') text.pop_back();
  return text == "-0" ? "0" : text;
}

std::string WithThousands(double whole) {
  std::string digits = fmt::format("{:.0f}", whole);
  const size_t first = digits.front() == '-' ? 1 : 0;
  for (size_t at = digits.size(); at > first + 3;) digits.insert(at -= 3, ",");
  return digits;
}

std::string Scaled(double value, double unit, const char* name) {
  return WithoutTrailingZeros(fmt::format("{:.2f}", value / unit)) + name;
}

}  // namespace

std::string ReadableNumber(double value) {
  if (std::isnan(value)) return "–";
  if (std::isinf(value)) return value > 0 ? "∞" : "−∞";
  const double size = std::abs(value);
  if (size >= 1e12) return fmt::format("{:.3g}", value);
  if (size >= 1e9) return Scaled(value, 1e9, "G");
  if (size >= 1e6) return Scaled(value, 1e6, "M");
  if (size >= 1e5) return Scaled(value, 1e3, "k");
  if (size >= 1e3) return WithThousands(value);
  if (size >= 100) return WithoutTrailingZeros(fmt::format("{:.1f}", value));
  if (size >= 10) return WithoutTrailingZeros(fmt::format("{:.2f}", value));
  if (size >= 1e-3 || value == 0) return WithoutTrailingZeros(fmt::format("{:.4f}", value));
  return fmt::format("{:.2g}", value);
}

double NiceStep(double low, double high, int most) {
  const double range = high - low;
  if (!std::isfinite(range) || range <= 0 || most < 1) return 1;
  const double rough = range / most;
  const double power = std::pow(10, std::floor(std::log10(rough)));
  if (power <= 0 || !std::isfinite(power)) return range;  // at the ends of what a double can hold
  for (const double factor : {1.0, 2.0, 5.0}) {
    if (factor * power >= rough * (1 - 1e-9)) return factor * power;
  }
  return 10 * power;
}

std::vector<Tick> NiceTicks(double low, double high, int most) {
  if (!std::isfinite(high - low) || high <= low) {
    low = 0;
    high = 1;
  }
  const double step = NiceStep(low, high, most);
  const int decimals = std::clamp(static_cast<int>(-std::floor(std::log10(step) + 1e-9)), 0, 6);
  const bool plain = std::max(std::abs(low), std::abs(high)) < 1e5 && step >= 1e-6;
  std::vector<Tick> ticks;
  const double slack = 1e-9 * step;
  for (double n = std::ceil(low / step - 1e-9); ticks.size() < 64; ++n) {
    const double value = n == 0 ? 0 : n * step;
    if (!(value - high <= slack)) break;
    const bool grouped = decimals == 0 && std::abs(value) >= 1000;
    ticks.push_back({value, plain && !grouped ? fmt::format("{:.{}f}", value, decimals) : ReadableNumber(value)});
  }
  return ticks;
}

}  // namespace godel

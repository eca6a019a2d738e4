// SPDX-License-Identifier: MIT
#include "godel/evaluate/human/krippendorff.h"

#include <cstddef>
#include <map>

namespace godel {
namespace {

// How often each two values meet in a unit, each meeting weighing 1 / (values of the unit - 1).
struct Coincidences {
  std::vector<double> values;  // in their order
  std::vector<double> counts;  // [values, values], symmetric
  std::vector<double> totals;  // of a row
  double all = 0;
};

Coincidences Count(std::span<const std::vector<double>> units) {
  std::map<double, size_t> places;
  for (const std::vector<double>& unit : units) {
    if (unit.size() < 2) continue;
    for (const double value : unit) places.emplace(value, 0);
  }
  Coincidences met;
  for (auto& [value, place] : places) {
    place = met.values.size();
    met.values.push_back(value);
  }
  const size_t n = met.values.size();
  met.counts.assign(n * n, 0);
  met.totals.assign(n, 0);
  for (const std::vector<double>& unit : units) {
    if (unit.size() < 2) continue;
    std::map<size_t, double> of_unit;
    for (const double value : unit) ++of_unit[places[value]];
    for (const auto& [a, count_a] : of_unit) {
      for (const auto& [b, count_b] : of_unit) {
        const double pairs = count_a * (a == b ? count_b - 1 : count_b);
        met.counts[a * n + b] += pairs / static_cast<double>(unit.size() - 1);
      }
    }
  }
  for (size_t a = 0; a < n; ++a) {
    for (size_t b = 0; b < n; ++b) met.totals[a] += met.counts[a * n + b];
    met.all += met.totals[a];
  }
  return met;
}

// The squared difference of values a < b.
double Distance(const Coincidences& met, size_t a, size_t b, Scale scale) {
  double distance = 1;
  if (scale == Scale::kInterval) distance = met.values[b] - met.values[a];
  if (scale == Scale::kOrdinal) {
    // Ranks that lie between them, half of their own.
    distance = -(met.totals[a] + met.totals[b]) / 2;
    for (size_t between = a; between <= b; ++between) distance += met.totals[between];
  }
  return distance * distance;
}

}  // namespace

std::optional<double> KrippendorffAlpha(std::span<const std::vector<double>> units, Scale scale) {
  const Coincidences met = Count(units);
  const size_t n = met.values.size();
  double observed = 0, expected = 0;
  for (size_t a = 0; a < n; ++a) {
    for (size_t b = a + 1; b < n; ++b) {
      const double distance = Distance(met, a, b, scale);
      observed += met.counts[a * n + b] * distance;
      expected += met.totals[a] * met.totals[b] * distance;
    }
  }
  if (expected <= 0) return std::nullopt;
  return 1 - (met.all - 1) * observed / expected;
}

}  // namespace godel

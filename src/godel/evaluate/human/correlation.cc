// SPDX-License-Identifier: MIT
#include "godel/evaluate/human/correlation.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "godel/dataset/hash_random.h"
#include "godel/evaluate/metrics/quantile.h"

namespace godel {
namespace {

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();

}  // namespace

double Mean(std::span<const double> values) {
  return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

double PearsonCorrelation(std::span<const double> x, std::span<const double> y) {
  if (x.size() < 2 || x.size() != y.size()) return kNan;
  const double mean_x = Mean(x), mean_y = Mean(y);
  double xx = 0, yy = 0, xy = 0;
  for (size_t i = 0; i < x.size(); ++i) {
    xx += (x[i] - mean_x) * (x[i] - mean_x);
    yy += (y[i] - mean_y) * (y[i] - mean_y);
    xy += (x[i] - mean_x) * (y[i] - mean_y);
  }
  // A side that is one value over and over may differ from its mean in the last bit.
  const auto varies = [](std::span<const double> side) {
    return std::any_of(side.begin(), side.end(), [&](double value) { return value != side.front(); });
  };
  if (!varies(x) || !varies(y) || xx <= 0 || yy <= 0) return kNan;
  return std::clamp(xy / std::sqrt(xx) / std::sqrt(yy), -1.0, 1.0);
}

std::vector<double> Ranks(std::span<const double> values) {
  std::vector<size_t> order(values.size());
  std::iota(order.begin(), order.end(), size_t{0});
  std::sort(order.begin(), order.end(), [&](size_t a, size_t b) { return values[a] < values[b]; });
  std::vector<double> ranks(values.size());
  for (size_t begin = 0; begin < order.size();) {
    size_t end = begin + 1;
    while (end < order.size() && values[order[end]] == values[order[begin]]) ++end;
    for (size_t i = begin; i < end; ++i) ranks[order[i]] = static_cast<double>(begin + 1 + end) / 2;
    begin = end;
  }
  return ranks;
}

double SpearmanCorrelation(std::span<const double> x, std::span<const double> y) {
  return PearsonCorrelation(Ranks(x), Ranks(y));
}

Interval BootstrapInterval(size_t units, const std::function<double(std::span<const size_t>)>& statistic,
                           const ResamplingOptions& options) {
  std::vector<double> values;
  std::vector<size_t> drawn(units);
  for (size_t s = 0; s < options.samples && units > 0; ++s) {
    RandomSequence random(HashOf({options.seed, s}));
    for (size_t& one : drawn) one = random.Below(static_cast<uint32_t>(units));
    const double value = statistic(drawn);
    if (!std::isnan(value)) values.push_back(value);
  }
  if (values.empty()) return {kNan, kNan};
  std::sort(values.begin(), values.end());
  return {Quantile(values, (1 - options.confidence) / 2), Quantile(values, (1 + options.confidence) / 2)};
}

}  // namespace godel

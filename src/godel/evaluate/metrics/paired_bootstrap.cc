// SPDX-License-Identifier: MIT
#include "godel/evaluate/metrics/paired_bootstrap.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "godel/dataset/hash_random.h"
#include "godel/evaluate/metrics/quantile.h"

namespace godel {
namespace {

Status Check(const SummableStatistics& baseline, const SummableStatistics& system, const ResamplingOptions& options) {
  if (baseline.width != system.width || baseline.values.size() != system.values.size())
    return Fail(ErrorCode::kInvalidArgument,
                fmt::format("a paired comparison needs both systems on the same examples; there are {} of {} numbers "
                            "and {} of {}",
                            baseline.examples(), baseline.width, system.examples(), system.width));
  if (baseline.examples() == 0)
    return Fail(ErrorCode::kInvalidArgument, "a paired comparison needs at least one example");
  if (baseline.examples() > std::numeric_limits<uint32_t>::max())
    return Fail(ErrorCode::kInvalidArgument, "a paired comparison takes less than 2^32 examples");
  const auto finite = [](double value) { return std::isfinite(value); };
  if (!std::ranges::all_of(baseline.values, finite) || !std::ranges::all_of(system.values, finite))
    return Fail(ErrorCode::kInvalidArgument, "a paired comparison needs finite numbers");
  if (options.samples == 0 || !(options.confidence > 0 && options.confidence < 1))
    return Fail(ErrorCode::kInvalidArgument,
                fmt::format("expected at least 1 sample and a confidence between 0 and 1, found {} and {}",
                            options.samples, options.confidence));
  return {};
}

void AddExample(const SummableStatistics& statistics, size_t example, std::span<double> sums) {
  const double* const values = statistics.values.data() + example * statistics.width;
  for (size_t i = 0; i < sums.size(); ++i) sums[i] += values[i];
}

double MetricOfAll(const SummableStatistics& statistics, const MetricOfSums& metric) {
  std::vector<double> sums(statistics.width);
  for (size_t i = 0; i < statistics.examples(); ++i) AddExample(statistics, i, sums);
  return metric(sums);
}

PairedComparison WithoutResampling(const SummableStatistics& baseline, const SummableStatistics& system,
                                   const MetricOfSums& metric, const ResamplingOptions& options) {
  PairedComparison comparison{.baseline = MetricOfAll(baseline, metric),
                              .system = MetricOfAll(system, metric),
                              .examples = baseline.examples(),
                              .samples = options.samples};
  comparison.difference = comparison.system - comparison.baseline;
  return comparison;
}

// Sums of the same numbers in another order differ in their last bits, and a tie must stay one.
constexpr double kRounding = 1e-12;

double PValue(std::span<const double> differences, double center, double observed) {
  const auto as_far = std::ranges::count_if(
      differences, [&](double d) { return std::abs(d - center) + kRounding >= std::abs(observed); });
  return static_cast<double>(as_far + 1) / static_cast<double>(differences.size() + 1);
}

// difference_of(sample) for each sample.
template <class DifferenceOf>
std::vector<double> Resample(const ResamplingOptions& options, DifferenceOf difference_of) {
  std::vector<double> differences(options.samples);
  const auto draw = [&](size_t sample) { differences[sample] = difference_of(sample); };
  if (options.threads != nullptr) {
    options.threads->For(options.samples, draw);
  } else {
    for (size_t sample = 0; sample < options.samples; ++sample) draw(sample);
  }
  return differences;
}

}  // namespace

SummableStatistics StatisticsOfMean(std::span<const double> values) {
  SummableStatistics statistics{.width = 2, .values = {}};
  statistics.values.reserve(2 * values.size());
  for (const double value : values) {
    statistics.values.push_back(std::isnan(value) ? 0 : value);
    statistics.values.push_back(std::isnan(value) ? 0 : 1);
  }
  return statistics;
}

double MeanOfSums(std::span<const double> sums) {
  return sums[1] == 0 ? 0 : sums[0] / sums[1];
}

Result<PairedComparison> CompareByBootstrap(const SummableStatistics& baseline, const SummableStatistics& system,
                                            const MetricOfSums& metric, const ResamplingOptions& options) {
  GODEL_TRY_STATUS(Check(baseline, system, options));
  PairedComparison comparison = WithoutResampling(baseline, system, metric, options);
  const auto examples = static_cast<uint32_t>(baseline.examples());
  std::vector<double> differences = Resample(options, [&](size_t sample) {
    std::vector<double> of_baseline(baseline.width), of_system(system.width);
    RandomSequence random(HashOf({options.seed, sample}));
    for (uint32_t i = 0; i < examples; ++i) {
      const size_t drawn = random.Below(examples);
      AddExample(baseline, drawn, of_baseline);
      AddExample(system, drawn, of_system);
    }
    return metric(of_system) - metric(of_baseline);
  });
  double wins = 0;
  for (const double difference : differences) {
    if (std::abs(difference) <= kRounding)
      wins += 0.5;
    else if (difference > 0)
      wins += 1;
  }
  const auto samples = static_cast<double>(options.samples);
  const double mean = std::accumulate(differences.begin(), differences.end(), 0.0) / samples;
  comparison.wins = wins / samples;
  comparison.p_value = PValue(differences, mean, comparison.difference);
  std::ranges::sort(differences);
  comparison.low = Quantile(differences, (1 - options.confidence) / 2);
  comparison.high = Quantile(differences, (1 + options.confidence) / 2);
  return comparison;
}

Result<PairedComparison> CompareByRandomization(const SummableStatistics& baseline, const SummableStatistics& system,
                                                const MetricOfSums& metric, const ResamplingOptions& options) {
  GODEL_TRY_STATUS(Check(baseline, system, options));
  PairedComparison comparison = WithoutResampling(baseline, system, metric, options);
  const std::vector<double> differences = Resample(options, [&](size_t sample) {
    std::vector<double> of_baseline(baseline.width), of_system(system.width);
    RandomSequence random(HashOf({options.seed, sample, 1}));
    uint64_t coins = 0;
    for (size_t i = 0; i < baseline.examples(); ++i) {
      if (i % 64 == 0) coins = random.Next();
      const bool swap = ((coins >> (i % 64)) & 1) != 0;
      AddExample(baseline, i, swap ? of_system : of_baseline);
      AddExample(system, i, swap ? of_baseline : of_system);
    }
    return metric(of_system) - metric(of_baseline);
  });
  comparison.p_value = PValue(differences, 0, comparison.difference);
  return comparison;
}

}  // namespace godel

// SPDX-License-Identifier: MIT
// Whether one system is better than another, or was luckier with these examples. Both are measured on the same
// examples, so each resample takes the same ones of both.
//
// A metric is a function of sums: every example comes down to a few numbers, those of a sample are added up, and the
// metric is computed from the sums. For BLEU these are matches, possible n-grams and lengths; for a mean the values and
// how many there are. So a resample costs additions and no second look at texts.
#pragma once
#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "godel/base/result.h"
#include "godel/base/thread_pool.h"

namespace godel {

// What the examples of one system come down to.
struct SummableStatistics {
  size_t width = 0;            // numbers an example
  std::vector<double> values;  // [examples * width], an example after the other

  size_t examples() const { return width == 0 ? 0 : values.size() / width; }
};

// From the sums over a sample, `width` of them, to the metric. May be called from several threads at once.
using MetricOfSums = std::function<double(std::span<const double>)>;

// For metrics that are means: two numbers an example, the value and 1. Examples that have no value, such as knowledge
// F1 without knowledge, are left out with a NaN.
SummableStatistics StatisticsOfMean(std::span<const double> values);
double MeanOfSums(std::span<const double> sums);  // 0 when nothing was added

struct ResamplingOptions {
  size_t samples = 1000;
  double confidence = 0.95;  // of the interval; in (0, 1)
  uint64_t seed = 1;
  ThreadPool* threads = nullptr;  // nullptr: the calling thread alone; results do not depend on it
};

struct PairedComparison {
  double baseline = 0;    // the metric of all examples
  double system = 0;      // the same of the other system
  double difference = 0;  // system - baseline
  double low = 0;         // the interval that holds `confidence` of the resamples' differences
  double high = 0;
  double wins = 0;     // share of the resamples in which the system is better; draws count half
  double p_value = 1;  // of a difference as large as this one, in either direction, if the two were equally good
  size_t examples = 0;
  size_t samples = 0;
};

// Paired bootstrap (Koehn 2004, "Statistical Significance Tests for Machine Translation Evaluation"): resamples of as
// many examples, drawn with replacement. The p-value is the share of resamples whose difference lies at least as far
// from the resamples' mean as the real one lies from 0, with one added to both counts (as in sacreBLEU), so it is
// never 0. Depends on the seed and on nothing else. Time: samples * examples * width additions.
// Error: kInvalidArgument when the two have not the same width and number of examples, at least one; when a number is
// not finite; or when the options are off.
Result<PairedComparison> CompareByBootstrap(const SummableStatistics& baseline, const SummableStatistics& system,
                                            const MetricOfSums& metric, const ResamplingOptions& options = {});

// Paired approximate randomisation (Riezler and Maxwell 2005): in each sample every example's two outcomes change
// places by a coin. Asks less of the examples than the bootstrap does for the p-value; low, high and wins stay 0, as it
// knows nothing of intervals. Time and errors as above.
Result<PairedComparison> CompareByRandomization(const SummableStatistics& baseline, const SummableStatistics& system,
                                                const MetricOfSums& metric, const ResamplingOptions& options = {});

}  // namespace godel

// SPDX-License-Identifier: MIT
// What a study says: which run people like better, how far they agree, and which metric goes with them.
#pragma once
#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "godel/evaluate/human/correlation.h"
#include "godel/evaluate/human/human_answers.h"
#include "godel/evaluate/human/human_study.h"

namespace godel {

// Likert: a run in one dimension. Each item counts as the mean of what its annotators gave.
struct MeanRating {
  size_t run = 0;
  size_t items = 0;
  double mean = 0;
  Interval interval;  // over items
};

// Pairs: run a against run b in one dimension, a before b in the study's list.
struct WinRate {
  size_t a = 0, b = 0;
  size_t items = 0;
  double rate = 0;  // of a: share of the judgements for it, an item counting once and neither counting half
  Interval interval;
  size_t wins = 0, losses = 0, ties = 0;  // single judgements
};

struct Agreement {
  size_t items = 0;                                  // with two judgements or more
  std::optional<double> nominal, ordinal, interval;  // Krippendorff's alpha
};

struct DimensionResult {
  std::vector<MeanRating> ratings;
  std::vector<WinRate> win_rates;
  Agreement agreement;
};

// A metric against people, over items. Likert: the reply's score and the item's mean rating. Pairs: how much higher A
// scores than B, and how much more A is liked, from -1 to 1.
struct MetricCorrelation {
  std::string metric;
  size_t dimension = 0;
  size_t items = 0;
  double spearman = 0, pearson = 0;  // NaN when one side does not vary
  Interval spearman_interval, pearson_interval;
};

struct HumanResults {
  std::vector<DimensionResult> dimensions;  // in the order of Dimensions()
  std::vector<MetricCorrelation> correlations;
};

// `runs` may be empty, which leaves the correlations out; otherwise they are those of the study, in its order. Error:
// kInvalidArgument when they are not: of another number, of other names, or without a prediction that the key names.
Result<HumanResults> SummarizeStudy(const HumanStudy& study, const HumanAnswers& answers,
                                    std::span<const SavedRun> runs, const ResamplingOptions& options = {});

// Runs by the names in the study, each once and in its order. Error: kInvalidArgument naming the one that is missing.
Result<std::vector<SavedRun>> InStudyOrder(std::vector<SavedRun> runs, const HumanStudy& study);

}  // namespace godel

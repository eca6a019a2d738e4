// SPDX-License-Identifier: MIT
#include "godel/evaluate/runs/run_comparison.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

#include "godel/evaluate/metrics/score_list.h"
#include "godel/evaluate/metrics/text_scores.h"
#include "godel/evaluate/runs/score_name.h"

namespace godel {
namespace {

// The numbers of each run that a quotient of sums is made of.
struct MeasuredRuns {
  std::string name;
  std::vector<SummableStatistics> runs;
};

// Nats and tokens, whose quotient is the loss.
SummableStatistics LossStatistics(const SavedRun& run) {
  SummableStatistics statistics{.width = 2, .values = {}};
  for (const Prediction& prediction : run.predictions) {
    statistics.values.push_back(prediction.nats);
    statistics.values.push_back(static_cast<double>(prediction.tokens));
  }
  return statistics;
}

bool HaveReplies(std::span<const SavedRun> runs) {
  return std::all_of(runs.begin(), runs.end(), [](const SavedRun& run) {
    return std::all_of(run.predictions.begin(), run.predictions.end(),
                       [](const Prediction& prediction) { return prediction.reply.has_value(); });
  });
}

// Names of the scores in the first run, those that score_name.h knows first.
std::vector<std::string> ScoreNames(const SavedRun& run) {
  std::vector<std::string> names;
  for (const Prediction& prediction : run.predictions) {
    for (const PredictionScore& score : prediction.scores) {
      if (names.size() < kMostScores && std::find(names.begin(), names.end(), score.name) == names.end())
        names.push_back(score.name);
    }
  }
  std::sort(names.begin(), names.end(), [](const std::string& a, const std::string& b) {
    return std::pair(ScorePlace(a), a) < std::pair(ScorePlace(b), b);
  });
  return names;
}

// NaN in all runs where one of them has none, so that all means are over the same examples. Empty when none is left.
std::vector<SummableStatistics> ScoreStatistics(std::span<const SavedRun> runs, const std::string& name) {
  std::vector<std::vector<double>> values(runs.size());
  bool any = false;
  for (size_t i = 0; i < runs.front().predictions.size(); ++i) {
    bool all = true;
    for (size_t r = 0; r < runs.size(); ++r) {
      values[r].push_back(ScoreOf(runs[r].predictions[i], name));
      all = all && std::isfinite(values[r].back());
    }
    any = any || all;
    if (all) continue;
    for (std::vector<double>& of_run : values) of_run.back() = std::nan("");
  }
  std::vector<SummableStatistics> statistics;
  if (!any) return statistics;
  for (const std::vector<double>& of_run : values) statistics.push_back(StatisticsOfMean(of_run));
  return statistics;
}

std::vector<MeasuredRuns> Measure(std::span<const SavedRun> runs) {
  std::vector<MeasuredRuns> all;
  MeasuredRuns loss{.name = "nats_per_token", .runs = {}};
  for (const SavedRun& run : runs) loss.runs.push_back(LossStatistics(run));
  all.push_back(std::move(loss));
  for (const std::string& name : ScoreNames(runs.front())) {
    std::vector<SummableStatistics> statistics = ScoreStatistics(runs, name);
    if (!statistics.empty()) all.push_back({.name = name, .runs = std::move(statistics)});
  }
  return all;
}

// Adds what a run's difference is and, for the first, the baseline's value.
void AddDifference(const PairedComparison& difference, ComparedMetric* compared) {
  if (compared->values.empty()) compared->values.push_back(difference.baseline);
  compared->values.push_back(difference.system);
  compared->differences.push_back(difference);
}

// BLEU of the corpus, which is no mean of the examples'.
Result<std::vector<ComparedMetric>> CompareBleu(std::span<const SavedRun> runs, const ResamplingOptions& resampling) {
  TextScoreOptions options;
  options.metrics = {TextMetric::kBleu, TextMetric::kGodelBleu};
  std::vector<std::vector<std::string>> references;
  for (const Prediction& prediction : runs.front().predictions) references.push_back({prediction.example.response});
  std::vector<ScoredTexts> scored;
  for (const SavedRun& run : runs) {
    std::vector<std::string> replies;
    for (const Prediction& prediction : run.predictions) replies.push_back(*prediction.reply);
    auto scores = ComputeTextScores({.hypotheses = replies, .references = references, .knowledge = {}}, options);
    if (!scores) return Within(run.name, std::move(scores.error()));
    scored.push_back(std::move(*scores));
  }
  std::vector<ComparedMetric> metrics;
  for (size_t r = 1; r < runs.size(); ++r) {
    GODEL_TRY(const std::vector<ComparedScore> compared,
              CompareScores(scored.front().examples, scored[r].examples, options, PairedTest::kBootstrap, resampling));
    metrics.resize(compared.size());
    for (size_t m = 0; m < compared.size(); ++m) {
      metrics[m].name = compared[m].name;
      AddDifference(compared[m].comparison, &metrics[m]);
    }
  }
  return metrics;
}

}  // namespace

Result<RunComparison> CompareRuns(std::span<const SavedRun> runs, const ResamplingOptions& options) {
  if (runs.size() < 2) return Fail(ErrorCode::kInvalidArgument, "a comparison needs two runs or more");
  GODEL_TRY_STATUS(CheckSameData(runs));
  RunComparison comparison{
      .names = {}, .examples = runs.front().predictions.size(), .resampling = options, .metrics = {}};
  for (const SavedRun& run : runs) comparison.names.push_back(run.name);
  if (HaveReplies(runs)) {
    GODEL_TRY(comparison.metrics, CompareBleu(runs, options));
  }
  for (const MeasuredRuns& measured : Measure(runs)) {
    ComparedMetric compared{.name = measured.name, .values = {}, .differences = {}};
    for (size_t r = 1; r < runs.size(); ++r) {
      auto difference = CompareByBootstrap(measured.runs.front(), measured.runs[r], MeanOfSums, options);
      if (!difference) return Within(measured.name, std::move(difference.error()));
      AddDifference(*difference, &compared);
    }
    comparison.metrics.push_back(std::move(compared));
  }
  return comparison;
}

std::vector<size_t> LargestDifferences(std::span<const SavedRun> runs, size_t most) {
  std::vector<double> differences(runs.front().predictions.size(), 0);
  std::vector<size_t> order;
  for (size_t i = 0; i < differences.size(); ++i) {
    for (const SavedRun& run : runs) {
      const double difference =
          std::abs(ScoreOf(run.predictions[i], "f1") - ScoreOf(runs.front().predictions[i], "f1"));
      if (std::isfinite(difference)) differences[i] = std::max(differences[i], difference);
    }
    if (differences[i] > 0) order.push_back(i);
  }
  std::stable_sort(order.begin(), order.end(), [&](size_t a, size_t b) { return differences[a] > differences[b]; });
  order.resize(std::min(order.size(), most));
  return order;
}

}  // namespace godel

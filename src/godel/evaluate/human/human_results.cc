// SPDX-License-Identifier: MIT
#include "godel/evaluate/human/human_results.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <utility>

#include "godel/evaluate/human/krippendorff.h"

namespace godel {
namespace {

// values[i]: what item i was given in one dimension.
using ItemValues = std::vector<std::vector<double>>;

ItemValues ValuesIn(size_t dimension, const HumanStudy& study, const HumanAnswers& answers) {
  ItemValues values(study.items.size());
  for (const auto& of_annotator : answers.judgements) {
    for (const auto& [item, judgement] : of_annotator) {
      if (judgement[dimension]) values[item].push_back(*judgement[dimension]);
    }
  }
  return values;
}

struct MeanAndInterval {
  double mean = std::nan("");
  Interval interval{std::nan(""), std::nan("")};
};

MeanAndInterval Resampled(const std::vector<double>& values, const ResamplingOptions& options) {
  if (values.empty()) return {};
  const auto mean_of = [&](std::span<const size_t> drawn) {
    double sum = 0;
    for (const size_t i : drawn) sum += values[i];
    return sum / static_cast<double>(drawn.size());
  };
  return {Mean(values), BootstrapInterval(values.size(), mean_of, options)};
}

std::vector<MeanRating> Ratings(const HumanStudy& study, const ItemValues& values, const ResamplingOptions& options) {
  std::vector<MeanRating> ratings;
  for (size_t run = 0; run < study.runs.size(); ++run) {
    std::vector<double> means;
    for (size_t i = 0; i < values.size(); ++i) {
      if (study.items[i].a == run && !values[i].empty()) means.push_back(Mean(values[i]));
    }
    const MeanAndInterval all = Resampled(means, options);
    ratings.push_back({.run = run, .items = means.size(), .mean = all.mean, .interval = all.interval});
  }
  return ratings;
}

std::vector<WinRate> WinRates(const HumanStudy& study, const ItemValues& values, const ResamplingOptions& options) {
  struct Pair {
    std::vector<double> rates;  // of each item: 1 when all are for a
    WinRate counts;
  };
  std::map<std::pair<size_t, size_t>, Pair> pairs;
  for (size_t i = 0; i < values.size(); ++i) {
    const StudyItem& item = study.items[i];
    if (values[i].empty() || item.a == item.b) continue;
    const double for_first = item.a < item.b ? 1 : -1;  // A and B change places
    Pair& pair = pairs[std::minmax(item.a, item.b)];
    for (const double value : values[i]) {
      const double liking = for_first * value;
      ++(liking > 0 ? pair.counts.wins : liking < 0 ? pair.counts.losses : pair.counts.ties);
    }
    pair.rates.push_back((for_first * Mean(values[i]) + 1) / 2);
  }
  std::vector<WinRate> all;
  for (const auto& [runs, pair] : pairs) {
    WinRate& rate = all.emplace_back(pair.counts);
    const MeanAndInterval mean = Resampled(pair.rates, options);
    rate.a = runs.first;
    rate.b = runs.second;
    rate.items = pair.rates.size();
    rate.rate = mean.mean;
    rate.interval = mean.interval;
  }
  return all;
}

Agreement AgreementOf(const ItemValues& values) {
  const auto shared = std::count_if(values.begin(), values.end(), [](const auto& unit) { return unit.size() >= 2; });
  return {.items = static_cast<size_t>(shared),
          .nominal = KrippendorffAlpha(values, Scale::kNominal),
          .ordinal = KrippendorffAlpha(values, Scale::kOrdinal),
          .interval = KrippendorffAlpha(values, Scale::kInterval)};
}

std::vector<std::string> MetricNames(std::span<const SavedRun> runs) {
  std::vector<std::string> names;
  for (const Prediction& prediction : runs.front().predictions) {
    for (const PredictionScore& score : prediction.scores) {
      if (names.size() < kMostScores && std::find(names.begin(), names.end(), score.name) == names.end())
        names.push_back(score.name);
    }
  }
  return names;
}

MetricCorrelation Correlate(const std::string& metric, const HumanStudy& study, const ItemValues& values,
                            std::span<const SavedRun> runs, const ResamplingOptions& options) {
  std::vector<double> scores, likings;
  for (size_t i = 0; i < values.size(); ++i) {
    if (values[i].empty()) continue;
    const StudyItem& item = study.items[i];
    double score = ScoreOf(runs[item.a].predictions[item.prediction], metric);
    if (study.mode == StudyMode::kPairwise) score -= ScoreOf(runs[item.b].predictions[item.prediction], metric);
    if (!std::isfinite(score)) continue;
    scores.push_back(score);
    likings.push_back(Mean(values[i]));
  }
  using Statistic = double (*)(std::span<const double>, std::span<const double>);
  const auto interval = [&](Statistic statistic) {
    std::vector<double> x, y;
    return BootstrapInterval(
        scores.size(),
        [&](std::span<const size_t> drawn) {
          x.clear();
          y.clear();
          for (const size_t i : drawn) {
            x.push_back(scores[i]);
            y.push_back(likings[i]);
          }
          return statistic(x, y);
        },
        options);
  };
  return {.metric = metric,
          .dimension = 0,
          .items = scores.size(),
          .spearman = SpearmanCorrelation(scores, likings),
          .pearson = PearsonCorrelation(scores, likings),
          .spearman_interval = interval(SpearmanCorrelation),
          .pearson_interval = interval(PearsonCorrelation)};
}

Status CheckRuns(const HumanStudy& study, std::span<const SavedRun> runs) {
  if (runs.size() != study.runs.size())
    return Fail(ErrorCode::kInvalidArgument,
                fmt::format("the study is of {} runs; found {}", study.runs.size(), runs.size()));
  for (const StudyItem& item : study.items) {
    if (item.prediction >= runs[item.a].predictions.size() || item.prediction >= runs[item.b].predictions.size())
      return Fail(ErrorCode::kInvalidArgument,
                  fmt::format("item {} is prediction {}, which a run has not; are these the runs of the study?",
                              item.id, item.prediction + 1));
  }
  return {};
}

}  // namespace

Result<HumanResults> SummarizeStudy(const HumanStudy& study, const HumanAnswers& answers,
                                    std::span<const SavedRun> runs, const ResamplingOptions& options) {
  if (!runs.empty()) {
    GODEL_TRY_STATUS(CheckRuns(study, runs));
  }
  HumanResults results;
  for (size_t d = 0; d < Dimensions().size(); ++d) {
    const ItemValues values = ValuesIn(d, study, answers);
    DimensionResult& result = results.dimensions.emplace_back();
    if (study.mode == StudyMode::kLikert)
      result.ratings = Ratings(study, values, options);
    else
      result.win_rates = WinRates(study, values, options);
    result.agreement = AgreementOf(values);
    if (runs.empty()) continue;
    for (const std::string& metric : MetricNames(runs)) {
      results.correlations.push_back(Correlate(metric, study, values, runs, options));
      results.correlations.back().dimension = d;
    }
  }
  return results;
}

Result<std::vector<SavedRun>> InStudyOrder(std::vector<SavedRun> runs, const HumanStudy& study) {
  std::vector<SavedRun> ordered;
  for (const std::string& name : study.runs) {
    const auto found = std::find_if(runs.begin(), runs.end(), [&](const SavedRun& run) { return run.name == name; });
    if (found == runs.end())
      return Fail(ErrorCode::kInvalidArgument, fmt::format("the study is of a run {}, which is not among --run", name));
    ordered.push_back(std::move(*found));
    runs.erase(found);
  }
  return ordered;
}

}  // namespace godel

// SPDX-License-Identifier: MIT
#include "godel/evaluate/metrics/score_list.h"

#include <algorithm>
#include <limits>

namespace godel {
namespace {

constexpr std::string_view kRougeMeanings[kRougeTypes] = {
    "F1 of shared words, rouge-score's, stemmed unless told otherwise", "the same of pairs of words",
    "the same of the longest common subsequence", "the same, line by line"};
constexpr std::string_view kRougeNames[kRougeTypes] = {"rouge_1", "rouge_2", "rouge_l", "rouge_lsum"};

// A score of an example that a corpus has the mean of.
struct MeanScore {
  TextMetric metric;
  std::string_view name;
  std::string_view meaning;
  double (*of_example)(const ExampleScores&);
  double (*of_total)(const TextScores&);
};

double KnowledgeF1(const ExampleScores& example) {
  return example.knowledge_f1.value_or(std::numeric_limits<double>::quiet_NaN());
}

template <size_t kType>
constexpr MeanScore RougeMean() {
  return {TextMetric::kRouge, kRougeNames[kType], kRougeMeanings[kType],
          [](const ExampleScores& e) { return e.rouge[kType].f1; },
          [](const TextScores& t) { return t.rouge[kType].mean.f1; }};
}

constexpr MeanScore kMeanScores[] = {
    RougeMean<0>(),
    RougeMean<1>(),
    RougeMean<2>(),
    RougeMean<3>(),
    {TextMetric::kF1, "f1", "of words without articles and punctuation, order aside (ParlAI)",
     [](const ExampleScores& e) { return e.f1; }, [](const TextScores& t) { return t.f1; }},
    {TextMetric::kF1, "knowledge_f1", "the same against the knowledge", KnowledgeF1,
     [](const TextScores& t) { return t.knowledge_f1.value_or(0); }},
    {TextMetric::kAnswers, "exact_match", "equal but for case, articles and punctuation (CoQA)",
     [](const ExampleScores& e) { return e.answer.exact_match; }, [](const TextScores& t) { return t.exact_match; }},
    {TextMetric::kAnswers, "answer_f1", "F1 of words (CoQA)", [](const ExampleScores& e) { return e.answer.f1; },
     [](const TextScores& t) { return t.answer_f1; }},
    {TextMetric::kMeteor, "meteor", "with equal words and equal stems, without synonyms",
     [](const ExampleScores& e) { return e.meteor; }, [](const TextScores& t) { return t.meteor; }},
};

void AppendBleu(const BleuCounts& counts, std::vector<double>* values) {
  for (size_t i = 0; i < BleuCounts::kMaxOrder; ++i) {
    values->push_back(static_cast<double>(counts.matches[i]));
    values->push_back(static_cast<double>(counts.possible[i]));
  }
  values->push_back(static_cast<double>(counts.hypothesis_length));
  values->push_back(static_cast<double>(counts.reference_length));
}
constexpr size_t kBleuWidth = 2 * BleuCounts::kMaxOrder + 2;

BleuCounts BleuOfSums(std::span<const double> sums) {
  BleuCounts counts;
  for (size_t i = 0; i < BleuCounts::kMaxOrder; ++i) {
    counts.matches[i] = static_cast<size_t>(sums[2 * i]);
    counts.possible[i] = static_cast<size_t>(sums[2 * i + 1]);
  }
  counts.hypothesis_length = static_cast<size_t>(sums[kBleuWidth - 2]);
  counts.reference_length = static_cast<size_t>(sums[kBleuWidth - 1]);
  return counts;
}

void AppendNist(const NistCounts& counts, std::vector<double>* values) {
  for (size_t i = 0; i < NistCounts::kMaxOrder; ++i) {
    values->push_back(counts.information[i]);
    values->push_back(static_cast<double>(counts.possible[i]));
  }
  values->push_back(counts.reference_length);
}
constexpr size_t kNistWidth = 2 * NistCounts::kMaxOrder + 1;

NistCounts NistOfSums(std::span<const double> sums) {
  NistCounts counts;
  for (size_t i = 0; i < NistCounts::kMaxOrder; ++i) {
    counts.information[i] = sums[2 * i];
    counts.possible[i] = static_cast<size_t>(sums[2 * i + 1]);
  }
  counts.reference_length = sums[kNistWidth - 1];
  return counts;
}

template <class Append>
SummableStatistics Collect(std::span<const ExampleScores> examples, size_t width, Append append) {
  SummableStatistics statistics{.width = width, .values = {}};
  statistics.values.reserve(width * examples.size());
  for (const ExampleScores& example : examples) append(example, &statistics.values);
  return statistics;
}

struct Comparable {
  std::string_view name;
  ScoreUnit unit;
  SummableStatistics baseline;
  SummableStatistics system;
  MetricOfSums metric;
};

std::vector<Comparable> ListComparables(std::span<const ExampleScores> baseline, std::span<const ExampleScores> system,
                                        const TextScoreOptions& options) {
  const auto wants = [&](TextMetric metric) { return options.metrics.contains(metric); };
  std::vector<Comparable> all;
  const auto add = [&](std::string_view name, ScoreUnit unit, size_t width, auto append, MetricOfSums metric) {
    all.push_back({name, unit, Collect(baseline, width, append), Collect(system, width, append), std::move(metric)});
  };
  if (wants(TextMetric::kBleu))
    add(
        "sacre_bleu", ScoreUnit::kShare, kBleuWidth,
        [](const ExampleScores& e, std::vector<double>* values) { AppendBleu(e.sacre_bleu, values); },
        [sacre_bleu = options.sacre_bleu](std::span<const double> sums) {
          return ComputeSacreBleu(BleuOfSums(sums), sacre_bleu).bleu;
        });
  if (wants(TextMetric::kGodelBleu))
    add(
        "bleu", ScoreUnit::kShare, kBleuWidth,
        [](const ExampleScores& e, std::vector<double>* values) { AppendBleu(e.godel_bleu, values); },
        [](std::span<const double> sums) { return ComputeBleu(BleuOfSums(sums)).bleu; });
  for (const MeanScore& score : kMeanScores) {
    if (!wants(score.metric)) continue;
    const auto means = [&](std::span<const ExampleScores> examples) {
      std::vector<double> values;
      for (const ExampleScores& example : examples) values.push_back(score.of_example(example));
      return StatisticsOfMean(values);
    };
    Comparable mean{score.name, ScoreUnit::kShare, means(baseline), means(system), MeanOfSums};
    const bool known = score.name != "knowledge_f1" ||
                       std::ranges::any_of(system, [](const ExampleScores& e) { return e.knowledge_f1.has_value(); });
    if (known) all.push_back(std::move(mean));
  }
  if (wants(TextMetric::kNist)) {
    const auto append = [](const ExampleScores& e, std::vector<double>* values) { AppendNist(e.nist, values); };
    add("nist_2", ScoreUnit::kBits, kNistWidth, append,
        [](std::span<const double> sums) { return ComputeNist(NistOfSums(sums), 2); });
    add("nist_4", ScoreUnit::kBits, kNistWidth, append,
        [](std::span<const double> sums) { return ComputeNist(NistOfSums(sums), 4); });
  }
  return all;
}

}  // namespace

std::vector<NamedScore> ListScores(const TextScores& scores, const TextScoreOptions& options) {
  const auto wants = [&](TextMetric metric) { return options.metrics.contains(metric); };
  std::vector<NamedScore> list;
  if (wants(TextMetric::kBleu))
    list.push_back({"sacre_bleu", scores.sacre_bleu.bleu, ScoreUnit::kShare, "corpus BLEU as sacreBLEU has it"});
  if (wants(TextMetric::kGodelBleu)) {
    list.push_back({"bleu", scores.godel_bleu.bleu, ScoreUnit::kShare, "GODEL's corpus BLEU-4"});
    list.push_back({"bleu_smoothed", scores.godel_bleu_smoothed, ScoreUnit::kShare, "the same, add-one smoothed"});
  }
  for (const MeanScore& score : kMeanScores) {
    if (!wants(score.metric) || (score.name == "knowledge_f1" && !scores.knowledge_f1)) continue;
    list.push_back({score.name, score.of_total(scores), ScoreUnit::kShare, score.meaning});
  }
  if (wants(TextMetric::kNist)) {
    list.push_back({"nist_2", scores.nist_2, ScoreUnit::kBits, "bits of matched words and pairs (mteval-v14c)"});
    list.push_back({"nist_4", scores.nist_4, ScoreUnit::kBits, "the same up to four words"});
  }
  if (wants(TextMetric::kVariety)) {
    list.push_back({"distinct_1", scores.distinct_1, ScoreUnit::kShare, "different words among all words"});
    list.push_back({"distinct_2", scores.distinct_2, ScoreUnit::kShare, "different pairs of words among all"});
    list.push_back({"entropy_4", scores.entropy_4, ScoreUnit::kNats, "entropy of runs of four words, in nats"});
    list.push_back({"mean_length", scores.mean_length, ScoreUnit::kWords, "words without articles and punctuation"});
  }
  return list;
}

std::vector<NamedScore> ListScores(const ExampleScores& example, const TextScoreOptions& options) {
  std::vector<NamedScore> list;
  if (options.metrics.contains(TextMetric::kBleu))
    list.push_back({"sentence_bleu", SentenceBleu(example, options.sacre_bleu), ScoreUnit::kShare,
                    "sacreBLEU's with effective order"});
  for (const MeanScore& score : kMeanScores) {
    if (!options.metrics.contains(score.metric) || (score.name == "knowledge_f1" && !example.knowledge_f1)) continue;
    list.push_back({score.name, score.of_example(example), ScoreUnit::kShare, score.meaning});
  }
  if (options.metrics.contains(TextMetric::kVariety))
    list.push_back(
        {"words", static_cast<double>(example.words), ScoreUnit::kWords, "without articles and punctuation"});
  return list;
}

Result<std::vector<ComparedScore>> CompareScores(std::span<const ExampleScores> baseline,
                                                 std::span<const ExampleScores> system, const TextScoreOptions& options,
                                                 PairedTest test, const ResamplingOptions& resampling,
                                                 const std::function<void(std::string_view, double)>& on_score) {
  std::vector<ComparedScore> compared;
  const std::vector<Comparable> scores = ListComparables(baseline, system, options);
  for (const Comparable& score : scores) {
    if (on_score) on_score(score.name, static_cast<double>(compared.size()) / static_cast<double>(scores.size()));
    const auto compare = test == PairedTest::kBootstrap ? CompareByBootstrap : CompareByRandomization;
    auto comparison = compare(score.baseline, score.system, score.metric, resampling);
    if (!comparison) return Within(std::string(score.name), std::move(comparison.error()));
    compared.push_back({score.name, score.unit, *comparison});
  }
  return compared;
}

}  // namespace godel

// SPDX-License-Identifier: MIT
#include "godel/evaluate/metrics/text_scores.h"

#include <fmt/format.h>

#include <algorithm>
#include <memory>

#include "godel/base/utf8.h"
#include "godel/dataset/hash_random.h"
#include "godel/evaluate/metrics/example_scorer.h"
#include "godel/evaluate/metrics/normalize_answer.h"
#include "godel/evaluate/metrics/python_text.h"
#include "godel/evaluate/metrics/quantile.h"
#include "godel/evaluate/metrics/reply_variety.h"

namespace godel {
namespace {

struct ValidPairs {
  std::vector<std::string> hypotheses;
  std::vector<std::vector<std::string>> references;
  std::vector<std::string> knowledge;

  std::string_view Knowledge(size_t i) const { return knowledge.empty() ? std::string_view() : knowledge[i]; }
};

// Runs of letters and digits: what ROUGE takes for words.
size_t CountRuns(std::string_view text) {
  size_t runs = 0;
  bool inside = false;
  for (const char c : text) {
    const bool in_word = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    if (in_word && !inside) ++runs;
    inside = in_word;
  }
  return runs;
}

Result<std::string> ReadText(std::string_view text, const char* kind, size_t example) {
  if (const size_t words = CountRuns(text); words > kMaxWordsPerText)
    return Fail(ErrorCode::kResourceExhausted, fmt::format("the {} of example {} has {} words, and a text may have {}",
                                                           kind, example + 1, words, kMaxWordsPerText));
  return ReplaceInvalidUtf8(text);
}

Result<ValidPairs> Validate(const TextPairs& pairs) {
  const size_t count = pairs.hypotheses.size();
  if (pairs.references.size() != count || (!pairs.knowledge.empty() && pairs.knowledge.size() != count))
    return Fail(ErrorCode::kInvalidArgument,
                fmt::format("metrics need as many references and knowledge texts as replies; there are {} replies, "
                            "{} lists of references and {} knowledge texts",
                            count, pairs.references.size(), pairs.knowledge.size()));
  ValidPairs valid;
  for (size_t i = 0; i < count; ++i) {
    GODEL_TRY(valid.hypotheses.emplace_back(), ReadText(pairs.hypotheses[i], "reply", i));
    if (pairs.references[i].empty())
      return Fail(ErrorCode::kInvalidArgument, fmt::format("reply {} has no reference to be compared with", i + 1));
    std::vector<std::string>& references = valid.references.emplace_back();
    for (const std::string& reference : pairs.references[i]) {
      GODEL_TRY(references.emplace_back(), ReadText(reference, "reference", i));
    }
  }
  for (size_t i = 0; i < pairs.knowledge.size(); ++i) {
    GODEL_TRY(valid.knowledge.emplace_back(), ReadText(pairs.knowledge[i], "knowledge", i));
  }
  return valid;
}

void ScoreExamples(const ValidPairs& pairs, const TextScoreOptions& options, std::vector<ExampleScores>* examples) {
  const auto score_part = [&](IndexRange range) {
    ExampleScorer scorer(options);
    for (size_t i = range.begin; i < range.end; ++i)
      (*examples)[i] = scorer.Score(pairs.hypotheses[i], pairs.references[i], pairs.Knowledge(i));
  };
  if (options.threads == nullptr) return score_part({0, examples->size()});
  const size_t parts = options.threads->num_threads();
  options.threads->For(parts, [&](size_t part) { score_part(PartOf(examples->size(), parts, part)); });
}

void AddNist(const ValidPairs& pairs, std::vector<ExampleScores>* examples) {
  WordIds words;
  const auto read = [&](std::string_view text) {
    const std::string prepared =
        PrepareForSacreBleu(text, {.tokenizer = BleuTokenizer::k13a, .smoothing_value = {}, .lowercase = true});
    return words.IdsOf(SplitLikePython(prepared));
  };
  NistScorer scorer;
  std::vector<std::vector<WordIdList>> references(pairs.references.size());
  for (size_t i = 0; i < references.size(); ++i) {
    for (const std::string& reference : pairs.references[i]) {
      references[i].push_back(read(reference));
      scorer.AddReference(references[i].back());
    }
  }
  for (size_t i = 0; i < references.size(); ++i)
    (*examples)[i].nist = scorer.Count(read(pairs.hypotheses[i]), references[i]);
}

void AddVariety(const ValidPairs& pairs, TextScores* total) {
  WordIds words;
  ReplyVariety variety;
  for (const std::string& hypothesis : pairs.hypotheses) {
    const std::string normalized = NormalizeAnswer(hypothesis);
    variety.Add(words.IdsOf(SplitWords(normalized)));
  }
  total->distinct_1 = variety.Distinct(1);
  total->distinct_2 = variety.Distinct(2);
  total->entropy_4 = variety.Entropy(4);
}

template <class ValueOf>
double MeanOf(std::span<const ExampleScores> examples, ValueOf value_of) {
  double sum = 0;
  for (const ExampleScores& example : examples) sum += value_of(example);
  return examples.empty() ? 0 : sum / static_cast<double>(examples.size());
}

// All types share the resamples.
void AddRougeIntervals(std::span<const ExampleScores> examples, const TextScoreOptions& options, TextScores* total) {
  std::array<std::vector<double>, kRougeTypes> means;
  for (size_t s = 0; s < options.bootstrap_samples; ++s) {
    RandomSequence random(HashOf({options.seed, s}));
    std::array<double, kRougeTypes> sums{};
    for (size_t i = 0; i < examples.size(); ++i) {
      const RougeScores& drawn = examples[random.Below(static_cast<uint32_t>(examples.size()))].rouge;
      for (size_t type = 0; type < kRougeTypes; ++type) sums[type] += drawn[type].f1;
    }
    for (size_t type = 0; type < kRougeTypes; ++type)
      means[type].push_back(sums[type] / static_cast<double>(examples.size()));
  }
  for (size_t type = 0; type < kRougeTypes; ++type) {
    std::ranges::sort(means[type]);
    total->rouge[type].f1 = {
        .low = Quantile(means[type], 0.025), .mid = Quantile(means[type], 0.5), .high = Quantile(means[type], 0.975)};
  }
}

void AddRouge(std::span<const ExampleScores> examples, const TextScoreOptions& options, TextScores* total) {
  for (size_t type = 0; type < kRougeTypes; ++type) {
    RougeScore& mean = total->rouge[type].mean;
    mean.precision = MeanOf(examples, [&](const ExampleScores& e) { return e.rouge[type].precision; });
    mean.recall = MeanOf(examples, [&](const ExampleScores& e) { return e.rouge[type].recall; });
    mean.f1 = MeanOf(examples, [&](const ExampleScores& e) { return e.rouge[type].f1; });
  }
  if (options.bootstrap_samples > 0 && !examples.empty()) AddRougeIntervals(examples, options, total);
}

void AddMeans(std::span<const ExampleScores> examples, TextScores* total) {
  total->exact_match = MeanOf(examples, [](const ExampleScores& e) { return e.answer.exact_match; });
  total->answer_f1 = MeanOf(examples, [](const ExampleScores& e) { return e.answer.f1; });
  total->f1 = MeanOf(examples, [](const ExampleScores& e) { return e.f1; });
  total->meteor = MeanOf(examples, [](const ExampleScores& e) { return e.meteor; });
  total->mean_length = MeanOf(examples, [](const ExampleScores& e) { return static_cast<double>(e.words); });
  double sum = 0;
  size_t known = 0;
  for (const ExampleScores& example : examples) {
    if (!example.knowledge_f1) continue;
    sum += *example.knowledge_f1;
    ++known;
  }
  if (known > 0) total->knowledge_f1 = sum / static_cast<double>(known);
}

void AddSums(std::span<const ExampleScores> examples, const TextScoreOptions& options, TextScores* total) {
  BleuCounts sacre_bleu, godel_bleu;
  NistCounts nist;
  for (const ExampleScores& example : examples) {
    sacre_bleu += example.sacre_bleu;
    godel_bleu += example.godel_bleu;
    nist += example.nist;
  }
  total->sacre_bleu = ComputeSacreBleu(sacre_bleu, options.sacre_bleu);
  total->godel_bleu = ComputeBleu(godel_bleu);
  total->godel_bleu_smoothed = ComputeBleu(godel_bleu, BleuSmoothing::kAddOne).bleu;
  total->nist_2 = ComputeNist(nist, 2);
  total->nist_4 = ComputeNist(nist, 4);
}

constexpr std::array<std::pair<TextMetric, std::string_view>, 8> kMetricNames = {{
    {TextMetric::kBleu, "bleu"},
    {TextMetric::kGodelBleu, "godel-bleu"},
    {TextMetric::kRouge, "rouge"},
    {TextMetric::kF1, "f1"},
    {TextMetric::kAnswers, "answers"},
    {TextMetric::kNist, "nist"},
    {TextMetric::kMeteor, "meteor"},
    {TextMetric::kVariety, "variety"},
}};

}  // namespace

const std::set<TextMetric>& AllTextMetrics() {
  static const std::set<TextMetric> all = [] {
    std::set<TextMetric> metrics;
    for (const auto& [metric, name] : kMetricNames) metrics.insert(metric);
    return metrics;
  }();
  return all;
}

std::string_view ToString(TextMetric metric) {
  return kMetricNames[static_cast<size_t>(metric)].second;
}

std::optional<TextMetric> ParseTextMetric(std::string_view name) {
  for (const auto& [metric, its_name] : kMetricNames) {
    if (its_name == name) return metric;
  }
  return std::nullopt;
}

Result<ScoredTexts> ComputeTextScores(const TextPairs& pairs, const TextScoreOptions& options) {
  GODEL_TRY(const ValidPairs valid, Validate(pairs));
  ScoredTexts scored;
  scored.examples.resize(valid.hypotheses.size());
  ScoreExamples(valid, options, &scored.examples);
  if (options.metrics.contains(TextMetric::kNist)) AddNist(valid, &scored.examples);

  TextScores& total = scored.total;
  total.examples = valid.hypotheses.size();
  for (const std::string& hypothesis : valid.hypotheses)
    total.empty_hypotheses += StripRightLikePython(hypothesis).empty() ? 1 : 0;
  for (const auto& references : valid.references) {
    if (references.size() != valid.references.front().size()) total.references = std::nullopt;
  }
  if (total.references && !valid.references.empty()) total.references = valid.references.front().size();
  AddSums(scored.examples, options, &total);
  AddRouge(scored.examples, options, &total);
  AddMeans(scored.examples, &total);
  if (options.metrics.contains(TextMetric::kVariety)) AddVariety(valid, &total);
  return scored;
}

double SentenceBleu(const ExampleScores& example, SacreBleuOptions options) {
  options.effective_order = true;
  return ComputeSacreBleu(example.sacre_bleu, options).bleu;
}

}  // namespace godel

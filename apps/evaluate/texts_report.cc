// SPDX-License-Identifier: MIT
#include "evaluate/texts_report.h"

#include <fmt/format.h>

namespace godel::apps {
namespace {

std::string ValueText(double value, ScoreUnit unit) {
  return fmt::format("{:.{}f}", unit == ScoreUnit::kShare ? 100 * value : value, unit == ScoreUnit::kWords ? 2 : 4);
}

std::string PlainSignature(const TextScores& scores, const TextScoreOptions& options) {
  return SacreBleuSignature(options.sacre_bleu, scores.references, GODEL_VERSION);
}

// As the official score files have them.
struct Dstc9Line {
  const char* task;
  const char* name;
  double value;
};

std::vector<Dstc9Line> Dstc9Lines(const Dstc9Scores& scores) {
  return {{"detection", "prec", scores.detection_precision}, {"detection", "rec", scores.detection_recall},
          {"detection", "f1", scores.detection_f1},          {"selection", "mrr@5", scores.mrr_at_5},
          {"selection", "r@1", scores.recall_at_1},          {"selection", "r@5", scores.recall_at_5},
          {"generation", "bleu-1", scores.bleu[0]},          {"generation", "bleu-2", scores.bleu[1]},
          {"generation", "bleu-3", scores.bleu[2]},          {"generation", "bleu-4", scores.bleu[3]},
          {"generation", "meteor", scores.meteor},           {"generation", "rouge_1", scores.rouge_1},
          {"generation", "rouge_2", scores.rouge_2},         {"generation", "rouge_l", scores.rouge_l}};
}

}  // namespace

std::string ScoreTable(const TextScores& scores, const TextScoreOptions& options) {
  std::string table;
  for (const NamedScore& score : ListScores(scores, options)) {
    const char* const unit = score.unit == ScoreUnit::kShare ? "%" : " ";
    table += fmt::format("{:13} {:>9}{}  {}\n", score.name, ValueText(score.value, score.unit), unit, score.meaning);
  }
  for (size_t type = 0; type < kRougeTypes; ++type) {
    if (!options.metrics.contains(TextMetric::kRouge) || !scores.rouge[type].f1) continue;
    const MeanInterval& interval = *scores.rouge[type].f1;
    table += fmt::format("{:13} {:>9}%  95 % of the resamples' means lie between {:.4f} and {:.4f}\n",
                         ToString(static_cast<RougeType>(type)), ValueText(interval.mid, ScoreUnit::kShare),
                         100 * interval.low, 100 * interval.high);
  }
  if (options.metrics.contains(TextMetric::kBleu))
    table += fmt::format("{:13} {}\n", "signature", PlainSignature(scores, options));
  table += fmt::format("{:13} {}", "examples", scores.examples);
  if (scores.empty_hypotheses > 0) table += fmt::format(", of which {} are empty and score 0", scores.empty_hypotheses);
  return table + "\n";
}

std::string ComparisonTable(std::span<const ComparedScore> compared, PairedTest test) {
  const bool bootstrap = test == PairedTest::kBootstrap;
  std::string table = fmt::format("{:13} {:>9} {:>9} {:>9}{}  {:>7}\n", "", "baseline", "system", "change",
                                  bootstrap ? fmt::format("  {:>20}", "interval") : "", "p");
  for (const ComparedScore& score : compared) {
    const PairedComparison& c = score.comparison;
    const auto text = [&](double value) { return ValueText(value, score.unit); };
    table += fmt::format("{:13} {:>9} {:>9} {:>9}{}  {:>7.4f}\n", score.name, text(c.baseline), text(c.system),
                         text(c.difference), bootstrap ? fmt::format("  {:>9} {:>10}", text(c.low), text(c.high)) : "",
                         c.p_value);
  }
  return table;
}

std::string Dstc9Table(const Dstc9Scores& scores) {
  std::string table;
  for (const Dstc9Line& line : Dstc9Lines(scores))
    table += fmt::format("{:10}  {:8} {:.6f}\n", line.task, line.name, line.value);
  return table + "METEOR is without WordNet's synonyms; all other definitions are the official ones.\n";
}

OutputJson ScoresJson(const TextScores& scores, const TextScoreOptions& options) {
  OutputJson json = {{"examples", scores.examples}, {"empty_hypotheses", scores.empty_hypotheses}};
  for (const NamedScore& score : ListScores(scores, options)) json[std::string(score.name)] = score.value;
  if (options.metrics.contains(TextMetric::kBleu)) json["sacre_bleu_signature"] = PlainSignature(scores, options);
  if (!options.metrics.contains(TextMetric::kRouge)) return json;
  for (size_t type = 0; type < kRougeTypes; ++type) {
    const RougeSummary& rouge = scores.rouge[type];
    OutputJson details = {{"precision", rouge.mean.precision}, {"recall", rouge.mean.recall}, {"f1", rouge.mean.f1}};
    if (rouge.f1) details["f1_interval"] = {{"low", rouge.f1->low}, {"mid", rouge.f1->mid}, {"high", rouge.f1->high}};
    json["rouge"][std::string(ToString(static_cast<RougeType>(type)))] = std::move(details);
  }
  return json;
}

OutputJson ComparisonJson(std::span<const ComparedScore> compared, PairedTest test) {
  OutputJson json = {{"test", test == PairedTest::kBootstrap ? "bootstrap" : "randomization"}};
  if (!compared.empty()) json["samples"] = compared.front().comparison.samples;
  OutputJson& scores = json["scores"] = OutputJson::object();
  for (const ComparedScore& score : compared) {
    const PairedComparison& c = score.comparison;
    OutputJson line = {{"baseline", c.baseline}, {"system", c.system}, {"difference", c.difference}};
    if (test == PairedTest::kBootstrap) {
      line["low"] = c.low;
      line["high"] = c.high;
      line["wins"] = c.wins;
    }
    line["p_value"] = c.p_value;
    scores[std::string(score.name)] = std::move(line);
  }
  return json;
}

OutputJson Dstc9Json(const Dstc9Scores& scores) {
  OutputJson json;
  for (const Dstc9Line& line : Dstc9Lines(scores)) json[line.task][line.name] = line.value;
  return json;
}

OutputJson ExampleJson(size_t number, const ExampleScores& example, const TextScoreOptions& options) {
  OutputJson json = {{"example", number}};
  for (const NamedScore& score : ListScores(example, options)) json[std::string(score.name)] = score.value;
  return json;
}

}  // namespace godel::apps

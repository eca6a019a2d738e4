// SPDX-License-Identifier: MIT
#include "evaluation_report.h"

#include <fmt/format.h>

#include <algorithm>

namespace godel::apps {
namespace {

constexpr const char* kLikelihoodColumns = "  examples  nats/char  nats/token  perplexity";
constexpr const char* kTextColumns = "   BLEU-4      F1  knowledge F1  distinct-1  distinct-2  words/reply";

std::string Percent(double share, int width) {
  return fmt::format("{:>{}.2f}", 100 * share, width);
}

std::string RowText(const EvaluationRow& row) {
  const Likelihood& likelihood = row.evaluation.likelihood;
  std::string text = fmt::format("  {:>8}  {:>9.4f}  {:>10.4f}  {:>10.2f}", likelihood.responses,
                                 likelihood.NatsPerCharacter(), likelihood.NatsPerToken(), likelihood.Perplexity());
  if (!row.evaluation.text) return text;
  const TextMetrics& metrics = *row.evaluation.text;
  text += fmt::format("  {}  {}  {:>12}  {}  {}  {:>11.1f}", Percent(metrics.bleu, 7), Percent(metrics.f1, 6),
                      metrics.knowledge_f1 ? Percent(*metrics.knowledge_f1, 0) : "-", Percent(metrics.distinct_1, 10),
                      Percent(metrics.distinct_2, 10), metrics.mean_length);
  return text;
}

OutputJson TextJson(const TextMetrics& metrics) {
  return {{"bleu", metrics.bleu},
          {"bleu_smoothed", metrics.bleu_smoothed},
          {"f1", metrics.f1},
          {"knowledge_f1", metrics.knowledge_f1 ? OutputJson(*metrics.knowledge_f1) : OutputJson(nullptr)},
          {"distinct_1", metrics.distinct_1},
          {"distinct_2", metrics.distinct_2},
          {"mean_length", metrics.mean_length},
          {"sacre_bleu", metrics.sacre_bleu},
          {"rouge_1", metrics.rouge_1},
          {"rouge_2", metrics.rouge_2},
          {"rouge_l", metrics.rouge_l},
          {"rouge_lsum", metrics.rouge_lsum},
          {"meteor", metrics.meteor},
          {"exact_match", metrics.exact_match},
          {"answer_f1", metrics.answer_f1},
          {"nist_2", metrics.nist_2},
          {"nist_4", metrics.nist_4},
          {"entropy_4", metrics.entropy_4},
          {"empty_replies", metrics.empty_replies}};
}

}  // namespace

std::string EvaluationTable(std::span<const EvaluationRow> rows) {
  size_t width = 0;
  for (const EvaluationRow& row : rows) width = std::max(width, row.name.size());
  const bool with_replies = !rows.empty() && rows.front().evaluation.text.has_value();
  std::string table = fmt::format("{:{}}{}{}\n", "", width, kLikelihoodColumns, with_replies ? kTextColumns : "");
  for (const EvaluationRow& row : rows) table += fmt::format("{:{}}{}\n", row.name, width, RowText(row));
  return table;
}

OutputJson ToJson(const EvaluationRow& row) {
  const Likelihood& likelihood = row.evaluation.likelihood;
  OutputJson json = {{"name", row.name},
                     {"examples", likelihood.responses},
                     {"examples_seen", row.seen},
                     {"nats_per_character", likelihood.NatsPerCharacter()},
                     {"nats_per_token", likelihood.NatsPerToken()},
                     {"perplexity", likelihood.Perplexity()},
                     {"nats", likelihood.nats},
                     {"tokens", likelihood.tokens},
                     {"characters", likelihood.characters}};
  if (row.evaluation.text) json.update(TextJson(*row.evaluation.text));
  return json;
}

}  // namespace godel::apps

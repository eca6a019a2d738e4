// SPDX-License-Identifier: MIT
#include "evaluate/report.h"

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
  const TextScores& scores = *row.evaluation.text;
  text += fmt::format("  {}  {}  {:>12}  {}  {}  {:>11.1f}", Percent(scores.godel_bleu.bleu, 7), Percent(scores.f1, 6),
                      scores.knowledge_f1 ? Percent(*scores.knowledge_f1, 0) : "-", Percent(scores.distinct_1, 10),
                      Percent(scores.distinct_2, 10), scores.mean_length);
  return text;
}

OutputJson TextJson(const TextScores& scores) {
  const auto rouge = [&](RougeType type) { return scores.rouge[static_cast<size_t>(type)].mean.f1; };
  return {{"bleu", scores.godel_bleu.bleu},
          {"bleu_smoothed", scores.godel_bleu_smoothed},
          {"f1", scores.f1},
          {"knowledge_f1", scores.knowledge_f1 ? OutputJson(*scores.knowledge_f1) : OutputJson(nullptr)},
          {"distinct_1", scores.distinct_1},
          {"distinct_2", scores.distinct_2},
          {"mean_length", scores.mean_length},
          {"sacre_bleu", scores.sacre_bleu.bleu},
          {"rouge_1", rouge(RougeType::k1)},
          {"rouge_2", rouge(RougeType::k2)},
          {"rouge_l", rouge(RougeType::kL)},
          {"rouge_lsum", rouge(RougeType::kLsum)},
          {"meteor", scores.meteor},
          {"exact_match", scores.exact_match},
          {"answer_f1", scores.answer_f1},
          {"nist_2", scores.nist_2},
          {"nist_4", scores.nist_4},
          {"entropy_4", scores.entropy_4},
          {"empty_replies", scores.empty_hypotheses}};
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

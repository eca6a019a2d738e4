// SPDX-License-Identifier: MIT
#include "godel/evaluate/runs/score_name.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "godel/report/readable_number.h"

namespace godel {
namespace {

struct Row {
  std::string_view key, label;
  Better better;
  bool percent;
};

constexpr auto kRows = std::to_array<Row>({
    {"examples", "examples", Better::kNeither, false},
    {"texts", "texts", Better::kNeither, false},
    {"nats_per_character", "nats/char", Better::kLower, false},
    {"nats_per_token", "nats/token", Better::kLower, false},
    {"perplexity", "perplexity", Better::kLower, false},
    {"sacre_bleu", "sacreBLEU", Better::kHigher, true},
    {"sentence_bleu", "sentence BLEU", Better::kHigher, true},
    {"bleu", "BLEU-4", Better::kHigher, true},
    {"bleu_smoothed", "BLEU-4, smoothed", Better::kHigher, true},
    {"f1", "F1", Better::kHigher, true},
    {"knowledge_f1", "knowledge F1", Better::kHigher, true},
    {"rouge_1", "ROUGE-1", Better::kHigher, true},
    {"rouge_2", "ROUGE-2", Better::kHigher, true},
    {"rouge_l", "ROUGE-L", Better::kHigher, true},
    {"rouge_lsum", "ROUGE-Lsum", Better::kHigher, true},
    {"exact_match", "exact match", Better::kHigher, true},
    {"answer_f1", "answer F1", Better::kHigher, true},
    {"nist_2", "NIST-2", Better::kHigher, false},
    {"nist_4", "NIST-4", Better::kHigher, false},
    {"entropy_4", "entropy-4", Better::kHigher, false},
    {"meteor", "METEOR", Better::kHigher, true},
    {"distinct_1", "distinct-1", Better::kHigher, true},
    {"distinct_2", "distinct-2", Better::kHigher, true},
    {"mean_length", "words/reply", Better::kNeither, false},
    {"words", "words", Better::kNeither, false},
    {"empty_replies", "empty replies", Better::kNeither, false},
    {"copied_share", "copied words", Better::kNeither, true},
    {"longest_copy", "longest copy", Better::kNeither, false},
    {"entities", "names, numbers", Better::kNeither, false},
    {"novel_entities", "novel ones", Better::kLower, false},
    {"knowledge_gain", "knowledge gain", Better::kHigher, false},
    {"copying_texts", "texts that copy", Better::kNeither, true},
    {"entities_per_text", "names, numbers a text", Better::kNeither, false},
    {"novel_entity_rate", "novel ones", Better::kLower, true},
    {"texts_with_novel", "texts with novel ones", Better::kLower, true},
    {"helped_by_knowledge", "likelier with knowledge", Better::kHigher, true},
});

}  // namespace

size_t ScorePlace(std::string_view key) {
  const auto* const row = std::find_if(kRows.begin(), kRows.end(), [&](const Row& one) { return one.key == key; });
  return static_cast<size_t>(row - kRows.begin());
}

ScoreName ScoreNameOf(std::string_view key) {
  const size_t place = ScorePlace(key);
  if (place == kRows.size()) return {.label = std::string(key)};
  const Row& row = kRows[place];
  return {.label = std::string(row.label), .better = row.better, .percent = row.percent};
}

std::string ScoreText(std::string_view key, double value) {
  if (!ScoreNameOf(key).percent || !std::isfinite(value)) return ReadableNumber(value);
  return fmt::format("{:.2f}", 100 * value);
}

}  // namespace godel

// SPDX-License-Identifier: MIT
#include "godel/evaluate/metrics/text_metrics.h"

#include "godel/evaluate/metrics/text_scores.h"

namespace godel {
namespace {

double MeanF1(const TextScores& scores, RougeType type) {
  return scores.rouge[static_cast<size_t>(type)].mean.f1;
}

}  // namespace

Result<TextMetrics> ComputeTextMetrics(std::span<const std::string> hypotheses,
                                       std::span<const std::vector<std::string>> references,
                                       std::span<const std::string> knowledge) {
  if (references.size() != hypotheses.size() || knowledge.size() != hypotheses.size())
    return UnevenTexts(hypotheses.size(), references.size(), knowledge.size());
  GODEL_TRY(const ScoredTexts scored, ComputeTextScores({hypotheses, references, knowledge}));
  const TextScores& scores = scored.total;
  return TextMetrics{.bleu = scores.godel_bleu.bleu,
                     .bleu_smoothed = scores.godel_bleu_smoothed,
                     .f1 = scores.f1,
                     .knowledge_f1 = scores.knowledge_f1,
                     .distinct_1 = scores.distinct_1,
                     .distinct_2 = scores.distinct_2,
                     .mean_length = scores.mean_length,
                     .examples = scores.examples,
                     .sacre_bleu = scores.sacre_bleu.bleu,
                     .rouge_1 = MeanF1(scores, RougeType::k1),
                     .rouge_2 = MeanF1(scores, RougeType::k2),
                     .rouge_l = MeanF1(scores, RougeType::kL),
                     .rouge_lsum = MeanF1(scores, RougeType::kLsum),
                     .meteor = scores.meteor,
                     .exact_match = scores.exact_match,
                     .answer_f1 = scores.answer_f1,
                     .nist_2 = scores.nist_2,
                     .nist_4 = scores.nist_4,
                     .entropy_4 = scores.entropy_4,
                     .empty_replies = scores.empty_hypotheses};
}

}  // namespace godel

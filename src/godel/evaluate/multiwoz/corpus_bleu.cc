// SPDX-License-Identifier: MIT
#include "godel/evaluate/multiwoz/corpus_bleu.h"

#include <utility>
#include <vector>

#include "godel/evaluate/metrics/text_scores.h"

namespace godel::multiwoz {

Result<double> CorpusBleu(std::span<const std::string> replies, std::span<const std::string> references) {
  std::vector<std::vector<std::string>> one_each;
  one_each.reserve(references.size());
  for (const std::string& reference : references) one_each.push_back({reference});
  TextScoreOptions options;
  options.metrics = {TextMetric::kBleu};
  GODEL_TRY(const ScoredTexts scored,
            ComputeTextScores({.hypotheses = replies, .references = one_each, .knowledge = {}}, options));
  return 100 * scored.total.sacre_bleu.bleu;
}

}  // namespace godel::multiwoz

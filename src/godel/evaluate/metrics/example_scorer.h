// SPDX-License-Identifier: MIT
// The part of ComputeTextScores that looks at one example at a time.
#pragma once
#include <span>
#include <string>
#include <string_view>

#include "godel/evaluate/metrics/meteor.h"
#include "godel/evaluate/metrics/text_scores.h"

namespace godel {

// For one thread at a time; threads have one each. Keeps the words that it has seen.
class ExampleScorer {
 public:
  explicit ExampleScorer(const TextScoreOptions& options) : options_(options), rouge_(options.rouge_stemming) {}

  // All but `nist`, which looks at the references of a whole corpus. The texts are valid UTF-8; at least one reference.
  ExampleScores Score(std::string_view hypothesis, std::span<const std::string> references, std::string_view knowledge);

 private:
  bool Wants(TextMetric metric) const { return options_.metrics.contains(metric); }
  BleuCounts CountSacreBleu(std::string_view hypothesis, std::span<const std::string> references);
  void ScoreNormalized(std::string_view hypothesis, std::span<const std::string> references, std::string_view knowledge,
                       ExampleScores* scores);
  RougeScores ScoreRouge(std::string_view hypothesis, std::span<const std::string> references);
  AnswerScores ScoreAnswers(std::string_view hypothesis, std::span<const std::string> references);

  const TextScoreOptions& options_;
  WordIds words_;
  NgramMatcher matcher_;
  RougeScorer rouge_;
  MeteorScorer meteor_;
};

}  // namespace godel

// SPDX-License-Identifier: MIT
// Scores by name, for tables, JSON and comparisons.
#pragma once
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "godel/evaluate/metrics/paired_bootstrap.h"
#include "godel/evaluate/metrics/text_scores.h"

namespace godel {

enum class ScoreUnit : uint8_t { kShare, kBits, kNats, kWords };  // kShare: 0 to 1

struct NamedScore {
  std::string_view name;  // as in JSON: "sacre_bleu"
  double value = 0;
  ScoreUnit unit = ScoreUnit::kShare;
  std::string_view meaning;  // a line for people
};

// Those of the metrics that were computed, in the order in which they are documented. Knowledge F1 only where there was
// knowledge.
std::vector<NamedScore> ListScores(const TextScores& scores, const TextScoreOptions& options);

// The same of one example. Sums over a corpus (NIST, variety) have no part that is an example's; BLEU is SentenceBleu.
std::vector<NamedScore> ListScores(const ExampleScores& example, const TextScoreOptions& options);

struct ComparedScore {
  std::string_view name;
  ScoreUnit unit = ScoreUnit::kShare;
  PairedComparison comparison;
};

enum class PairedTest : uint8_t { kBootstrap, kRandomization };

// Two systems with the same references, score by score. Leaves out variety, which is no function of sums. Before each
// score on_score gets its name and the share of scores that are done.
// Error: as the test's.
Result<std::vector<ComparedScore>> CompareScores(std::span<const ExampleScores> baseline,
                                                 std::span<const ExampleScores> system, const TextScoreOptions& options,
                                                 PairedTest test, const ResamplingOptions& resampling,
                                                 const std::function<void(std::string_view, double)>& on_score = {});

}  // namespace godel

// SPDX-License-Identifier: MIT
// Which of a page's facts a response may have drawn on. GODEL's authors trained on such pairs but never published how
// they were found; what is here is our own, chosen by docs/decisions/0015-fact-selection.md.
#pragma once
#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "godel/base/result.h"
#include "godel/prepare/grounded/fact_words.h"

namespace godel {

enum class FactScoring {
  kOverlap,   // sum of the weights of the words that text and fact share
  kCoverage,  // the same by the fact's own weight: how much of the fact the text has
  kCosine,    // the same by the square root of the fact's and of the text's weights: 1 for the same words
  kBm25,      // Okapi BM25 with the text as the query (Robertson and Zaragoza 2009), k1 1.2, b 0.75
};
// "overlap", "coverage", "cosine", "bm25". Error: kInvalidArgument, listing them.
Result<FactScoring> ParseFactScoring(std::string_view name);

struct FactSelectionOptions {
  FactScoring scoring = FactScoring::kBm25;
  bool idf = true;               // rare words weigh more; otherwise all weigh 1
  bool stop_words = false;       // count "the" and its like
  double context_weight = 0.25;  // of the score of the context, beside 1 for that of the response
  size_t context_turns = 2;      // the last ones; 0: all
  double min_score = 5;          // of the whole; facts below it are none
  size_t min_shared = 1;         // words that response and fact must share
};

struct ChosenFact {
  size_t index = 0;  // among the candidates
  double score = 0;
};

// The candidate with the highest score, the first of equal ones; nullopt when none reaches the limits. Time: linear in
// the texts, but for sorting their words.
std::optional<ChosenFact> SelectFact(std::span<const std::string> candidates, std::span<const std::string> context,
                                     std::string_view response, const DocumentFrequencies& frequencies,
                                     const FactSelectionOptions& options);

}  // namespace godel

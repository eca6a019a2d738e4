// SPDX-License-Identifier: MIT
// Which of a page's facts a response may have drawn on. GODEL's authors trained on such pairs but never published how
// they were found; what is here is our own, chosen by docs/decisions/0015-fact-selection.md.
#pragma once
#include <cstddef>
#include <functional>
#include <map>
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

// For one thread at a time; `frequencies` must outlive it. Keeps the candidates' words, since one page's facts serve
// many responses.
class FactSelector {
 public:
  FactSelector(const DocumentFrequencies& frequencies, const FactSelectionOptions& options)
      : frequencies_(frequencies), options_(options) {}

  // Reads the facts to choose from; quick when they are the same as before.
  void SetCandidates(const std::vector<std::string>& candidates);

  // The candidate with the highest score, the first of equal ones; nullopt when none reaches the limits.
  std::optional<ChosenFact> Select(std::span<const std::string> context, std::string_view response) const;

 private:
  using Weights = std::map<std::string, double, std::less<>>;  // of each distinct word
  struct Fact {
    std::map<std::string, size_t, std::less<>> counts;
    size_t words = 0;
    double weight = 0;  // of its distinct words
  };

  bool Counts(std::string_view word) const;
  double Weight(std::string_view word) const;
  Weights WeightsOf(std::string_view text) const;
  Fact ReadFact(std::string_view text) const;
  double Score(const Weights& text, const Fact& fact) const;
  double Saturated(size_t count, size_t words) const;

  const DocumentFrequencies& frequencies_;
  FactSelectionOptions options_;
  std::vector<std::string> candidates_;
  std::vector<Fact> facts_;
  double mean_words_ = 1;  // of a fact
};

}  // namespace godel

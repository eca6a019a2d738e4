// SPDX-License-Identifier: MIT
#include "godel/prepare/grounded/fact_selection.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <map>

namespace godel {
namespace {

constexpr std::array<std::pair<std::string_view, FactScoring>, 4> kScorings = {{{"overlap", FactScoring::kOverlap},
                                                                                {"coverage", FactScoring::kCoverage},
                                                                                {"cosine", FactScoring::kCosine},
                                                                                {"bm25", FactScoring::kBm25}}};

// The usual constants of BM25.
constexpr double kSaturation = 1.2;
constexpr double kLengthShare = 0.75;

using Weights = std::map<std::string, double>;  // of each distinct word

struct Fact {
  std::map<std::string, size_t> counts;
  size_t words = 0;
  double weight = 0;  // of its distinct words
};

class Scorer {
 public:
  Scorer(const DocumentFrequencies& frequencies, const FactSelectionOptions& options)
      : frequencies_(frequencies), options_(options) {}

  Weights WeightsOf(std::string_view text) const {
    Weights weights;
    for (const std::string& word : DistinctWords(text))
      if (Counts(word)) weights[word] = Weight(word);
    return weights;
  }

  Fact Read(const std::string& text) const {
    Fact fact;
    for (const std::string& word : WordsOf(text)) {
      if (!Counts(word)) continue;
      ++fact.words;
      if (++fact.counts[word] == 1) fact.weight += Weight(word);
    }
    return fact;
  }

  double Score(const Weights& text, const Fact& fact, double mean_words) const {
    double shared = 0, total = 0;
    for (const auto& [word, weight] : text) {
      total += weight;
      const auto found = fact.counts.find(word);
      if (found != fact.counts.end()) shared += weight * Saturated(found->second, fact.words, mean_words);
    }
    if (shared == 0) return 0;
    if (options_.scoring == FactScoring::kCoverage) return shared / fact.weight;
    if (options_.scoring == FactScoring::kCosine) return shared / std::sqrt(fact.weight * total);
    return shared;
  }

 private:
  bool Counts(std::string_view word) const { return options_.stop_words || !IsStopWord(word); }
  double Weight(std::string_view word) const { return options_.idf ? frequencies_.Idf(word) : 1; }

  // What a word that stands `count` times in a fact is worth: BM25's answer, or 1.
  double Saturated(size_t count, size_t words, double mean_words) const {
    if (options_.scoring != FactScoring::kBm25) return 1;
    const auto n = static_cast<double>(count);
    const double length = 1 - kLengthShare + kLengthShare * static_cast<double>(words) / mean_words;
    return n * (kSaturation + 1) / (n + kSaturation * length);
  }

  const DocumentFrequencies& frequencies_;
  const FactSelectionOptions& options_;
};

std::string LastTurns(std::span<const std::string> context, size_t turns) {
  if (turns != 0 && turns < context.size()) context = context.last(turns);
  return fmt::format("{}", fmt::join(context, " "));
}

size_t SharedWords(const Weights& text, const Fact& fact) {
  return static_cast<size_t>(std::count_if(
      text.begin(), text.end(), [&](const auto& entry) { return fact.counts.find(entry.first) != fact.counts.end(); }));
}

}  // namespace

Result<FactScoring> ParseFactScoring(std::string_view name) {
  for (const auto& [known, scoring] : kScorings)
    if (known == name) return scoring;
  return Fail(ErrorCode::kInvalidArgument, fmt::format("expected overlap, coverage, cosine or bm25, found {}", name));
}

std::optional<ChosenFact> SelectFact(std::span<const std::string> candidates, std::span<const std::string> context,
                                     std::string_view response, const DocumentFrequencies& frequencies,
                                     const FactSelectionOptions& options) {
  const Scorer scorer(frequencies, options);
  const Weights said = scorer.WeightsOf(response);
  const Weights before =
      options.context_weight > 0 ? scorer.WeightsOf(LastTurns(context, options.context_turns)) : Weights();
  std::vector<Fact> facts;
  size_t words = 0;
  for (const std::string& candidate : candidates) {
    facts.push_back(scorer.Read(candidate));
    words += facts.back().words;
  }
  const double mean_words =
      std::max(1.0, static_cast<double>(words) / static_cast<double>(std::max<size_t>(1, facts.size())));
  std::optional<ChosenFact> best;
  for (size_t i = 0; i < facts.size(); ++i) {
    if (SharedWords(said, facts[i]) < options.min_shared) continue;
    const double score =
        scorer.Score(said, facts[i], mean_words) + options.context_weight * scorer.Score(before, facts[i], mean_words);
    if (score >= options.min_score && (!best || score > best->score)) best = ChosenFact{.index = i, .score = score};
  }
  return best;
}

}  // namespace godel

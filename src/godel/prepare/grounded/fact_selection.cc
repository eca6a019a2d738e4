// SPDX-License-Identifier: MIT
#include "godel/prepare/grounded/fact_selection.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

namespace godel {
namespace {

constexpr std::array<std::pair<std::string_view, FactScoring>, 4> kScorings = {{{"overlap", FactScoring::kOverlap},
                                                                                {"coverage", FactScoring::kCoverage},
                                                                                {"cosine", FactScoring::kCosine},
                                                                                {"bm25", FactScoring::kBm25}}};

// The usual constants of BM25.
constexpr double kSaturation = 1.2;
constexpr double kLengthShare = 0.75;

std::string LastTurns(std::span<const std::string> context, size_t turns) {
  if (turns != 0 && turns < context.size()) context = context.last(turns);
  return fmt::format("{}", fmt::join(context, " "));
}

}  // namespace

Result<FactScoring> ParseFactScoring(std::string_view name) {
  for (const auto& [known, scoring] : kScorings)
    if (known == name) return scoring;
  return Fail(ErrorCode::kInvalidArgument, fmt::format("expected overlap, coverage, cosine or bm25, found {}", name));
}

bool FactSelector::Counts(std::string_view word) const {
  return options_.stop_words || !IsStopWord(word);
}

double FactSelector::Weight(std::string_view word) const {
  return options_.idf ? frequencies_.Idf(word) : 1;
}

FactSelector::Weights FactSelector::WeightsOf(std::string_view text) const {
  Weights weights;
  for (const std::string& word : DistinctWords(text))
    if (Counts(word)) weights[word] = Weight(word);
  return weights;
}

FactSelector::Fact FactSelector::ReadFact(std::string_view text) const {
  Fact fact;
  for (const std::string& word : WordsOf(text)) {
    if (!Counts(word)) continue;
    ++fact.words;
    if (++fact.counts[word] == 1) fact.weight += Weight(word);
  }
  return fact;
}

// What a word that stands `count` times in a fact is worth: BM25's answer, or 1.
double FactSelector::Saturated(size_t count, size_t words) const {
  if (options_.scoring != FactScoring::kBm25) return 1;
  const auto n = static_cast<double>(count);
  const double length = 1 - kLengthShare + kLengthShare * static_cast<double>(words) / mean_words_;
  return n * (kSaturation + 1) / (n + kSaturation * length);
}

double FactSelector::Score(const Weights& text, const Fact& fact) const {
  double shared = 0, total = 0;
  for (const auto& [word, weight] : text) {
    total += weight;
    const auto found = fact.counts.find(word);
    if (found != fact.counts.end()) shared += weight * Saturated(found->second, fact.words);
  }
  if (shared == 0) return 0;
  if (options_.scoring == FactScoring::kCoverage) return shared / fact.weight;
  if (options_.scoring == FactScoring::kCosine) return shared / std::sqrt(fact.weight * total);
  return shared;
}

void FactSelector::SetCandidates(const std::vector<std::string>& candidates) {
  if (candidates == candidates_) return;
  candidates_ = candidates;
  facts_.clear();
  size_t words = 0;
  for (const std::string& candidate : candidates) {
    facts_.push_back(ReadFact(candidate));
    words += facts_.back().words;
  }
  const size_t facts = std::max<size_t>(1, facts_.size());
  mean_words_ = std::max(1.0, static_cast<double>(words) / static_cast<double>(facts));
}

std::optional<ChosenFact> FactSelector::Select(std::span<const std::string> context, std::string_view response) const {
  const Weights said = WeightsOf(response);
  const Weights before =
      options_.context_weight > 0 ? WeightsOf(LastTurns(context, options_.context_turns)) : Weights();
  std::optional<ChosenFact> best;
  for (size_t i = 0; i < facts_.size(); ++i) {
    const auto shared = std::count_if(said.begin(), said.end(),
                                      [&](const auto& entry) { return facts_[i].counts.contains(entry.first); });
    if (static_cast<size_t>(shared) < options_.min_shared) continue;
    const double score = Score(said, facts_[i]) + options_.context_weight * Score(before, facts_[i]);
    if (score >= options_.min_score && (!best || score > best->score)) best = ChosenFact{.index = i, .score = score};
  }
  return best;
}

}  // namespace godel

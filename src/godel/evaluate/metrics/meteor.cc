// SPDX-License-Identifier: MIT
#include "godel/evaluate/metrics/meteor.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <unordered_map>

#include "godel/evaluate/metrics/porter_stemmer.h"

namespace godel {
namespace {

constexpr WordId kUnknown = std::numeric_limits<WordId>::max();
constexpr size_t kUnmatched = std::numeric_limits<size_t>::max();

struct Alignment {
  std::vector<size_t> of_hypothesis;     // [word]: its place in the reference, or kUnmatched
  std::vector<bool> taken_of_reference;  // [word]
  size_t matches = 0;
};

// From the last word to the first, each takes the last equal word of the reference that is free.
void MatchEqual(std::span<const WordId> hypothesis, std::span<const WordId> reference, Alignment* alignment) {
  std::unordered_map<WordId, std::vector<size_t>> free;
  for (size_t j = 0; j < reference.size(); ++j) {
    if (!alignment->taken_of_reference[j]) free[reference[j]].push_back(j);
  }
  for (size_t i = hypothesis.size(); i-- > 0;) {
    if (alignment->of_hypothesis[i] != kUnmatched) continue;
    const auto found = free.find(hypothesis[i]);
    if (found == free.end() || found->second.empty()) continue;
    const size_t j = found->second.back();
    found->second.pop_back();
    alignment->of_hypothesis[i] = j;
    alignment->taken_of_reference[j] = true;
    ++alignment->matches;
  }
}

// Runs of matched words that stand side by side in both texts.
size_t Chunks(const Alignment& alignment) {
  size_t chunks = 0;
  for (size_t i = 0; i < alignment.of_hypothesis.size(); ++i) {
    const size_t at = alignment.of_hypothesis[i];
    if (at == kUnmatched) continue;
    const size_t before = i == 0 ? kUnmatched : alignment.of_hypothesis[i - 1];
    if (before == kUnmatched || before + 1 != at) ++chunks;
  }
  return chunks;
}

}  // namespace

WordId MeteorScorer::StemOf(WordId word, const WordIds& ids) {
  if (word >= stem_of_.size()) stem_of_.resize(ids.size(), kUnknown);
  if (stem_of_[word] == kUnknown) stem_of_[word] = stems_.IdOf(PorterStem(ids.WordOf(word)));
  return stem_of_[word];
}

double MeteorScorer::Score(std::span<const WordId> hypothesis, std::span<const WordId> reference, const WordIds& ids) {
  constexpr double kAlpha = 0.9, kBeta = 3, kGamma = 0.5;
  Alignment alignment{.of_hypothesis = std::vector<size_t>(hypothesis.size(), kUnmatched),
                      .taken_of_reference = std::vector<bool>(reference.size())};
  MatchEqual(hypothesis, reference, &alignment);
  WordIdList hypothesis_stems, reference_stems;
  for (const WordId word : hypothesis) hypothesis_stems.push_back(StemOf(word, ids));
  for (const WordId word : reference) reference_stems.push_back(StemOf(word, ids));
  MatchEqual(hypothesis_stems, reference_stems, &alignment);
  if (alignment.matches == 0) return 0;
  const auto matches = static_cast<double>(alignment.matches);
  const double precision = matches / static_cast<double>(hypothesis.size());
  const double recall = matches / static_cast<double>(reference.size());
  const double mean = precision * recall / (kAlpha * precision + (1 - kAlpha) * recall);
  const double fragmentation = static_cast<double>(Chunks(alignment)) / matches;
  return (1 - kGamma * std::pow(fragmentation, kBeta)) * mean;
}

}  // namespace godel

// SPDX-License-Identifier: MIT
#include "godel/evaluate/metrics/bleu.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "godel/evaluate/metrics/ngrams.h"

namespace godel {
namespace {

// For each n-gram the most that one of the references has of it.
NgramCounts MostOf(std::span<const Words> references, size_t n) {
  NgramCounts most;
  for (const Words& reference : references) {
    for (const auto& [ngram, count] : CountNgrams(reference, n)) most[ngram] = std::max(most[ngram], count);
  }
  return most;
}

double Precision(size_t matches, size_t possible, BleuSmoothing smoothing) {
  const size_t added = smoothing == BleuSmoothing::kAddOne ? 1 : 0;
  if (possible + added == 0) return 0;
  return static_cast<double>(matches + added) / static_cast<double>(possible + added);
}

}  // namespace

void BleuCounts::Add(std::span<const std::string_view> hypothesis, std::span<const Words> references) {
  size_t shortest = references.empty() ? 0 : std::numeric_limits<size_t>::max();
  for (const Words& reference : references) shortest = std::min(shortest, reference.size());
  hypothesis_length += hypothesis.size();
  reference_length += shortest;
  for (size_t n = 1; n <= kMaxOrder; ++n) {
    const NgramCounts allowed = MostOf(references, n);
    for (const auto& [ngram, count] : CountNgrams(hypothesis, n)) {
      if (const auto found = allowed.find(ngram); found != allowed.end())
        matches[n - 1] += std::min(count, found->second);
    }
    possible[n - 1] += NgramsOf(hypothesis.size(), n);
  }
}

BleuCounts& BleuCounts::operator+=(const BleuCounts& other) {
  for (size_t i = 0; i < kMaxOrder; ++i) {
    matches[i] += other.matches[i];
    possible[i] += other.possible[i];
  }
  hypothesis_length += other.hypothesis_length;
  reference_length += other.reference_length;
  return *this;
}

BleuScore ComputeBleu(const BleuCounts& counts, BleuSmoothing smoothing) {
  BleuScore score;
  double log_sum = 0;
  for (size_t i = 0; i < BleuCounts::kMaxOrder; ++i) {
    score.precisions[i] = Precision(counts.matches[i], counts.possible[i], smoothing);
    log_sum += std::log(score.precisions[i]);  // -inf for 0, which makes the mean 0
  }
  if (counts.hypothesis_length == 0 || counts.reference_length == 0) return score;
  score.length_ratio = static_cast<double>(counts.hypothesis_length) / static_cast<double>(counts.reference_length);
  score.brevity_penalty = score.length_ratio > 1 ? 1 : std::exp(1 - 1 / score.length_ratio);
  score.bleu = score.brevity_penalty * std::exp(log_sum / BleuCounts::kMaxOrder);
  return score;
}

}  // namespace godel

// SPDX-License-Identifier: MIT
#include "godel/evaluate/metrics/bleu.h"

#include <algorithm>
#include <cmath>

namespace godel {
namespace {

size_t LengthOf(std::span<const WordIdList> references, size_t hypothesis, ReferenceLength choice) {
  if (references.empty()) return 0;
  size_t best = references.front().size();
  for (const WordIdList& reference : references) {
    const size_t length = reference.size();
    const size_t distance = length > hypothesis ? length - hypothesis : hypothesis - length;
    const size_t best_distance = best > hypothesis ? best - hypothesis : hypothesis - best;
    const bool closer = choice == ReferenceLength::kClosest && distance != best_distance;
    if (closer ? distance < best_distance : length < best) best = length;
  }
  return best;
}

double Precision(size_t matches, size_t possible, BleuSmoothing smoothing) {
  const size_t added = smoothing == BleuSmoothing::kAddOne ? 1 : 0;
  if (possible + added == 0) return 0;
  return static_cast<double>(matches + added) / static_cast<double>(possible + added);
}

}  // namespace

BleuCounts CountBleu(std::span<const WordId> hypothesis, std::span<const WordIdList> references, ReferenceLength length,
                     NgramMatcher* matcher) {
  BleuCounts counts;
  counts.hypothesis_length = hypothesis.size();
  counts.reference_length = LengthOf(references, hypothesis.size(), length);
  matcher->Clear();
  matcher->Match(hypothesis, references, BleuCounts::kMaxOrder,
                 [&](NgramMatcher::Node, size_t order) { ++counts.matches[order - 1]; });
  matcher->Clear();
  for (size_t n = 1; n <= BleuCounts::kMaxOrder; ++n) counts.possible[n - 1] = NgramsOf(hypothesis.size(), n);
  return counts;
}

void BleuCounts::Add(std::span<const std::string_view> hypothesis, std::span<const Words> references) {
  WordIds ids;
  std::vector<WordIdList> reference_ids;
  reference_ids.reserve(references.size());
  for (const Words& reference : references) reference_ids.push_back(ids.IdsOf(reference));
  NgramMatcher matcher;
  *this += CountBleu(ids.IdsOf(hypothesis), reference_ids, ReferenceLength::kShortest, &matcher);
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

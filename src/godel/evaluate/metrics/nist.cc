// SPDX-License-Identifier: MIT
#include "godel/evaluate/metrics/nist.h"

#include <algorithm>
#include <cmath>

namespace godel {
namespace {

double LengthPenalty(double ratio) {
  if (ratio >= 1) return 1;
  if (ratio <= 0) return 0;
  const double beta = std::log(0.5) / std::pow(std::log(1.5), 2);
  return std::exp(beta * std::pow(std::log(ratio), 2));
}

}  // namespace

NistCounts& NistCounts::operator+=(const NistCounts& other) {
  for (size_t i = 0; i < kMaxOrder; ++i) {
    information[i] += other.information[i];
    possible[i] += other.possible[i];
  }
  reference_length += other.reference_length;
  return *this;
}

double ComputeNist(const NistCounts& counts, size_t max_order) {
  if (counts.reference_length == 0) return 0;
  double sum = 0;
  for (size_t i = 0; i < std::min(max_order, NistCounts::kMaxOrder); ++i) {
    if (counts.possible[i] > 0) sum += counts.information[i] / static_cast<double>(counts.possible[i]);
  }
  return sum * LengthPenalty(static_cast<double>(counts.possible[0]) / counts.reference_length);
}

void NistScorer::AddReference(std::span<const WordId> reference) {
  occurrences_[NgramTrie::kRoot] += reference.size();
  NgramTrie::Node before = NgramTrie::kRoot;
  AddNgrams(reference, NistCounts::kMaxOrder, &matcher_.trie(), [&](NgramTrie::Node node, size_t order) {
    if (node == occurrences_.size()) {
      occurrences_.push_back(0);
      shorter_.push_back(order == 1 ? NgramTrie::kRoot : before);
    }
    ++occurrences_[node];
    before = node;
  });
}

NistCounts NistScorer::Count(std::span<const WordId> hypothesis, std::span<const WordIdList> references) {
  NistCounts counts;
  matcher_.Match(hypothesis, references, NistCounts::kMaxOrder, [&](NgramTrie::Node node, size_t order) {
    counts.information[order - 1] +=
        std::log2(static_cast<double>(occurrences_[shorter_[node]]) / static_cast<double>(occurrences_[node]));
  });
  for (size_t n = 1; n <= NistCounts::kMaxOrder; ++n) counts.possible[n - 1] = NgramsOf(hypothesis.size(), n);
  for (const WordIdList& reference : references)
    counts.reference_length += static_cast<double>(reference.size()) / static_cast<double>(references.size());
  return counts;
}

}  // namespace godel

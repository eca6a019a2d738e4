// SPDX-License-Identifier: MIT
// NIST (Doddington 2002) by the definition of mteval-v14c, which DialoGPT reports: as BLEU, but a matched n-gram counts
// by how much it tells, and the orders are added instead of multiplied.
#pragma once
#include <array>
#include <cstddef>
#include <span>
#include <vector>

#include "godel/evaluate/metrics/ngram_matcher.h"
#include "godel/evaluate/metrics/word_ids.h"

namespace godel {

// What a corpus comes down to. Counts of parts that were weighed by the same references add up.
struct NistCounts {
  static constexpr size_t kMaxOrder = 4;
  std::array<double, kMaxOrder> information{};  // [n - 1]: bits of the matched n-grams
  std::array<size_t, kMaxOrder> possible{};     // [n - 1]: n-grams of the hypotheses
  double reference_length = 0;                  // words; of several references their mean

  NistCounts& operator+=(const NistCounts& other);
};

// The sum over the orders 1 to max_order of bits an n-gram, times a penalty for hypotheses that are shorter than their
// references: 0.5 at two thirds, 1 at their length. 0 without words; there is no highest score.
double ComputeNist(const NistCounts& counts, size_t max_order);

// Weighs n-grams by the references of a whole corpus: an n-gram has log2 (how often its first n - 1 words stand there /
// how often all of them do) bits. For one thread at a time. Memory: the different n-grams of the references.
class NistScorer {
 public:
  // All references must be added before the first Count.
  void AddReference(std::span<const WordId> reference);
  // Of one hypothesis; its references, at least one, must be among those that were added.
  NistCounts Count(std::span<const WordId> hypothesis, std::span<const WordIdList> references);

 private:
  NgramMatcher matcher_;
  std::vector<size_t> occurrences_ = {0};       // [node]; of the root: words
  std::vector<NgramTrie::Node> shorter_ = {0};  // [node]: the n-gram without its last word
};

}  // namespace godel

// SPDX-License-Identifier: MIT
// Corpus BLEU-4 as GODEL reports it (the compute_bleu of TensorFlow's NMT tutorial): counts are summed over the corpus
// first, clipped by the reference that allows most, and precisions are taken of the sums.
#pragma once
#include <array>
#include <cstddef>
#include <span>
#include <string_view>
#include <vector>

#include "godel/evaluate/metrics/ngram_matcher.h"
#include "godel/evaluate/metrics/word_ids.h"

namespace godel {

using Words = std::vector<std::string_view>;

// What a corpus comes down to. Counts of parts of a corpus add up to those of the whole.
struct BleuCounts {
  static constexpr size_t kMaxOrder = 4;
  std::array<size_t, kMaxOrder> matches{};   // [n - 1]: n-grams that a reference has too
  std::array<size_t, kMaxOrder> possible{};  // [n - 1]: n-grams of the hypotheses
  size_t hypothesis_length = 0;              // words
  size_t reference_length = 0;               // words, of one reference each

  // One hypothesis with all its references, at least one, of which the shortest gives the length.
  void Add(std::span<const std::string_view> hypothesis, std::span<const Words> references);
  BleuCounts& operator+=(const BleuCounts& other);
};

// Which of several references counts for the brevity penalty.
enum class ReferenceLength {
  kShortest,
  kClosest,  // to the hypothesis; the shorter of two that are as close
};

// The counts of one hypothesis. `matcher` holds nothing that matters and is left empty; sharing it saves its
// allocation.
BleuCounts CountBleu(std::span<const WordId> hypothesis, std::span<const WordIdList> references, ReferenceLength length,
                     NgramMatcher* matcher);

enum class BleuSmoothing {
  kNone,
  kAddOne,  // (matches + 1) / (possible + 1) for every order, unigrams too
};

struct BleuScore {
  double bleu = 0;                                         // 0 to 1
  std::array<double, BleuCounts::kMaxOrder> precisions{};  // [n - 1]
  double brevity_penalty = 0;
  double length_ratio = 0;  // hypotheses to references
};

// 0 where a precision is 0, and, unlike the original, which divides by zero, where there are no words.
BleuScore ComputeBleu(const BleuCounts& counts, BleuSmoothing smoothing = BleuSmoothing::kNone);

}  // namespace godel

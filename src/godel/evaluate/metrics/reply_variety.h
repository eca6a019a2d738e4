// SPDX-License-Identifier: MIT
// How varied replies are, whatever they are compared with: n-grams of all replies together.
#pragma once
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "godel/evaluate/metrics/ngram_trie.h"

namespace godel {

// Keeps every n-gram that it has seen.
class ReplyVariety {
 public:
  static constexpr size_t kMaxOrder = 4;

  void Add(std::span<const WordId> words);
  // Different n-grams divided by their number (Li et al. 2016): 0 to 1, and 0 when no text had n words. n <= kMaxOrder.
  double Distinct(size_t n) const;
  // The entropy of the n-grams' distribution in nats (Zhang et al. 2018): 0 when all are the same, ln of their number
  // when all are different. n <= kMaxOrder.
  double Entropy(size_t n) const;

 private:
  struct Ngram {
    uint32_t count = 0;
    uint8_t order = 0;
  };
  NgramTrie trie_;
  std::vector<Ngram> ngrams_ = {{}};  // [node]
  std::array<size_t, kMaxOrder> totals_{};
  std::array<size_t, kMaxOrder> different_{};
};

}  // namespace godel

// SPDX-License-Identifier: MIT
// Which n-grams of a text some references have too, each as often as the reference that has most of it: the count that
// BLEU, ROUGE-n and NIST share.
#pragma once
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "godel/evaluate/metrics/ngram_trie.h"

namespace godel {

// How many runs of `n` words there are among `words`.
constexpr size_t NgramsOf(size_t words, size_t n) {
  return words < n ? 0 : words - n + 1;
}

// For one thread at a time. Keeps the n-grams of all references that it has seen, until Clear.
class NgramMatcher {
 public:
  using Node = NgramTrie::Node;

  // Calls on_match(node, order) once for each occurrence in `hypothesis` that is matched. Time and memory grow with the
  // words times max_order.
  template <class OnMatch>
  void Match(std::span<const WordId> hypothesis, std::span<const WordIdList> references, size_t max_order,
             OnMatch on_match) {
    const uint64_t first_text = next_text_;
    for (const WordIdList& reference : references) {
      const uint64_t text = next_text_++;
      AddNgrams(reference, max_order, &trie_, [&](Node node, size_t) {
        if (node >= uses_.size()) uses_.resize(std::max<size_t>(2 * uses_.size(), node + 1));
        Use& use = uses_[node];
        if (use.text < first_text) use.allowed = 0;
        if (use.text != text) use.seen = 0;
        use.text = text;
        use.allowed = std::max(use.allowed, ++use.seen);
      });
    }
    const uint64_t text = next_text_++;
    for (size_t begin = 0; begin < hypothesis.size(); ++begin) {
      const size_t orders = std::min(max_order, hypothesis.size() - begin);
      Node node = NgramTrie::kRoot;
      for (size_t order = 1; order <= orders; ++order) {
        node = trie_.Find(node, hypothesis[begin + order - 1]);
        if (node == NgramTrie::kRoot || node >= uses_.size()) break;  // longer ones are not there either
        Use& use = uses_[node];
        if (use.text < first_text) break;  // of earlier references
        if (use.text != text) use.seen = 0;
        use.text = text;
        if (++use.seen <= use.allowed) on_match(node, order);
      }
    }
  }

  NgramTrie& trie() { return trie_; }
  // Forgets the references.
  void Clear() { trie_.Clear(); }  // uses_ are told apart by their text

 private:
  struct Use {
    uint64_t text = 0;     // that had the n-gram last
    uint32_t allowed = 0;  // occurrences in the reference that has most
    uint32_t seen = 0;     // occurrences in `text`
  };

  NgramTrie trie_;
  std::vector<Use> uses_;  // [node]
  uint64_t next_text_ = 1;
};

}  // namespace godel

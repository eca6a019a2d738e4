// SPDX-License-Identifier: MIT
// Runs of words as numbers: an n-gram is a node, reached from the node of its first n - 1 words by its last one. Texts
// are walked once for all orders, and no n-gram is ever spelled out.
#pragma once
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "godel/evaluate/metrics/word_ids.h"

namespace godel {

// A hash table from (node, word) to node. Exact: keys are compared whole.
class NgramTrie {
 public:
  using Node = uint32_t;
  static constexpr Node kRoot = 0;

  NgramTrie() : slots_(kFirstSlots) {}

  // The node of the n-gram of `node` with `word` behind it, or kRoot when there is none yet.
  Node Find(Node node, WordId word) const { return slots_[SlotOf(KeyOf(node, word))].node; }
  // The same, added when it is missing. New nodes count up from 1.
  Node Add(Node node, WordId word) {
    const uint64_t key = KeyOf(node, word);
    const size_t at = SlotOf(key);
    if (slots_[at].node != kRoot) return slots_[at].node;
    slots_[at] = {.key = key, .node = static_cast<Node>(used_.size() + 1)};
    used_.push_back(static_cast<uint32_t>(at));
    const Node added = slots_[at].node;
    if (2 * used_.size() > slots_.size()) Grow();
    return added;
  }
  // Nodes with the root.
  size_t size() const { return used_.size() + 1; }
  // Forgets all n-grams, in time that grows with their number.
  void Clear() {
    for (const uint32_t at : used_) slots_[at].node = kRoot;
    used_.clear();
  }

 private:
  struct Slot {
    uint64_t key = 0;
    Node node = kRoot;  // kRoot: free
  };
  static constexpr size_t kFirstSlots = 256;  // a power of two

  static uint64_t KeyOf(Node node, WordId word) { return uint64_t{node} << 32 | word; }
  size_t SlotOf(uint64_t key) const {
    const size_t mask = slots_.size() - 1;
    size_t at = (key * 0x9e3779b97f4a7c15U) >> 32 & mask;
    while (slots_[at].node != kRoot && slots_[at].key != key) at = (at + 1) & mask;
    return at;
  }
  void Grow() {
    std::vector<Slot> old(2 * slots_.size());
    old.swap(slots_);
    for (uint32_t& at : used_) {
      const Slot slot = old[at];
      at = static_cast<uint32_t>(SlotOf(slot.key));
      slots_[at] = slot;
    }
  }

  std::vector<Slot> slots_;
  std::vector<uint32_t> used_;  // [node - 1]: its slot
};

// Calls on_ngram(node, order) for every run of 1 to max_order words, those of one beginning after the other; all of
// them are in the trie afterwards.
template <class OnNgram>
void AddNgrams(std::span<const WordId> words, size_t max_order, NgramTrie* trie, OnNgram on_ngram) {
  for (size_t begin = 0; begin < words.size(); ++begin) {
    const size_t orders = std::min(max_order, words.size() - begin);
    NgramTrie::Node node = NgramTrie::kRoot;
    for (size_t order = 1; order <= orders; ++order) {
      node = trie->Add(node, words[begin + order - 1]);
      on_ngram(node, order);
    }
  }
}

}  // namespace godel

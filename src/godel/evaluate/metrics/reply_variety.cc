// SPDX-License-Identifier: MIT
#include "godel/evaluate/metrics/reply_variety.h"

#include <cmath>

namespace godel {

void ReplyVariety::Add(std::span<const WordId> words) {
  AddNgrams(words, kMaxOrder, &trie_, [&](NgramTrie::Node node, size_t order) {
    if (node == ngrams_.size()) {
      ngrams_.push_back({.count = 0, .order = static_cast<uint8_t>(order)});
      ++different_[order - 1];
    }
    ++ngrams_[node].count;
    ++totals_[order - 1];
  });
}

double ReplyVariety::Distinct(size_t n) const {
  const size_t total = totals_[n - 1];
  return total == 0 ? 0 : static_cast<double>(different_[n - 1]) / static_cast<double>(total);
}

double ReplyVariety::Entropy(size_t n) const {
  // -sum c/N ln(c/N) = ln N - sum c ln(c) / N
  const auto total = static_cast<double>(totals_[n - 1]);
  if (total == 0) return 0;
  double sum = 0;
  for (const Ngram& ngram : ngrams_) {
    const auto count = static_cast<double>(ngram.count);
    if (ngram.order == n) sum += count * std::log(count);
  }
  return std::log(total) - sum / total;
}

}  // namespace godel

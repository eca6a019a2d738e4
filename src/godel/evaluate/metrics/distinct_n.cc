// SPDX-License-Identifier: MIT
#include "godel/evaluate/metrics/distinct_n.h"

#include "godel/evaluate/metrics/ngrams.h"

namespace godel {

void DistinctNgrams::Add(std::span<const std::string_view> words) {
  total_ += NgramsOf(words.size(), n_);
  for (const auto& [ngram, count] : CountNgrams(words, n_)) seen_.insert(ngram);
}

double DistinctNgrams::Ratio() const {
  return total_ == 0 ? 0 : static_cast<double>(seen_.size()) / static_cast<double>(total_);
}

}  // namespace godel

// SPDX-License-Identifier: MIT
#include "godel/evaluate/multiwoz/richness.h"

#include <cmath>

namespace godel::multiwoz {

void RichnessCounter::Add(const std::vector<std::string>& words) {
  ++replies_;
  words_ += words.size();
  for (size_t i = 0; i < words.size(); ++i) {
    ++unigrams_[words[i]];
    if (i + 1 < words.size()) ++bigrams_[{words[i], words[i + 1]}];
    if (i + 2 < words.size()) ++trigrams_[words[i] + ' ' + words[i + 1] + ' ' + words[i + 2]];
  }
}

Richness RichnessCounter::Result() const {
  Richness richness{.unigrams = unigrams_.size(), .bigrams = bigrams_.size(), .trigrams = trigrams_.size()};
  if (words_ == 0) return richness;
  const auto total = static_cast<double>(words_);
  richness.mean_words = total / static_cast<double>(replies_);
  for (const auto& [word, count] : unigrams_) {
    const double share = static_cast<double>(count) / total;
    richness.entropy -= share * std::log2(share);
  }
  // As the standardised evaluation: a word's own count stands for how often something follows it.
  for (const auto& [pair, count] : bigrams_) {
    const auto times = static_cast<double>(count);
    richness.conditional_entropy -= times / total * std::log2(times / static_cast<double>(unigrams_.at(pair.first)));
  }
  return richness;
}

}  // namespace godel::multiwoz

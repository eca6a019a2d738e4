// SPDX-License-Identifier: MIT
#include "godel/evaluate/metrics/ngrams.h"

namespace godel {

NgramCounts CountNgrams(std::span<const std::string_view> words, size_t n) {
  NgramCounts counts;
  for (size_t begin = 0; begin < NgramsOf(words.size(), n); ++begin) {
    std::string ngram;
    for (const std::string_view word : words.subspan(begin, n)) {
      if (!ngram.empty()) ngram += ' ';
      ngram += word;
    }
    ++counts[std::move(ngram)];
  }
  return counts;
}

}  // namespace godel

// SPDX-License-Identifier: MIT
// How varied delexicalised replies are.
#pragma once
#include <cstddef>
#include <map>
#include <string>
#include <vector>

namespace godel::multiwoz {

struct Richness {
  double mean_words = 0;  // a reply
  size_t unigrams = 0;    // different ones
  size_t bigrams = 0;
  size_t trigrams = 0;
  double entropy = 0;              // of words, in bits
  double conditional_entropy = 0;  // of a word after the one before it, in bits
};

// Keeps each n-gram once. Words are those of ResponseWords.
class RichnessCounter {
 public:
  void Add(const std::vector<std::string>& words);
  Richness Result() const;

 private:
  size_t replies_ = 0;
  size_t words_ = 0;
  std::map<std::string, size_t> unigrams_;
  std::map<std::pair<std::string, std::string>, size_t> bigrams_;
  std::map<std::string, size_t> trigrams_;  // words with a space between them
};

}  // namespace godel::multiwoz

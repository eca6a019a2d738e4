// SPDX-License-Identifier: MIT
// Texts as words, and how rare each is, for choosing facts.
#pragma once
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace godel {

// A word is a run of letters, digits and marks (\w without "_"), also with an apostrophe or a hyphen inside, in lower
// case; tags of the facts' corpus (WithoutTags) are none. `text` may hold anything. Given once each, sorted.
std::vector<std::string> DistinctWords(std::string_view text);

// The same with repetitions, in the order of the text.
std::vector<std::string> WordsOf(std::string_view text);

// "the", "of", "it's": words of English that name nothing; about 150.
bool IsStopWord(std::string_view word);

// In how many texts each word stands, of any number of texts: counts lie in a table of fixed size under the words'
// hashes (16 MiB), so that two words may share one. With a million words about a fifth of the rare ones do.
class DocumentFrequencies {
 public:
  DocumentFrequencies();

  // One text more; `words` as DistinctWords gives them.
  void Add(std::span<const std::string> words);
  // ln((N + 1) / (n + 1)) of a word that stands in n of N texts: above 0 for all but a word of every text.
  double Idf(std::string_view word) const;
  size_t texts() const { return texts_; }

 private:
  size_t texts_ = 0;
  std::vector<uint32_t> counts_;
};

}  // namespace godel

// SPDX-License-Identifier: MIT
// METEOR (Lavie and Agarwal 2007) as NLTK computes it, but with two of its three stages: words that are equal, then
// words with equal Porter stems. The third, synonyms by WordNet, is left out, as WordNet's data is not at hand; scores
// lie below NLTK's by what synonyms would have matched (docs/metrics.md says how much that was).
#pragma once
#include <span>
#include <string>
#include <vector>

#include "godel/evaluate/metrics/word_ids.h"

namespace godel {

// For one thread at a time. Keeps the words that it has seen, so that each is stemmed once.
class MeteorScorer {
 public:
  // 0 to 1: Fmean = PR / (0.9 P + 0.1 R), less a share of up to a half that grows with the cube of the number of chunks
  // among the matches. 0 when nothing matches. The words, in lower case, are `ids`'.
  double Score(std::span<const WordId> hypothesis, std::span<const WordId> reference, const WordIds& ids);

 private:
  WordId StemOf(WordId word, const WordIds& ids);

  std::vector<WordId> stem_of_;  // [word]: in stems_, or kUnknown
  WordIds stems_;
};

}  // namespace godel

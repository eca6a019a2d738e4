// SPDX-License-Identifier: MIT
// What of a reply was copied from the knowledge word for word.
#pragma once
#include <cstddef>
#include <span>
#include <string_view>
#include <vector>

#include "godel/evaluate/groundedness/located_words.h"

namespace godel {

// Three words in a row are seldom the same by chance, and shorter runs ("of the film") often are.
inline constexpr size_t kShortestCopy = 3;

struct CopiedSpan {
  size_t first = 0, count = 0;  // words of the reply
};

struct CopiedSpans {
  std::vector<CopiedSpan> spans;  // in order, apart from each other
  size_t copied_words = 0;        // in them
  size_t longest = 0;             // run of words that stands in both, also when it is shorter than a span has to be
  double share = 0;               // copied_words among the reply's words; 0 without words
};

// Of longer texts only so many words are looked at.
inline constexpr size_t kMostCopyWords = 20000;

// The words of the reply that lie in a run of at least `shortest` words that stands in the knowledge in the same order;
// runs that touch or overlap are one span. Costs words of the reply times words of the knowledge.
CopiedSpans FindCopiedSpans(std::span<const LocatedWord> reply, std::span<const LocatedWord> knowledge,
                            size_t shortest = kShortestCopy);

}  // namespace godel

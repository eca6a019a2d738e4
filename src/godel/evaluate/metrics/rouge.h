// SPDX-License-Identifier: MIT
// ROUGE-1, -2, -L and -Lsum (Lin 2004) as Google's rouge-score package computes them.
#pragma once
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "godel/evaluate/metrics/ngram_matcher.h"
#include "godel/evaluate/metrics/word_ids.h"

namespace godel {

struct RougeScore {
  double precision = 0;
  double recall = 0;
  double f1 = 0;  // 2PR / (P + R)
};

enum class RougeType : uint8_t { k1, k2, kL, kLsum };
inline constexpr size_t kRougeTypes = 4;
using RougeScores = std::array<RougeScore, kRougeTypes>;  // [RougeType]

enum class RougeStemming { kNone, kPorter };  // words of more than three letters

// A text as ROUGE sees it.
struct RougeText {
  WordIdList words;
  std::vector<WordIdList> sentences;  // its lines that are not empty; empty when it is one line, which is `words`
};

// For one thread at a time. Keeps the words that it has seen, so that each is stemmed once.
class RougeScorer {
 public:
  explicit RougeScorer(RougeStemming stemming = RougeStemming::kPorter) : stemming_(stemming) {}

  // Lower case; everything but a to z and 0 to 9 separates words.
  RougeText Read(std::string_view text);
  RougeScores Score(const RougeText& hypothesis, const RougeText& reference);
  // Of several references, at least one, the one with the best F1: for each type on its own, and the first of equals.
  RougeScores ScoreBest(const RougeText& hypothesis, std::span<const RougeText> references);

 private:
  WordIdList ReadLine(std::string_view line);
  WordId StemOf(std::string_view word);

  RougeStemming stemming_;
  WordIds words_;                // as they stand
  std::vector<WordId> stem_of_;  // [word]: in stems_
  WordIds stems_;
  NgramMatcher matcher_;
};

// "rouge1", "rouge2", "rougeL", "rougeLsum".
std::string_view ToString(RougeType type);

}  // namespace godel

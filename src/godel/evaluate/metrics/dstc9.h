// SPDX-License-Identifier: MIT
// The scores of DSTC9's track 1 (Kim et al. 2020, "Beyond Domain APIs") by the definitions of its official script: did
// a system see which turns need knowledge, did it find the knowledge, and what did it answer with it. They differ from
// what others call by the same names:
// - BLEU-n is the mean over the turns of NLTK's sentence BLEU without smoothing;
// - ROUGE-1 and -2 count n-grams, but ROUGE-L counts different words: those of one longest common subsequence against
//   those of each text; no stems;
// - all are F1 over the turns: the sum over turns that both sides mark, divided by the turns that each side marks.
// METEOR lacks WordNet's synonyms here (meteor.h), everything else is the official number.
#pragma once
#include <array>
#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "godel/base/json.h"
#include "godel/base/result.h"

namespace godel {

struct Dstc9Snippet {
  std::string domain;
  std::string entity;  // a number, or "*" for the whole domain, as it stands in JSON
  std::string document;

  bool operator==(const Dstc9Snippet&) const = default;
};

struct Dstc9Turn {
  bool needs_knowledge = false;         // "target"
  std::vector<Dstc9Snippet> knowledge;  // best first
  std::string response;
};

// A file of labels or of a system's outputs: a list with an object a turn. Error: kBadData with the turn's number.
Result<std::vector<Dstc9Turn>> ParseDstc9(const Json& list);

// The same of a file, which may be compressed. Error: as OpenByteSource, ParseJson and ParseDstc9, with its name.
Result<std::vector<Dstc9Turn>> ReadDstc9File(const std::string& path);

struct Dstc9Scores {
  double detection_precision = 0;
  double detection_recall = 0;
  double detection_f1 = 0;
  double mrr_at_5 = 0;
  double recall_at_1 = 0;
  double recall_at_5 = 0;
  std::array<double, 4> bleu{};  // [n - 1]
  double meteor = 0;
  double rouge_1 = 0;
  double rouge_2 = 0;
  double rouge_l = 0;
};

// Error: kInvalidArgument when there are not as many outputs as labels; kResourceExhausted for a response above
// kMaxWordsPerText (text_scores.h).
Result<Dstc9Scores> ComputeDstc9Scores(std::span<const Dstc9Turn> labels, std::span<const Dstc9Turn> outputs);

}  // namespace godel

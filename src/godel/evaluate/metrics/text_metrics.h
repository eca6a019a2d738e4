// SPDX-License-Identifier: MIT
// Every metric of replies that needs no model, side by side: the totals of text_scores.h in the words of evaluations.
#pragma once
#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "godel/base/result.h"

namespace godel {

// From 0 to 1 where nothing else is said. Words are those of NormalizeAnswer, except in sacreBLEU, ROUGE and NIST,
// which have their own.
struct TextMetrics {
  double bleu = 0;                     // GODEL's corpus BLEU-4
  double bleu_smoothed = 0;            // the same with one added to every count
  double f1 = 0;                       // mean over the replies, against the reference that suits each best
  std::optional<double> knowledge_f1;  // mean over the replies to examples with knowledge; nullopt without any
  double distinct_1 = 0;
  double distinct_2 = 0;
  double mean_length = 0;  // words of a reply
  size_t examples = 0;
  double sacre_bleu = 0;  // sacreBLEU with its defaults: 13a, exp, case kept
  double rouge_1 = 0;     // mean F1, stemmed
  double rouge_2 = 0;
  double rouge_l = 0;
  double rouge_lsum = 0;
  double meteor = 0;       // without synonyms
  double exact_match = 0;  // CoQA's
  double answer_f1 = 0;
  double nist_2 = 0;  // bits, at least 0
  double nist_4 = 0;
  double entropy_4 = 0;  // nats, at least 0
  size_t empty_replies = 0;
};

// hypotheses[i] is the reply, references[i] what it could have been (at least one), knowledge[i] what it could draw on,
// or empty. Error: kInvalidArgument when the three are not of one length, or a hypothesis has no reference.
Result<TextMetrics> ComputeTextMetrics(std::span<const std::string> hypotheses,
                                       std::span<const std::vector<std::string>> references,
                                       std::span<const std::string> knowledge);

}  // namespace godel

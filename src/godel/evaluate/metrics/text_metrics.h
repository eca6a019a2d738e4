// SPDX-License-Identifier: MIT
// Every metric of replies that needs no model, side by side. All of them see the words of NormalizeAnswer.
#pragma once
#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "godel/base/result.h"

namespace godel {

struct TextMetrics {
  double bleu = 0;                     // corpus BLEU-4, 0 to 1
  double bleu_smoothed = 0;            // the same with one added to every count
  double f1 = 0;                       // mean over the replies, against the reference that suits each best
  std::optional<double> knowledge_f1;  // mean over the replies to examples with knowledge; nullopt without any
  double distinct_1 = 0;
  double distinct_2 = 0;
  double mean_length = 0;  // words of a reply
  size_t examples = 0;
};

// hypotheses[i] is the reply, references[i] what it could have been (at least one), knowledge[i] what it could draw on,
// or empty. Error: kInvalidArgument when the three are not of one length, or a hypothesis has no reference.
Result<TextMetrics> ComputeTextMetrics(std::span<const std::string> hypotheses,
                                       std::span<const std::vector<std::string>> references,
                                       std::span<const std::string> knowledge);

}  // namespace godel

// SPDX-License-Identifier: MIT
// The BLEU that MultiWOZ's figures are given in.
#pragma once
#include <span>
#include <string>

#include "godel/base/result.h"

namespace godel::multiwoz {

// sacreBLEU of normalised replies against one reference each: the tokenizer 13a, case kept; in percent. Error: as
// ComputeTextScores.
Result<double> CorpusBleu(std::span<const std::string> replies, std::span<const std::string> references);

}  // namespace godel::multiwoz

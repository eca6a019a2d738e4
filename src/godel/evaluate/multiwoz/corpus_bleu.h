// SPDX-License-Identifier: MIT
// The BLEU that MultiWOZ's figures are given in.
#pragma once
#include <span>
#include <string>

namespace godel::multiwoz {

// sacreBLEU's corpus_bleu of normalised replies against one reference each: the tokenizer 13a, four orders, case kept;
// in percent. As many references as replies. Where an order has no match at all this gives 0, while sacreBLEU smooths.
double CorpusBleu(std::span<const std::string> replies, std::span<const std::string> references);

}  // namespace godel::multiwoz

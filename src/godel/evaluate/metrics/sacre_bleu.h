// SPDX-License-Identifier: MIT
// BLEU as sacreBLEU computes it (Post 2018, "A Call for Clarity in Reporting BLEU Scores"): its own words, the length
// of the closest reference, smoothing, and a signature that says which BLEU it is.
#pragma once
#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "godel/evaluate/metrics/bleu.h"
#include "godel/evaluate/metrics/bleu_tokenizer.h"
#include "godel/evaluate/metrics/word_ids.h"

namespace godel {

// What stands for a precision of 0 (Chen and Cherry 2014, methods 0 to 3).
enum class SacreBleuSmoothing {
  kNone,
  kFloor,  // a small number instead of no match
  kAddK,   // a number added to matches and to possible n-grams of every order above 1
  kExp,    // 1/2, 1/4, 1/8 .. of a match for the first, second, third order without one
};

struct SacreBleuOptions {
  BleuTokenizer tokenizer = BleuTokenizer::k13a;
  SacreBleuSmoothing smoothing = SacreBleuSmoothing::kExp;
  std::optional<double> smoothing_value;  // of kFloor and kAddK; nullopt takes 0.1 and 1
  bool lowercase = false;
  // Leaves out the orders for which a text is too short: for single replies, where the score would be 0 otherwise.
  bool effective_order = false;
};

// The text as its words are to be taken by SplitLikePython. `valid` is UTF-8.
std::string PrepareForSacreBleu(std::string_view valid, const SacreBleuOptions& options);

// BleuScore's bleu is sacreBLEU's score / 100. `counts` are of words that TokenizeForBleu found, with the length of the
// closest reference. 0 where nothing matches.
BleuScore ComputeSacreBleu(const BleuCounts& counts, const SacreBleuOptions& options);

// "nrefs:1|case:mixed|eff:no|tok:13a|smooth:exp|version:godel-1.0". references: of each hypothesis; nullopt when they
// have different numbers ("var").
std::string SacreBleuSignature(const SacreBleuOptions& options, std::optional<size_t> references,
                               std::string_view version);

// "exp", as in signatures.
std::string_view ToString(SacreBleuSmoothing smoothing);
std::optional<SacreBleuSmoothing> ParseSacreBleuSmoothing(std::string_view name);

}  // namespace godel

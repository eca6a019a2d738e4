// SPDX-License-Identifier: MIT
// Which processors a request needs, in transformers' order.
#pragma once
#include <span>
#include <vector>

#include "godel/generation/candidates.h"
#include "godel/generation/logits_processor.h"
#include "godel/generation/warpers.h"

namespace godel {

// What the processors count by, after max_new_tokens and min_new_tokens have been turned into lengths.
struct ChainSetup {
  const SamplingParams* params;
  std::span<const TokenId> encoder_ids;
  std::span<const TokenId> eos_ids;
  size_t prefix_length;
  size_t min_length;
  size_t max_length;
};

class ProcessorChain {
 public:
  explicit ProcessorChain(const ChainSetup& setup);

  bool changes_scores() const { return !processors_.empty(); }
  // All that works on a whole row: everything but the warpers.
  void Process(const ProcessorContext& context, std::span<float> scores) const;
  // The sampling part, on what is left of a processed row. Does nothing unless do_sample is set.
  void Warp(Candidates* candidates) const;

 private:
  std::vector<LogitsProcessor> processors_;
  std::vector<Warper> warpers_;
};

}  // namespace godel

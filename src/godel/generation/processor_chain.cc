// SPDX-License-Identifier: MIT
#include "godel/generation/processor_chain.h"

#include <utility>

namespace godel {
namespace {

std::vector<TokenId> Copy(std::span<const TokenId> ids) {
  return {ids.begin(), ids.end()};
}

}  // namespace

ProcessorChain::ProcessorChain(const ChainSetup& setup) {
  const SamplingParams& params = *setup.params;
  const auto add = [&](LogitsProcessor processor) { processors_.push_back(std::move(processor)); };
  const bool can_end = !setup.eos_ids.empty();

  // transformers' order (_get_logits_processor). MinNewTokens is part of MinLength: min_new_tokens sets min_length.
  if (!params.sequence_bias.empty()) add(MakeSequenceBias(params.sequence_bias));
  if (params.encoder_repetition_penalty != 1)
    add(MakeEncoderRepetitionPenalty(params.encoder_repetition_penalty, setup.encoder_ids));
  if (params.repetition_penalty != 1) add(MakeRepetitionPenalty(params.repetition_penalty));
  if (params.no_repeat_ngram_size > 0) add(MakeNoRepeatNGram(params.no_repeat_ngram_size));
  if (params.encoder_no_repeat_ngram_size > 0)
    add(MakeEncoderNoRepeatNGram(params.encoder_no_repeat_ngram_size, Copy(setup.encoder_ids)));
  if (!params.bad_words_ids.empty()) add(MakeNoBadWords(params.bad_words_ids, setup.eos_ids));
  if (setup.min_length > 0 && (can_end || !params.ids_of_callers_end.empty())) {
    std::vector<TokenId> ends = Copy(setup.eos_ids);
    ends.insert(ends.end(), params.ids_of_callers_end.begin(), params.ids_of_callers_end.end());
    add(MakeMinLength(setup.min_length, std::move(ends)));
  }
  if (params.forced_bos_token_id) add(MakeForcedBos(*params.forced_bos_token_id));
  if (!params.forced_eos_token_id.empty()) add(MakeForcedEos(setup.max_length, params.forced_eos_token_id));
  if (params.remove_invalid_values) add(MakeRemoveInvalidValues());
  if (params.exponential_decay_length_penalty && can_end)
    add(MakeExponentialDecayLength(*params.exponential_decay_length_penalty, setup.prefix_length, setup.eos_ids));
  if (!params.suppress_tokens.empty()) add(MakeSuppressTokens(params.suppress_tokens));
  if (!params.begin_suppress_tokens.empty()) {
    // A forced first token moves the beginning behind it.
    const size_t forced = setup.prefix_length <= 1 && params.forced_bos_token_id ? 1 : 0;
    add(MakeSuppressTokensAtBegin(params.begin_suppress_tokens, setup.prefix_length + forced));
  }
  if (params.do_sample) {
    warpers_ = MakeWarpers(params, params.num_beams > 1 ? setup.eos_ids.size() + 1 : 1);
  } else if (params.renormalize_logits) {
    add(MakeLogitNormalization());
  }
}

void ProcessorChain::Process(const ProcessorContext& context, std::span<float> scores) const {
  for (const LogitsProcessor& processor : processors_) processor(context, scores);
}

void ProcessorChain::Warp(Candidates* candidates) const {
  for (const Warper& warper : warpers_) warper(candidates);
}

}  // namespace godel

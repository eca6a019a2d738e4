// SPDX-License-Identifier: MIT
// What changes scores before a token is chosen. One function makes one processor, named and counting as transformers
// does; processor_chain.cc decides which are made and in which order they run.
#pragma once
#include <functional>
#include <limits>
#include <memory>
#include <span>
#include <vector>

#include "godel/base/token_id.h"
#include "godel/generation/sampling_params.h"

namespace godel {

inline constexpr float kForbidden = -std::numeric_limits<float>::infinity();

// What a processor may look at besides the scores.
struct ProcessorContext {
  std::span<const TokenId> decoder_ids;  // all so far: the start token, the prefix, the new ones
};

// Changes the scores [V] of one row in place: raw logits, or log-probabilities in beam search. Called from one thread
// at a time, for rows in any order: it must not remember anything between calls.
using LogitsProcessor = std::function<void(const ProcessorContext&, std::span<float>)>;

// Ids outside the row are passed over everywhere below: callers check their requests, and no request may write outside.
inline bool InRow(TokenId id, std::span<const float> scores) {
  return Value(id) >= 0 && Index(id) < scores.size();
}

// repetition.cc
LogitsProcessor MakeRepetitionPenalty(double penalty);
LogitsProcessor MakeEncoderRepetitionPenalty(double penalty, std::span<const TokenId> encoder_ids);
// ngram.cc
LogitsProcessor MakeNoRepeatNGram(size_t size);
LogitsProcessor MakeEncoderNoRepeatNGram(size_t size, std::vector<TokenId> encoder_ids);
// bias.cc
LogitsProcessor MakeSequenceBias(std::span<const SequenceBias> biases);
LogitsProcessor MakeNoBadWords(std::span<const std::vector<TokenId>> words, std::span<const TokenId> eos_ids);
// length.cc
LogitsProcessor MakeMinLength(size_t min_length, std::vector<TokenId> eos_ids);
LogitsProcessor MakeExponentialDecayLength(ExponentialDecayLengthPenalty penalty, size_t prefix_length,
                                           std::span<const TokenId> eos_ids);
// forced.cc
LogitsProcessor MakeForcedBos(TokenId bos_id);
LogitsProcessor MakeForcedEos(size_t max_length, std::vector<TokenId> eos_ids);
// suppress.cc
LogitsProcessor MakeSuppressTokens(std::vector<TokenId> ids);
LogitsProcessor MakeSuppressTokensAtBegin(std::vector<TokenId> ids, size_t begin_index);
LogitsProcessor MakeRemoveInvalidValues();
LogitsProcessor MakeLogitNormalization();

}  // namespace godel

// SPDX-License-Identifier: MIT
// A GenerateRequest that has been checked against the model and completed with its defaults.
#pragma once
#include <chrono>

#include "godel/engine/engine.h"
#include "godel/model/encoder_decoder.h"

namespace godel {

struct PreparedRequest {
  std::vector<TokenId> input_ids;
  std::vector<TokenId> prefix;  // start token first
  SamplingParams params;        // eos, pad and start ids and the seed are set
  std::function<bool(const NewToken&)> on_token;
  int priority = 0;
  std::optional<std::chrono::steady_clock::time_point> begin_by, deadline;
  std::chrono::steady_clock::time_point arrived = std::chrono::steady_clock::now();
  std::chrono::steady_clock::time_point begun{};  // when there was room for it
  size_t cache_bytes = 0;                         // what its caches may grow to

  // Decoder rows it needs at most: beams or sequences.
  size_t max_rows() const { return std::max(params.num_beams, params.num_return_sequences); }
};

// Error: kInvalidArgument for parameters or ids that cannot be, kResourceExhausted for an input or caches above
// `options`.
Result<PreparedRequest> Prepare(const GenerateRequest& request, const SamplingParams& defaults,
                                const EncoderDecoder& model, const EngineOptions& options);

// Every id is a row of the vocabulary; the list is not empty.
Status CheckIds(std::span<const TokenId> ids, std::string_view what, size_t vocab_size);

// The search of a prepared request. `tokenizer` is for stop strings; it must outlive the search.
Result<std::unique_ptr<TokenSearch>> StartSearch(const PreparedRequest& request, const Tokenizer& tokenizer,
                                                 size_t vocab_size);

}  // namespace godel

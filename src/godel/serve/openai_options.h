// SPDX-License-Identifier: MIT
// What OpenAI's two APIs share: parameters with OpenAI's names and meanings.
#pragma once
#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "godel/serve/api_call.h"
#include "godel/serve/body_fields.h"

namespace godel {

struct OpenAiOptions {
  SamplingParams params;  // num_return_sequences: best_of
  size_t n = 1;           // replies to show. Greedy decoding has one, which is shown n times
  bool stream = false;
  bool include_usage = false;  // in a stream
};

// `max_tokens` (0: not given) is read by the caller, since its name and default differ. Over the server's defaults:
// temperature 0 is greedy, any other one and any top_p samples. top_k, min_p, typical_p, repetition_penalty,
// no_repeat_ngram_size, num_beams and length_penalty are taken too, as other servers of this API do.
// Errors: kNotFound for another model's name, kUnsupported for penalties by frequency and presence; as the parsers'.
Result<OpenAiOptions> ReadOpenAiOptions(const BodyFields& fields, const ApiContext& context, size_t max_tokens);

// "stop" or "length". Without stop strings what stopped a reply was its time.
std::string_view OpenAiFinish(const WorkReply& reply, const SamplingParams& params);

Json OpenAiUsage(std::span<const WorkResult> results);

// How a stream ends: with the tokens used, where they were asked for (`head`: the chunk's id, object, created and
// model), or with an error.
inline constexpr std::string_view kOpenAiDone = "data: [DONE]\n\n";
std::string OpenAiUsageEvent(Json head, const WorkResult& result);
std::string OpenAiErrorEvents(const Error& error);

// Logprobs are those of chosen tokens; with beams no token is chosen before the end. Error: kUnsupported.
Status CheckLogprobs(bool wanted, const SamplingParams& params);

// The reply that is shown as the i-th of several.
const WorkReply& ReplyToShow(const WorkResult& result, size_t i);

}  // namespace godel

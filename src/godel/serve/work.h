// SPDX-License-Identifier: MIT
// One reply (or several to one input) that a client wants, whatever API it spoke, and what came of it.
#pragma once
#include <cstddef>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "godel/base/token_id.h"
#include "godel/generation/sampling_params.h"
#include "godel/generation/token_search.h"
#include "godel/prompt/prompt.h"

namespace godel {

// A whole prompt that goes to the model as it is.
struct RawPrompt {
  std::string text;
  std::string field{};  // the request's, where it came from: "inputs[2]"
  std::optional<size_t>
      max_tokens{};  // cut to so many ids from the front (TGI's truncate); nullopt: refused when too long
};

struct Work {
  std::variant<RawPrompt, DialogPrompt> input;
  SamplingParams params;      // num_return_sequences replies
  bool wants_tokens = false;  // WorkReply::tokens is filled, and streamed tokens have their logprobs
  int priority = 0;           // of what waits, the highest is next
};

struct ReplyToken {
  TokenId id;
  std::string text;  // what it added to the reply; the bytes of a half character stand in the token that completes it
  float logprob = 0;
  bool special = false;
};

struct WorkReply {
  std::string text;
  FinishReason finish_reason = FinishReason::kEos;
  std::vector<ReplyToken> tokens{};  // new ones; empty unless wanted
  size_t new_tokens = 0;
};

struct WorkTiming {
  double queue_seconds = 0;        // until its input began to be encoded
  double first_token_seconds = 0;  // from its arrival; with beams that of the whole reply
  double total_seconds = 0;
};

struct WorkResult {
  std::vector<WorkReply> replies{};  // best first
  size_t input_tokens = 0;
  size_t new_tokens = 0;  // over all replies
  size_t dropped_turns = 0;
  size_t dropped_knowledge_bytes = 0;
  size_t dropped_turn_bytes = 0;  // from the start of the last turn
  bool encoder_cache_hit = false;
  WorkTiming timing{};
};

}  // namespace godel

// SPDX-License-Identifier: MIT
// The search for one request's reply, as a machine that is fed scores and names the rows to compute next. It knows no
// model and no loop, so that one loop (search_loop.h) can run many searches side by side, and tests can run them on a
// five-word chain.
#pragma once
#include <chrono>
#include <functional>
#include <memory>
#include <span>
#include <vector>

#include "godel/base/result.h"
#include "godel/base/token_id.h"
#include "godel/generation/sampling_params.h"

namespace godel {

enum class FinishReason { kEos, kLength, kStop };        // kStop: a stop string, max_time or the caller
std::string_view FinishReasonName(FinishReason reason);  // "eos", "length", "stop"

// A reply: decoder ids as generate() returns them, start token and prefix included, without padding.
struct Hypothesis {
  std::vector<TokenId> ids;
  float score = 0;  // beams: sum of log-probabilities / length^length_penalty, as sequences_scores; else the sum of the
                    // chosen tokens' log-probabilities under the processed scores
  FinishReason finish_reason = FinishReason::kEos;
};

// A row of the next step: it continues row `parent` of this search's preceding step (0 in the first) with `token`.
struct RowStep {
  size_t parent;
  TokenId token;
};

// An id as it was chosen, and the logarithm of its probability under the processed scores.
struct NewToken {
  TokenId id;
  float logprob = 0;
};

// What a search is given. `params` must be validated and complete (eos_token_id, pad_token_id, seed set).
struct SearchRequest {
  std::vector<TokenId> encoder_ids;  // for the encoder_* processors; without padding
  std::vector<TokenId> prefix;       // decoder ids to start from: the start token, then decoder_input_ids; not empty
  size_t vocab_size = 0;             // V, the width of a row of scores
  SamplingParams params;
  // Asked after each new token of a sequence (all decoder ids so far): true ends it with kStop. May be empty.
  std::function<bool(std::span<const TokenId>)> is_stop{};
  // Greedy and sampling with one sequence: told each new id at once; false ends the reply with kStop. May be empty.
  std::function<bool(const NewToken&)> on_token{};
};

class TokenSearch {
 public:
  virtual ~TokenSearch() = default;

  // The rows to compute next; empty when the search is over. All rows but the first step's feed one token; in the first
  // step there is one row, parent 0, for the last id of the prefix (the ids before it are already in the cache).
  virtual std::span<const RowStep> rows() const = 0;

  // Takes the raw logits [rows().size(), V] of those rows and chooses. `logits` is scratch afterwards.
  virtual void Advance(std::span<float> logits) = 0;

  // Ends the search with what it has (max_time, cancellation). rows() is empty afterwards.
  virtual void Stop() = 0;

  // Best first, num_return_sequences of them. Valid when rows() is empty.
  virtual std::vector<Hypothesis> TakeResults() = 0;
};

// Greedy, sampling, beam search or beam sampling, as `request.params` says. Error: kInvalidArgument, when the prefix
// is empty or already as long as max_length allows.
Result<std::unique_ptr<TokenSearch>> MakeSearch(SearchRequest request);

}  // namespace godel

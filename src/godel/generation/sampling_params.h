// SPDX-License-Identifier: MIT
// How to choose the ids of a reply: the arguments of transformers' generate(), with its names, defaults and counting.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "godel/base/json_fwd.h"
#include "godel/base/result.h"
#include "godel/base/token_id.h"

namespace godel {

enum class EarlyStopping { kFalse, kTrue, kNever };

struct SequenceBias {
  std::vector<TokenId> ids;
  float bias = 0;
};

struct ExponentialDecayLengthPenalty {
  size_t start = 0;  // new tokens before the decay begins
  double factor = 1;
};

// What generate() allows when nobody says a length. transformers writes it as max_length 20, but counts new tokens.
inline constexpr size_t kDefaultNewTokens = 20;

// Lengths count decoder ids, the start token and a prefix included: max_length 20 gives at most 19 new tokens.
// Every member has an initialiser, so that designated ones may leave out the rest.
struct SamplingParams {
  std::optional<size_t> max_length{};      // nullopt: kDefaultNewTokens new ones
  std::optional<size_t> max_new_tokens{};  // wins over max_length
  size_t min_length = 0;
  std::optional<size_t> min_new_tokens{};
  std::optional<double> max_time{};  // seconds from the start of decoding
  std::vector<std::string> stop_strings{};

  bool do_sample = false;
  size_t num_beams = 1;
  size_t num_return_sequences = 1;
  EarlyStopping early_stopping = EarlyStopping::kFalse;
  double length_penalty = 1.0;

  double temperature = 1.0;
  size_t top_k = 50;  // 0: off
  double top_p = 1.0;
  std::optional<double> min_p{};
  double typical_p = 1.0;
  double epsilon_cutoff = 0;
  double eta_cutoff = 0;

  double repetition_penalty = 1.0;
  double encoder_repetition_penalty = 1.0;
  size_t no_repeat_ngram_size = 0;
  size_t encoder_no_repeat_ngram_size = 0;
  std::vector<std::vector<TokenId>> bad_words_ids{};
  std::vector<SequenceBias> sequence_bias{};
  std::vector<TokenId> suppress_tokens{};
  std::vector<TokenId> begin_suppress_tokens{};
  std::optional<TokenId> forced_bos_token_id{};
  std::vector<TokenId> forced_eos_token_id{};
  std::optional<ExponentialDecayLengthPenalty> exponential_decay_length_penalty{};
  bool renormalize_logits = false;
  bool remove_invalid_values = false;

  // nullopt: what the checkpoint's generation_config.json or config.json says.
  std::optional<std::vector<TokenId>> eos_token_id{};
  std::optional<TokenId> pad_token_id{};
  std::optional<TokenId> decoder_start_token_id{};

  // Same seed, same request: same reply, whatever runs beside it. nullopt: a fresh one is drawn.
  std::optional<uint64_t> seed{};
  // Not one of those arguments: ids at which whoever asks ends the reply. They are no end tokens, but
  // min_length and min_new_tokens forbid them as long as those.
  std::vector<TokenId> ids_of_callers_end{};
};

// Sets what `json` names (HF's spellings: numbers, true/false, null for the default), leaving the rest. Unknown names,
// wrong types and values out of range are kInvalidArgument errors that say what is allowed. Used for requests, for
// generation_config.json (with `ignore_unknown`) and for flags.
enum class UnknownKeys { kRefuse, kIgnore };
Status ApplyJson(const Json& json, UnknownKeys unknown, SamplingParams* params);

// The most decoder ids that a reply may have which starts from `prefix_length` of them. Saturates.
size_t MaxLength(const SamplingParams& params, size_t prefix_length);

// What cannot hold together: num_beams 0, top_p 3, more sequences asked for than there are beams, greedy with several
// sequences, min_length above max_length, ids outside the vocabulary ...
Status Validate(const SamplingParams& params, size_t vocab_size);

}  // namespace godel

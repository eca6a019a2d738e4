// SPDX-License-Identifier: MIT
// Which values of the parameters make sense, alone and together.
#include "godel/generation/sampling_params.h"

#include <fmt/format.h>

#include <cmath>
#include <limits>
#include <string_view>

#include "godel/base/checked_math.h"
#include "godel/generation/sampling_ranges.h"

namespace godel {
namespace {

constexpr size_t kMaxLength = 1'000'000;  // decoder ids; far beyond any reply, small enough that sums cannot overflow
constexpr size_t kMaxBeams = 256;         // rows a request may ask for in every step
constexpr size_t kMaxNGram = 1000;
constexpr double kMaxLengthPenalty = 100;

tl::unexpected<Error> Refuse(std::string_view name, std::string_view expected, const std::string& found) {
  return Fail(ErrorCode::kInvalidArgument, fmt::format("{}: expected {}, found {}", name, expected, found));
}

Status CheckCount(std::string_view name, size_t value, size_t least, size_t most) {
  if (value >= least && value <= most) return {};
  return Refuse(name, fmt::format("a whole number from {} to {}", least, most), std::to_string(value));
}

// Written so that NaN fails.
Status CheckNumber(std::string_view name, double value, bool is_allowed, std::string_view expected) {
  if (is_allowed && std::isfinite(value)) return {};
  return Refuse(name, expected, fmt::format("{}", value));
}

Status CheckLengths(const SamplingParams& params) {
  GODEL_TRY_STATUS(CheckCount("max_length", params.max_length.value_or(kMaxLength), 1, kMaxLength));
  GODEL_TRY_STATUS(CheckCount("max_new_tokens", params.max_new_tokens.value_or(1), 1, kMaxLength));
  GODEL_TRY_STATUS(CheckCount("min_length", params.min_length, 0, kMaxLength));
  GODEL_TRY_STATUS(CheckCount("min_new_tokens", params.min_new_tokens.value_or(0), 0, kMaxLength));
  GODEL_TRY_STATUS(CheckNumber("max_time", params.max_time.value_or(1), params.max_time.value_or(1) > 0,
                               "a number of seconds above 0"));
  for (const std::string& text : params.stop_strings)
    if (text.empty()) return Refuse("stop_strings", "texts of at least one character", "an empty one");
  if (params.exponential_decay_length_penalty) {
    const auto& [start, factor] = *params.exponential_decay_length_penalty;
    GODEL_TRY_STATUS(CheckCount("exponential_decay_length_penalty: start", start, 0, kMaxLength));
    GODEL_TRY_STATUS(CheckNumber("exponential_decay_length_penalty: factor", factor, factor > 0, "a number above 0"));
  }
  return {};
}

Status CheckSearch(const SamplingParams& params) {
  GODEL_TRY_STATUS(CheckCount("num_beams", params.num_beams, 1, kMaxBeams));
  GODEL_TRY_STATUS(CheckCount("num_return_sequences", params.num_return_sequences, 1, kMaxBeams));
  return CheckNumber("length_penalty", params.length_penalty, std::abs(params.length_penalty) <= kMaxLengthPenalty,
                     "a number from -100 to 100");
}

Status CheckSampling(const SamplingParams& params) {
  const auto share = [](double value) { return value >= 0 && value <= 1; };
  GODEL_TRY_STATUS(CheckNumber("temperature", params.temperature, params.temperature >= 0, "a number, 0 or above"));
  GODEL_TRY_STATUS(CheckNumber("top_p", params.top_p, share(params.top_p), "a number from 0 to 1"));
  GODEL_TRY_STATUS(
      CheckNumber("min_p", params.min_p.value_or(0), share(params.min_p.value_or(0)), "a number from 0 to 1"));
  GODEL_TRY_STATUS(CheckNumber("typical_p", params.typical_p, share(params.typical_p) && params.typical_p > 0,
                               "a number above 0, up to 1"));
  GODEL_TRY_STATUS(CheckNumber("epsilon_cutoff", params.epsilon_cutoff,
                               share(params.epsilon_cutoff) && params.epsilon_cutoff < 1, "a number from 0, below 1"));
  return CheckNumber("eta_cutoff", params.eta_cutoff, share(params.eta_cutoff) && params.eta_cutoff < 1,
                     "a number from 0, below 1");
}

Status CheckPenalties(const SamplingParams& params) {
  // In float32, which scores are in, a smaller one would be 0 and a larger one infinite.
  const auto positive = [](double value) { return value >= 1e-6 && value <= 1e6; };
  constexpr std::string_view kExpected = "a number from 0.000001 to 1000000 (1: off)";
  GODEL_TRY_STATUS(
      CheckNumber("repetition_penalty", params.repetition_penalty, positive(params.repetition_penalty), kExpected));
  GODEL_TRY_STATUS(CheckNumber("encoder_repetition_penalty", params.encoder_repetition_penalty,
                               positive(params.encoder_repetition_penalty), kExpected));
  GODEL_TRY_STATUS(CheckCount("no_repeat_ngram_size", params.no_repeat_ngram_size, 0, kMaxNGram));
  GODEL_TRY_STATUS(CheckCount("encoder_no_repeat_ngram_size", params.encoder_no_repeat_ngram_size, 0, kMaxNGram));
  for (const auto& word : params.bad_words_ids)
    if (word.empty()) return Refuse("bad_words_ids", "lists of at least one id", "an empty one");
  for (const auto& [ids, bias] : params.sequence_bias) {
    if (ids.empty()) return Refuse("sequence_bias", "lists of at least one id", "an empty one");
    // -inf is a ban and fine; NaN and +inf would spoil the row.
    if (std::isnan(bias) || bias == HUGE_VALF)
      return Refuse("sequence_bias", "biases that are numbers below infinity", fmt::format("{}", bias));
  }
  return {};
}

Status CheckIds(std::string_view name, const std::vector<TokenId>& ids, size_t vocab_size) {
  for (const TokenId id : ids)
    if (Value(id) < 0 || Index(id) >= vocab_size)
      return Refuse(name, fmt::format("token ids from 0 to {} (the vocabulary's last)", vocab_size - 1),
                    std::to_string(Value(id)));
  return {};
}

Status CheckId(std::string_view name, const std::optional<TokenId>& id, size_t vocab_size) {
  return id ? CheckIds(name, {*id}, vocab_size) : Status();
}

Status CheckAllIds(const SamplingParams& params, size_t vocab_size) {
  for (const auto& word : params.bad_words_ids) GODEL_TRY_STATUS(CheckIds("bad_words_ids", word, vocab_size));
  for (const auto& entry : params.sequence_bias) GODEL_TRY_STATUS(CheckIds("sequence_bias", entry.ids, vocab_size));
  GODEL_TRY_STATUS(CheckIds("suppress_tokens", params.suppress_tokens, vocab_size));
  GODEL_TRY_STATUS(CheckIds("begin_suppress_tokens", params.begin_suppress_tokens, vocab_size));
  GODEL_TRY_STATUS(CheckId("forced_bos_token_id", params.forced_bos_token_id, vocab_size));
  GODEL_TRY_STATUS(CheckIds("forced_eos_token_id", params.forced_eos_token_id, vocab_size));
  GODEL_TRY_STATUS(CheckIds("eos_token_id", params.eos_token_id.value_or(std::vector<TokenId>()), vocab_size));
  GODEL_TRY_STATUS(CheckId("pad_token_id", params.pad_token_id, vocab_size));
  return CheckId("decoder_start_token_id", params.decoder_start_token_id, vocab_size);
}

Status CheckTogether(const SamplingParams& params) {
  if (params.do_sample && params.temperature <= 0)
    return Refuse("temperature", "a number above 0 with do_sample (for greedy decoding set do_sample to false)",
                  fmt::format("{}", params.temperature));
  if (params.num_return_sequences > params.num_beams && params.num_beams > 1)
    return Refuse("num_return_sequences", fmt::format("at most num_beams, {}", params.num_beams),
                  std::to_string(params.num_return_sequences));
  if (params.num_return_sequences > 1 && params.num_beams == 1 && !params.do_sample)
    return Refuse("num_return_sequences", "1 with greedy decoding (set do_sample or num_beams for several replies)",
                  std::to_string(params.num_return_sequences));
  if (params.max_new_tokens) {
    if (params.min_new_tokens.value_or(0) > *params.max_new_tokens)
      return Refuse("min_new_tokens", fmt::format("at most max_new_tokens, {}", *params.max_new_tokens),
                    std::to_string(*params.min_new_tokens));
    return {};  // min_length counts a prefix that is not known here
  }
  const size_t max_length = MaxLength(params, 1);  // a longer prefix changes only the default
  if (params.min_new_tokens) {
    if (*params.min_new_tokens >= max_length)
      return Refuse("min_new_tokens", fmt::format("less than max_length, {}, which counts the start token", max_length),
                    std::to_string(*params.min_new_tokens));
    return {};  // it replaces min_length
  }
  if (params.min_length > max_length)
    return Refuse("min_length", fmt::format("at most max_length, {}", max_length), std::to_string(params.min_length));
  return {};
}

}  // namespace

size_t MaxLength(const SamplingParams& params, size_t prefix_length) {
  if (!params.max_new_tokens && params.max_length) return *params.max_length;
  const size_t new_tokens = params.max_new_tokens.value_or(kDefaultNewTokens);
  return CheckedAdd(prefix_length, new_tokens).value_or(std::numeric_limits<size_t>::max());
}

Status CheckRanges(const SamplingParams& params) {
  GODEL_TRY_STATUS(CheckLengths(params));
  GODEL_TRY_STATUS(CheckSearch(params));
  GODEL_TRY_STATUS(CheckSampling(params));
  return CheckPenalties(params);
}

Status Validate(const SamplingParams& params, size_t vocab_size) {
  if (vocab_size == 0) return Fail(ErrorCode::kInvalidArgument, "the vocabulary is empty");
  GODEL_TRY_STATUS(CheckRanges(params));
  GODEL_TRY_STATUS(CheckAllIds(params, vocab_size));
  return CheckTogether(params);
}

}  // namespace godel

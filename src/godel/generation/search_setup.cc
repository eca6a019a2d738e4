// SPDX-License-Identifier: MIT
#include "godel/generation/search_setup.h"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <utility>

namespace godel {
namespace {

using Clock = std::chrono::steady_clock;

// A sum that stays at the top instead of wrapping around.
size_t Add(size_t a, size_t b) {
  return a + std::min(b, std::numeric_limits<size_t>::max() - a);
}

std::optional<Clock::time_point> DeadlineOf(const SamplingParams& params) {
  // Longer than a year is for ever; the clock's counter could not hold any number of seconds.
  constexpr double kLongest = 365.0 * 24 * 3600;
  if (!params.max_time || !(*params.max_time < kLongest)) return std::nullopt;
  const std::chrono::duration<double> allowed(std::max(0.0, *params.max_time));
  return Clock::now() + std::chrono::duration_cast<Clock::duration>(allowed);
}

}  // namespace

Result<SearchSetup> MakeSetup(SearchRequest request) {
  const SamplingParams& params = request.params;
  const size_t prefix_length = request.prefix.size();
  if (prefix_length == 0)
    return Fail(ErrorCode::kInvalidArgument,
                "a reply starts from at least one decoder id, the start token; none given");
  if (request.vocab_size == 0) return Fail(ErrorCode::kInvalidArgument, "a vocabulary of no tokens cannot be searched");
  if (params.num_beams == 0 || params.num_return_sequences == 0)
    return Fail(ErrorCode::kInvalidArgument, "num_beams and num_return_sequences must be at least 1");
  const size_t max_length = MaxLength(params, prefix_length);
  if (prefix_length >= max_length)
    return Fail(ErrorCode::kInvalidArgument,
                fmt::format("the decoder ids to start from are {} long, and max_length {} counts them: no room for a "
                            "new token; raise max_length or give max_new_tokens",
                            prefix_length, max_length));
  const size_t min_length = params.min_new_tokens ? Add(prefix_length, *params.min_new_tokens) : params.min_length;
  auto eos_ids = params.eos_token_id.value_or(std::vector<TokenId>());
  ProcessorChain chain({.params = &params,
                        .encoder_ids = request.encoder_ids,
                        .eos_ids = eos_ids,
                        .prefix_length = prefix_length,
                        .min_length = min_length,
                        .max_length = max_length});
  const auto deadline = DeadlineOf(params);
  const uint64_t seed = params.seed.value_or(0);
  return SearchSetup{.request = std::move(request),
                     .eos_ids = std::move(eos_ids),
                     .prefix_length = prefix_length,
                     .max_length = max_length,
                     .seed = seed,
                     .deadline = deadline,
                     .chain = std::move(chain)};
}

bool IsTooLate(const SearchSetup& setup) {
  return setup.deadline && Clock::now() >= *setup.deadline;
}

std::optional<FinishReason> FinishOf(const SearchSetup& setup, std::span<const TokenId> ids, bool too_late) {
  if (std::find(setup.eos_ids.begin(), setup.eos_ids.end(), ids.back()) != setup.eos_ids.end())
    return FinishReason::kEos;
  if (setup.request.is_stop && setup.request.is_stop(ids)) return FinishReason::kStop;
  if (ids.size() >= setup.max_length) return FinishReason::kLength;
  if (too_late) return FinishReason::kStop;
  return std::nullopt;
}

}  // namespace godel

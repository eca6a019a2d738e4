// SPDX-License-Identifier: MIT
// What both kinds of search share: the request with its lengths worked out, its processors and its clock.
#pragma once
#include <chrono>
#include <optional>
#include <span>
#include <vector>

#include "godel/generation/processor_chain.h"
#include "godel/generation/token_search.h"

namespace godel {

struct SearchSetup {
  SearchRequest request;
  std::vector<TokenId> eos_ids;
  size_t prefix_length;
  size_t max_length;
  uint64_t seed;
  std::optional<std::chrono::steady_clock::time_point> deadline;
  ProcessorChain chain;

  const SamplingParams& params() const { return request.params; }
};

// Error: as MakeSearch.
Result<SearchSetup> MakeSetup(SearchRequest request);

bool IsTooLate(const SearchSetup& setup);

// Why the sequence `ids`, whose last id is new, ends here; nullopt when it goes on. An end token counts before
// everything else; `too_late` is asked for once a step, so that all sequences of a step end together.
std::optional<FinishReason> FinishOf(const SearchSetup& setup, std::span<const TokenId> ids, bool too_late);

}  // namespace godel

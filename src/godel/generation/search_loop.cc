// SPDX-License-Identifier: MIT
#include "godel/generation/search_loop.h"

#include <fmt/format.h>

#include <vector>

namespace godel {

Status StepSearches(StepDecoder& decoder, size_t vocab_size, std::span<const LiveSearch> live) {
  if (live.empty()) return {};
  std::vector<SearchRows> groups;
  groups.reserve(live.size());
  size_t num_rows = 0;
  for (const LiveSearch& one : live) {
    groups.push_back({.sequence = one.sequence, .rows = one.search->rows()});
    num_rows += groups.back().rows.size();
  }
  GODEL_TRY(const std::span<float> logits, decoder.Step(groups));
  if (logits.size() != num_rows * vocab_size)
    return Fail(ErrorCode::kInvalidArgument, fmt::format("expected logits of {} rows and {} tokens, found {} numbers",
                                                         num_rows, vocab_size, logits.size()));
  size_t first = 0;
  for (size_t i = 0; i < live.size(); ++i) {
    const size_t size = groups[i].rows.size() * vocab_size;  // before Advance, which ends the life of these rows
    live[i].search->Advance(logits.subspan(first, size));
    first += size;
  }
  return {};
}

}  // namespace godel

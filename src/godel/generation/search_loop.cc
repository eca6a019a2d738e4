// SPDX-License-Identifier: MIT
#include "godel/generation/search_loop.h"

#include <fmt/format.h>

#include <vector>

namespace godel {

namespace {

// Feeds the search its row's scores and, as long as it chooses what was guessed, those of the draft's next id.
void AdvanceThroughDraft(const LiveSearch& live, const SearchRows& group, std::span<float> logits,
                         StepDecoder& decoder) {
  const TokenId token = group.rows[0].token;  // before Advance, which ends the life of these rows
  const size_t vocab_size = logits.size() / (1 + group.draft.size());
  live.search->Advance(logits.first(vocab_size));
  size_t accepted = 0;
  while (accepted < group.draft.size() && !live.search->rows().empty() &&
         live.search->rows()[0].token == group.draft[accepted]) {
    ++accepted;
    live.search->Advance(logits.subspan(accepted * vocab_size, vocab_size));
  }
  if (!group.draft.empty()) decoder.KeepDraft(live.sequence, accepted);
  live.drafter->Observe(token, accepted);
}

}  // namespace

Status StepSearches(StepDecoder& decoder, size_t vocab_size, std::span<const LiveSearch> live) {
  if (live.empty()) return {};
  std::vector<SearchRows> groups;
  groups.reserve(live.size());
  size_t num_rows = 0;
  for (const LiveSearch& one : live) {
    SearchRows& group = groups.emplace_back(SearchRows{.sequence = one.sequence, .rows = one.search->rows()});
    if (one.drafter != nullptr) group.draft = one.drafter->Propose(group.rows[0].token);
    num_rows += group.rows.size() + group.draft.size();
  }
  GODEL_TRY(const std::span<float> logits, decoder.Step(groups));
  if (logits.size() != num_rows * vocab_size)
    return Fail(ErrorCode::kInvalidArgument, fmt::format("expected logits of {} rows and {} tokens, found {} numbers",
                                                         num_rows, vocab_size, logits.size()));
  size_t first = 0;
  for (size_t i = 0; i < live.size(); ++i) {
    const size_t size = (groups[i].rows.size() + groups[i].draft.size()) * vocab_size;
    const std::span<float> own = logits.subspan(first, size);
    if (live[i].drafter != nullptr)
      AdvanceThroughDraft(live[i], groups[i], own, decoder);
    else
      live[i].search->Advance(own);
    first += size;
  }
  return {};
}

}  // namespace godel

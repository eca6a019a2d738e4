// SPDX-License-Identifier: MIT
// The one loop of decoding: one step for all live searches, over whatever computes logits.
#pragma once
#include <span>

#include "godel/base/result.h"
#include "godel/generation/drafter.h"
#include "godel/generation/token_search.h"

namespace godel {

// A search and the rows it wants in this step.
struct SearchRows {
  size_t sequence;  // the caller's handle of the request (its caches)
  std::span<const RowStep> rows;
  // With one row: ids that may follow its token. They are computed in the same step, each after the ones before it.
  std::span<const TokenId> draft{};
};

// One decoding step: last ids in, logits out. engine/ adapts the model to it; tests give a table.
class StepDecoder {
 public:
  virtual ~StepDecoder() = default;
  // Logits of all rows of all groups, a group's draft behind its row: [sum of rows and drafts, V]. The span is valid
  // until the next call. After the call, row i of a group is what its next step's `parent` i means.
  virtual Result<std::span<float>> Step(std::span<const SearchRows> groups) = 0;

  // Of the draft of `sequence` in the last step, only the first `accepted` ids are part of the reply.
  virtual void KeepDraft(size_t sequence, size_t accepted) = 0;
};

struct LiveSearch {
  size_t sequence;
  TokenSearch* search;
  Drafter* drafter = nullptr;  // for searches of one row alone; null: no guesses
};

// One step of all of `live`, none of which may be over: a new id for each row, and as many more as the drafts have
// guessed. The replies are those of the same steps without drafts.
Status StepSearches(StepDecoder& decoder, size_t vocab_size, std::span<const LiveSearch> live);

}  // namespace godel

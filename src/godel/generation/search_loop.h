// SPDX-License-Identifier: MIT
// The one loop of decoding: one step for all live searches, over whatever computes logits.
#pragma once
#include <span>

#include "godel/base/result.h"
#include "godel/generation/token_search.h"

namespace godel {

// A search and the rows it wants in this step.
struct SearchRows {
  size_t sequence;  // the caller's handle of the request (its caches)
  std::span<const RowStep> rows;
};

// One decoding step: last ids in, logits out. engine/ adapts the model to it; tests give a table.
class StepDecoder {
 public:
  virtual ~StepDecoder() = default;
  // Logits of all rows of all groups, group after group: [sum of rows, V]. The span is valid until the next call.
  // After the call, row i of a group is what its next step's `parent` i means.
  virtual Result<std::span<float>> Step(std::span<const SearchRows> groups) = 0;
};

struct LiveSearch {
  size_t sequence;
  TokenSearch* search;
};

// One step of all of `live`, none of which may be over.
Status StepSearches(StepDecoder& decoder, size_t vocab_size, std::span<const LiveSearch> live);

}  // namespace godel

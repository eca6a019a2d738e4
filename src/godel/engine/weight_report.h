// SPDX-License-Identifier: MIT
// What a type of weights loses beside f32, over real inputs.
#pragma once
#include <cstddef>
#include <functional>
#include <span>
#include <vector>

#include "godel/base/result.h"
#include "godel/base/token_id.h"
#include "godel/engine/engine.h"

namespace godel {

struct WeightReport {
  size_t inputs = 0;
  size_t positions = 0;     // of the exact replies, over all inputs
  size_t same_best = 0;     // positions where both find the same id likeliest, after the same ids
  double mean_kl = 0;       // KL(exact || rounded) of a position, in nats
  size_t same_ids = 0;      // ids of the greedy replies that stand where the exact ones do, of `compared_ids`
  size_t compared_ids = 0;  // the first 16 of each reply
  size_t same_replies = 0;  // greedy replies that are the same as far as they are compared
};

// Greedy replies of at most 32 ids. Error: what Engine::Generate says of an input, or kResourceExhausted when
// `on_progress(done)` says false.
Result<WeightReport> CompareWeights(Engine& exact, Engine& rounded, std::span<const std::vector<TokenId>> inputs,
                                    const std::function<bool(size_t done)>& on_progress);

}  // namespace godel

// SPDX-License-Identifier: MIT
#include "godel/generation/argmax.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "godel/generation/log_softmax.h"

namespace godel {
namespace {

// Long enough to amortise the block's own work, short enough that both passes over it find it in the first cache.
constexpr size_t kBlock = 512;
constexpr float kNegativeInfinity = -std::numeric_limits<float>::infinity();

}  // namespace

// Eight running maxima, because one would make every
// comparison wait for the one before it.
float MaxOf(std::span<const float> scores) {
  float lanes[8];
  std::fill(std::begin(lanes), std::end(lanes), kNegativeInfinity);
  size_t i = 0;
  for (; i + 8 <= scores.size(); i += 8)
    for (size_t lane = 0; lane < 8; ++lane)
      lanes[lane] = scores[i + lane] > lanes[lane] ? scores[i + lane] : lanes[lane];
  for (; i < scores.size(); ++i) lanes[0] = scores[i] > lanes[0] ? scores[i] : lanes[0];
  return *std::max_element(std::begin(lanes), std::end(lanes));
}

size_t ArgMax(std::span<const float> scores) {
  float best = kNegativeInfinity;
  size_t best_block = 0;
  for (size_t start = 0; start < scores.size(); start += kBlock) {
    const float block_best = MaxOf(scores.subspan(start, std::min(kBlock, scores.size() - start)));
    if (block_best <= best) continue;
    best = block_best;
    best_block = start;
  }
  if (best == kNegativeInfinity) return 0;
  size_t index = best_block;
  while (scores[index] != best) ++index;
  return index;
}

BestScore BestWithLogProb(std::span<const float> scores) {
  float best = kNegativeInfinity;
  size_t best_block = 0;
  double sum = 0;  // of exp(score - best) so far
  for (size_t start = 0; start < scores.size(); start += kBlock) {
    const auto block = scores.subspan(start, std::min(kBlock, scores.size() - start));
    const float block_best = MaxOf(block);
    if (block_best > best) {
      sum *= std::exp(static_cast<double>(best) - block_best);
      best = block_best;
      best_block = start;
    }
    if (best > kNegativeInfinity) sum += SumExp(block, best);
  }
  if (best == kNegativeInfinity) return {};
  size_t index = best_block;
  while (scores[index] != best) ++index;
  return {.index = index, .log_prob = std::isfinite(best) ? -std::log(sum) : 0.0};
}

}  // namespace godel

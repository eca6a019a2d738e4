// SPDX-License-Identifier: MIT
// The best entry of a row of scores.
#pragma once
#include <cstddef>
#include <span>

namespace godel {

// The largest entry; NaN never is. -inf for an empty row.
float MaxOf(std::span<const float> scores);

// The lowest index among the largest entries. NaN entries never win; 0 when nothing is above -inf.
size_t ArgMax(std::span<const float> scores);

struct BestScore {
  size_t index = 0;
  double log_prob =
      0;  // log of its share of the softmax; 0 where that is not defined (a row of -inf, or one with +inf)
};

// ArgMax and its log-probability in one pass over the row.
BestScore BestWithLogProb(std::span<const float> scores);

}  // namespace godel

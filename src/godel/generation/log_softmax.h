// SPDX-License-Identifier: MIT
// exp and log-softmax over rows as wide as a vocabulary.
#pragma once
#include <span>

namespace godel {

// Sum of exp(scores[i] - offset), where no score is above `offset`. NaN and -inf count nothing. Relative error below
// 2e-7 an entry; four entries at a time on any machine that GCC or Clang compiles for.
double SumExp(std::span<const float> scores, float offset);

// out[i] = exp(scores[i] - offset), and returns their sum. `out` is as long as `scores` and may be `scores`.
double ExpInto(std::span<const float> scores, float offset, std::span<float> out);

// log(sum of exp(scores)), stable; -inf for an empty row or a row of -inf.
double LogSumExp(std::span<const float> scores);

// scores -= LogSumExp(scores). A row without a finite maximum stays as it is.
void LogSoftmax(std::span<float> scores);

// Fills `probs` with the softmax of `scores`; false, and zeros, when the row has no finite maximum.
bool Softmax(std::span<const float> scores, std::span<float> probs);

}  // namespace godel

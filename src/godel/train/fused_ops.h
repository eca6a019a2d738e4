// SPDX-License-Identifier: MIT
// The steps of T5 on rows without padding ([R, D]: one row a token), each with a backward of its own. Products run in
// the weights' compute type, norms, softmax and the residual stream in f32, as under autocast in PyTorch. On the CPU.
#pragma once
#include <span>

#include "godel/base/token_id.h"
#include "godel/train/parameters.h"
#include "godel/train/recorded_step.h"
#include "godel/train/row_math.h"

namespace godel::train {

// What one place in the model drops in one forward. The same rate and key drop the same again.
struct Dropout {
  double rate = 0;
  uint64_t key = 0;
  DropoutRow Row(size_t row) const;
};

// Rows of the table [V, D] -> f32 [R, D].
at::Tensor LookUp(const Weight& table, std::span<const TokenId> ids, const Dropout& dropout);

// gradient [out, in] += dy^T x, of dy [R, out] and x [R, in] in the compute type.
void AddWeightGradient(const at::Tensor& dy, const at::Tensor& x, const at::Tensor& gradient);

// x [R, in] -> [R, out].
at::Tensor Multiply(const at::Tensor& x, const Weight& weight);

// The residual stream after a sublayer, and its norm for the next one (T5LayerNorm: no mean, no bias):
// stream' = stream + dropout(y), normed = weight * stream' / rms(stream'). An undefined y adds nothing.
struct StreamAndNorm {
  at::Tensor stream;  // f32 [R, D]
  at::Tensor normed;  // [R, D] in `type`
};
struct NormOptions {
  double epsilon;
  at::ScalarType type;
};
StreamAndNorm AddAndNorm(const at::Tensor& stream, const at::Tensor& y, const Weight& weight, const Dropout& dropout,
                         const NormOptions& options);

at::Tensor Drop(const at::Tensor& x, const Dropout& dropout);
at::Tensor Relu(const at::Tensor& x, const Dropout& dropout);
// gelu_new(gate) * x.
at::Tensor GatedGelu(const at::Tensor& gate, const at::Tensor& x, const Dropout& dropout);

}  // namespace godel::train

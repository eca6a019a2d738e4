// SPDX-License-Identifier: MIT
// The loss behind the vocabulary matrix, a few rows of logits at a time: their gradient is known as soon as they are,
// so that [T, V] is never held as a whole.
#pragma once
#include <span>

#include "godel/train/fused_ops.h"

namespace godel::train {

struct LossOptions {
  double label_smoothing = 0;  // transformers' LabelSmoother: (1 - e) nll + e mean over V of -log p
  double gradient_scale = 1;   // of the sum over the rows
};

// Over rows.
struct LossSums {
  double loss = 0;  // smoothing included
  double nll = 0;
};

struct LossValue {
  at::Tensor for_backward;  // a scalar whose backward continues; undefined when nothing is recorded
  LossSums sums;
};

enum class LossGradients { kNone, kInPlaceOfLogits };

// The loss of rows of logits [R, V], which may become their gradients. On the CPU.
LossSums RowsLoss(const at::Tensor& logits, std::span<const TokenId> targets, const LossOptions& options,
                  LossGradients gradients);

struct Kernels;

// hidden [T, D], targets [T]. Adds the gradient of gradient_scale * sum to the weight's when recording.
LossValue CrossEntropy(const at::Tensor& hidden, const Weight& lm_head, std::span<const TokenId> targets,
                       const LossOptions& options, const Kernels& kernels);

}  // namespace godel::train

// SPDX-License-Identifier: MIT
// What a device trains with, as one table: the loops of fused_ops.h and its like on the CPU, libtorch's operators on
// any other device (and on the CPU, where the tests hold the two against each other). Both drop the same elements.
#pragma once
#include <span>

#include "godel/train/attention.h"
#include "godel/train/cross_entropy.h"
#include "godel/train/fused_ops.h"

namespace godel::train {

// Each as the function of its name says.
struct Kernels {
  at::Tensor (*look_up)(const Weight& table, std::span<const TokenId> ids, const Dropout& dropout);
  StreamAndNorm (*add_and_norm)(const at::Tensor& stream, const at::Tensor& y, const Weight& weight,
                                const Dropout& dropout, const NormOptions& options);
  at::Tensor (*drop)(const at::Tensor& x, const Dropout& dropout);
  at::Tensor (*relu)(const at::Tensor& x, const Dropout& dropout);
  at::Tensor (*gated_gelu)(const at::Tensor& gate, const at::Tensor& x, const Dropout& dropout);
  at::Tensor (*attend)(const HeadRows& q, const HeadRows& k, const HeadRows& v, const at::Tensor& bias,
                       const AttentionOptions& options);
  at::Tensor (*bias_by_distance)(const Weight& table, const BucketParams& params, size_t length);
  LossSums (*rows_loss)(const at::Tensor& logits, std::span<const TokenId> targets, const LossOptions& options,
                        LossGradients gradients);
};

const Kernels& FusedKernels();     // tensors of the CPU alone
const Kernels& OperatorKernels();  // tensors of any one device
const Kernels& KernelsOf(at::Device device);

}  // namespace godel::train

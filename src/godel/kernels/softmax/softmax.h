// SPDX-License-Identifier: MIT
// Softmax of rows of attention scores, in place, with an additive bias.
#pragma once
#include <cstddef>
#include <span>

#include "godel/base/cpu_features.h"

namespace godel::kernels {

struct SoftmaxKernel {
  const char* name;
  Isa isa;
  // x[i] = exp(x[i] + bias[i] - max) / sum over i < n. `bias` may be null. n >= 1. The order of the sum depends on n
  // alone. exp is a polynomial with a relative error below 4e-7; x far below the maximum becomes exactly 0.
  void (*run)(float* x, const float* bias, size_t n);
};

std::span<const SoftmaxKernel* const> AllSoftmaxKernels();  // best first
const SoftmaxKernel& BestSoftmaxKernel(Isa max_isa);

}  // namespace godel::kernels

// SPDX-License-Identifier: MIT
// Operations on one row of activations. Sums and products happen in one order, so all variants but for the exponential
// in gelu_tanh give the same bits.
#pragma once
#include <cstddef>
#include <span>

#include "godel/base/cpu_features.h"

namespace godel::kernels {

struct RowKernel {
  const char* name;
  Isa isa;
  // y = x / sqrt(mean(x^2) + epsilon) * weight, the mean summed in double. y may be x.
  void (*rms_norm)(const float* x, const float* weight, float epsilon, float* y, size_t n);
  void (*add)(float* y, const float* x, size_t n);       // y += x
  void (*multiply)(float* y, const float* x, size_t n);  // y *= x
  void (*relu)(const float* x, float* y, size_t n);      // y may be x
  // y = x / 2 * (1 + tanh(sqrt(2 / pi) * (x + 0.044715 x^3))), gelu_new of transformers (Hendrycks and Gimpel 2016,
  // their tanh form); within 1e-6 of it relative to 1 + |x|. y may be x.
  void (*gelu_tanh)(const float* x, float* y, size_t n);
};

std::span<const RowKernel* const> AllRowKernels();  // best first
const RowKernel& BestRowKernel(Isa max_isa);

}  // namespace godel::kernels

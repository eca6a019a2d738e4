// SPDX-License-Identifier: MIT
// The loops that every variant has, as the compiler vectorises them.
#pragma once
#include "godel/kernels/row_ops/row_ops.h"

namespace godel::kernels {
namespace {

void RmsNorm(const float* x, const float* weight, float epsilon, float* y, size_t n) {
  // Partial sums, so that the additions do not wait for each other. The order depends on n alone.
  constexpr size_t kSums = 32;
  double sums[kSums] = {};
  size_t i = 0;
  for (; i + kSums <= n; i += kSums)
    for (size_t j = 0; j < kSums; ++j) sums[j] += static_cast<double>(x[i + j]) * static_cast<double>(x[i + j]);
  for (; i < n; ++i) sums[0] += static_cast<double>(x[i]) * static_cast<double>(x[i]);
  for (size_t half = kSums / 2; half > 0; half /= 2)
    for (size_t j = 0; j < half; ++j) sums[j] += sums[j + half];
  const auto mean = static_cast<float>(sums[0] / static_cast<double>(n));
  const float scale = 1.0f / __builtin_sqrtf(mean + epsilon);
  for (i = 0; i < n; ++i) y[i] = weight[i] * (x[i] * scale);
}

void Add(float* y, const float* x, size_t n) {
  for (size_t i = 0; i < n; ++i) y[i] += x[i];
}

void Multiply(float* y, const float* x, size_t n) {
  for (size_t i = 0; i < n; ++i) y[i] *= x[i];
}

void Relu(const float* x, float* y, size_t n) {
  for (size_t i = 0; i < n; ++i) y[i] = x[i] > 0.0f ? x[i] : 0.0f;
}

}  // namespace
}  // namespace godel::kernels

// SPDX-License-Identifier: MIT
// The specification of softmax. exp(x) for x <= 0: x = n ln2 + r with |r| <= ln2/2, e^r by its Taylor polynomial of
// degree 7 (error below 6e-9 relative, so rounding dominates), times 2^n.
#include <cstdint>

#include "godel/kernels/softmax/softmax.h"

namespace godel::kernels::scalar {
namespace {

float Exp(float x) {
  if (!(x >= -87.0f)) return 0.0f;  // 2^n would leave the normal range. NaN ends here too.
  const int32_t n = static_cast<int32_t>(x * 1.44269504f - 0.5f);  // x <= 0, so this rounds to nearest
  const float whole = static_cast<float>(n);
  const float r = (x - whole * 0.693359375f) + whole * 2.12194440e-4f;  // ln2 in two parts, n times the first is exact
  float p = 1.0f / 5040;
  p = p * r + 1.0f / 720;
  p = p * r + 1.0f / 120;
  p = p * r + 1.0f / 24;
  p = p * r + 1.0f / 6;
  p = p * r + 0.5f;
  p = p * r + 1.0f;
  p = p * r + 1.0f;
  return p * __builtin_bit_cast(float, (n + 127) << 23);
}

void Run(float* x, const float* bias, size_t n) {
  if (bias != nullptr)
    for (size_t i = 0; i < n; ++i) x[i] += bias[i];
  float max = x[0];
  for (size_t i = 1; i < n; ++i) max = x[i] > max ? x[i] : max;
  float sum = 0.0f;
  for (size_t i = 0; i < n; ++i) sum += x[i] = Exp(x[i] - max);
  for (size_t i = 0; i < n; ++i) x[i] *= 1.0f / sum;
}

}  // namespace

extern const SoftmaxKernel kSoftmax_f32{"softmax/f32_scalar", Isa::scalar, Run};

}  // namespace godel::kernels::scalar

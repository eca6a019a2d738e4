// SPDX-License-Identifier: MIT
#include "godel/kernels/row_ops/plain-inl.h"

namespace godel::kernels::scalar {
namespace {

void GeluTanhRow(const float* x, float* y, size_t n) {
  for (size_t i = 0; i < n; ++i)
    y[i] = 0.5f * x[i] * (1.0f + __builtin_tanhf(0.79788456f * (x[i] + 0.044715f * x[i] * x[i] * x[i])));
}

}  // namespace

extern const RowKernel kRowOps_f32{"row_ops/f32_scalar", Isa::scalar, RmsNorm, Add, Multiply, Relu, GeluTanhRow};

}  // namespace godel::kernels::scalar

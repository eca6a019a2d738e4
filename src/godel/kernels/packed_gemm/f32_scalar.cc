// SPDX-License-Identifier: MIT
// The specification of the f32 product. Panel: for each k, the 16 weights of that column, w[0][k] .. w[15][k]; sixteen
// because the compiler then turns the inner loop into SSE2, which every x86-64 has.
#include "godel/kernels/packed_gemm/packed_gemm.h"

namespace godel::kernels::scalar {
namespace {

constexpr size_t kWidth = 16;

size_t PanelBytes(size_t k) {
  return kWidth * k * sizeof(float);
}

void PackPanel(const float* w, size_t row_stride, size_t column_stride, size_t n, size_t k, void* panel) {
  float* out = static_cast<float*>(panel);
  for (size_t p = 0; p < k; ++p)
    for (size_t j = 0; j < kWidth; ++j) out[p * kWidth + j] = j < n ? w[j * row_stride + p * column_stride] : 0.0f;
}

void Run(const GemmArgs& args) {
  const float* panels = static_cast<const float*>(args.packed);
  for (size_t panel = args.panel_begin; panel < args.panel_end; ++panel) {
    const float* w = panels + panel * kWidth * args.k;
    const size_t column = panel * kWidth;
    const size_t width = args.n - column < kWidth ? args.n - column : kWidth;
    for (size_t i = 0; i < args.m; ++i) {
      const float* a = static_cast<const float*>(args.a) + i * args.a_stride / sizeof(float);
      float sum[kWidth] = {};
      for (size_t p = 0; p < args.k; ++p)
        for (size_t j = 0; j < kWidth; ++j) sum[j] += a[p] * w[p * kWidth + j];
      for (size_t j = 0; j < width; ++j) args.c[i * args.c_stride + column + j] = sum[j];
    }
  }
}

}  // namespace

extern const GemmKernel kGemm_f32{
    "packed_gemm/f32_scalar", "f32_16", WeightType::f32, Isa::scalar, kWidth, PanelBytes, PackPanel, Run};

}  // namespace godel::kernels::scalar

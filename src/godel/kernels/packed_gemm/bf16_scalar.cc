// SPDX-License-Identifier: MIT
// The specification of the bf16 product.
#include "godel/kernels/packed_gemm/bf16_panel-inl.h"

namespace godel::kernels::scalar {
namespace {

void Run(const GemmArgs& args) {
  for (size_t panel = args.panel_begin; panel < args.panel_end; ++panel) {
    const uint16_t* w = PanelWeights(args, panel);
    const size_t column = panel * kWidth;
    const size_t width = args.n - column < kWidth ? args.n - column : kWidth;
    for (size_t i = 0; i < args.m; ++i) {
      const float* a = static_cast<const float*>(args.a) + i * args.a_stride / sizeof(float);
      float sum[kWidth] = {};
      for (size_t p = 0; p < args.k; ++p)
        for (size_t j = 0; j < kWidth; ++j) sum[j] += a[p] * Bf16Value(w[p / 2 * 2 * kWidth + j * 2 + p % 2]);
      for (size_t j = 0; j < width; ++j) args.c[i * args.c_stride + column + j] = sum[j];
    }
  }
}

}  // namespace

extern const GemmKernel kGemm_bf16{
    "packed_gemm/bf16_scalar", "bf16_16x2", WeightType::bf16, Isa::scalar, kWidth, PanelBytes, PackPanel, Run};

}  // namespace godel::kernels::scalar

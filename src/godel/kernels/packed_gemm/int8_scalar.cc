// SPDX-License-Identifier: MIT
// The specification of the int8 product.
#include "godel/kernels/packed_gemm/int8_panel-inl.h"

namespace godel::kernels::scalar {
namespace {

void Run(const GemmArgs& args) {
  for (size_t panel = args.panel_begin; panel < args.panel_end; ++panel) {
    const uint16_t* scales = Panel::Scales(args, panel);
    const uint8_t* w = Panel::Weights(args, panel);
    const size_t column = panel * kWidth;
    const size_t width = args.n - column < kWidth ? args.n - column : kWidth;
    for (size_t i = 0; i < args.m; ++i) {
      const QuantizedRow<int8_t> row = RowAt<int8_t>(args.a, args.a_stride, i, args.k);
      float c[kWidth] = {};
      for (size_t p = 0; p < PaddedK(args.k); p += kBlock) {
        const size_t length = PaddedK(args.k) - p < kBlock ? PaddedK(args.k) - p : kBlock;
        for (size_t j = 0; j < kWidth; ++j) {
          int32_t sum = -kZero * row.block_sums[p / kBlock];
          for (size_t q = 0; q < length; ++q) sum += row.values[p + q] * w[(p + q) / 4 * 64 + j * 4 + q % 4];
          const float scale = row.scales[p / kBlock] * Bf16Value(scales[p / kBlock * kWidth + j]);
          c[j] = __builtin_fmaf(static_cast<float>(sum), scale, c[j]);
        }
      }
      for (size_t j = 0; j < width; ++j) args.c[i * args.c_stride + column + j] = c[j];
    }
  }
}

}  // namespace

extern const GemmKernel kGemm_int8{
    "packed_gemm/int8_scalar", "int8_16x4",       WeightType::int8, Isa::scalar, kWidth, Panel::Bytes, PackPanel, Run,
    RowBytes<int8_t>,          PrepareRow<int8_t>};

}  // namespace godel::kernels::scalar

// SPDX-License-Identifier: MIT
// The packed bytes of bf16 weights, the same for every ISA ("bf16_16x2"): a panel of 16 weight rows holds, for every
// two columns of k, [16 rows][2 columns], one AVX-512 register for vdpbf16ps. An odd k is padded with a zero column.
#pragma once
#include <cstdint>

#include "godel/kernels/packed_gemm/bf16_values-inl.h"
#include "godel/kernels/packed_gemm/packed_gemm.h"

namespace godel::kernels {
namespace {

constexpr size_t kWidth = 16;

constexpr size_t PaddedK(size_t k) {
  return (k + 1) / 2 * 2;
}

size_t PanelBytes(size_t k) {
  return kWidth * PaddedK(k) * sizeof(uint16_t);
}

void PackPanel(const float* w, size_t row_stride, size_t column_stride, size_t n, size_t k, void* panel) {
  uint16_t* const out = static_cast<uint16_t*>(panel);
  for (size_t p = 0; p < PaddedK(k); ++p)
    for (size_t j = 0; j < kWidth; ++j)
      out[p / 2 * 2 * kWidth + j * 2 + p % 2] =
          j < n && p < k ? Bf16Rounded(w[j * row_stride + p * column_stride]) : uint16_t{0};
}

const uint16_t* PanelWeights(const GemmArgs& args, size_t panel) {
  return static_cast<const uint16_t*>(args.packed) + panel * kWidth * PaddedK(args.k);
}

}  // namespace
}  // namespace godel::kernels

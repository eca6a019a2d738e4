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

// Two columns of a weight row beside each other, the first in the low half.
inline uint32_t Pair(float first, float second) {
  return Bf16Rounded(first) | static_cast<uint32_t>(Bf16Rounded(second)) << 16;
}

// A row's pairs into column j of a panel; at most kChunk columns of k, rounded first, because that vectorises.
constexpr size_t kChunk = 64;
inline void PackRow(const float* row, size_t column_stride, size_t k, uint32_t* out) {
  uint32_t pairs[kChunk / 2];
  size_t p = 0;
  if (column_stride == 1)
    for (; p + 2 <= k; p += 2) pairs[p / 2] = Pair(row[p], row[p + 1]);
  for (; p + 2 <= k; p += 2) pairs[p / 2] = Pair(row[p * column_stride], row[(p + 1) * column_stride]);
  if (p < k) pairs[p / 2] = Bf16Rounded(row[p * column_stride]);
  for (size_t i = 0; i < (k + 1) / 2; ++i) out[i * kWidth] = pairs[i];
}

void PackPanel(const float* w, size_t row_stride, size_t column_stride, size_t n, size_t k, void* panel) {
  uint32_t* const out = static_cast<uint32_t*>(panel);  // [k / 2][16]
  if (n == kWidth && row_stride == 1) {                 // transposed weights: sixteen rows lie side by side
    size_t p = 0;
    for (; p + 2 <= k; p += 2)
      for (size_t j = 0; j < kWidth; ++j)
        out[p / 2 * kWidth + j] = Pair(w[p * column_stride + j], w[(p + 1) * column_stride + j]);
    if (p < k)
      for (size_t j = 0; j < kWidth; ++j) out[p / 2 * kWidth + j] = Bf16Rounded(w[p * column_stride + j]);
    return;
  }
  for (size_t p = 0; p < k; p += kChunk) {
    const size_t length = k - p < kChunk ? k - p : kChunk;
    for (size_t j = 0; j < n; ++j)
      PackRow(w + j * row_stride + p * column_stride, column_stride, length, out + p / 2 * kWidth + j);
    for (size_t j = n; j < kWidth; ++j)
      for (size_t i = 0; i < (length + 1) / 2; ++i) out[(p / 2 + i) * kWidth + j] = 0;
  }
}

const uint16_t* PanelWeights(const GemmArgs& args, size_t panel) {
  return static_cast<const uint16_t*>(args.packed) + panel * kWidth * PaddedK(args.k);
}

}  // namespace
}  // namespace godel::kernels

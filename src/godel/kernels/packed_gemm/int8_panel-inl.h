// SPDX-License-Identifier: MIT
// The packed bytes of int8 weights, the same for every ISA ("int8_16x4"), so that a file can hold them.
//
// A panel has a scale for each block of 128 columns of k, rounded up so that no weight leaves -127 .. 127; then for
// every four columns of k 64 bytes, [16 rows][4 columns]: one AVX-512 register for vpdpbusd, four times 16 bytes for
// AVX2. A weight is stored as the unsigned 128 + w, w = round(weight / scale) in -127 .. 127, because vpdpbusd takes
// one operand unsigned; the product takes 128 * (sum of the activations) back. Weights behind k are zero.
#pragma once
#include "godel/kernels/packed_gemm/integer_panel-inl.h"

namespace godel::kernels {
namespace {

using Panel = IntegerPanel<kBlock, 8>;
constexpr int32_t kZero = 128;

void PackPanel(const float* w, size_t row_stride, size_t column_stride, size_t n, size_t k, void* panel) {
  const auto [scales, out] = Panel::Begin(panel, k);
  for (size_t p = 0; p < PaddedK(k); p += kBlock) {
    const size_t padded = PaddedK(k) - p < kBlock ? PaddedK(k) - p : kBlock;
    const size_t length = k - p < padded ? k - p : padded;
    for (size_t j = 0; j < kWidth; ++j) {
      float row[kBlock] = {};
      if (j < n)
        for (size_t i = 0; i < length; ++i) row[i] = w[j * row_stride + (p + i) * column_stride];
      const uint16_t scale = Bf16RoundedUp(LargestMagnitude(row, kBlock) / 127.0f);
      scales[p / kBlock * kWidth + j] = scale;
      const float inverse = Bf16Value(scale) > 1e-34f ? 1.0f / Bf16Value(scale) : 0.0f;
      uint8_t rounded[kBlock];
      for (size_t i = 0; i < kBlock; ++i) rounded[i] = static_cast<uint8_t>(RoundScaled(row[i], inverse) + kZero);
      for (size_t i = 0; i < padded; i += 4)
        for (size_t q = 0; q < 4; ++q) out[(p + i) * kWidth + j * 4 + q] = rounded[i + q];
    }
  }
}

}  // namespace
}  // namespace godel::kernels

// SPDX-License-Identifier: MIT
// The packed bytes of int8 weights, the same for every ISA ("int8_16x4"), so that a file can hold them.
//
// Panel of 16 weight rows: scales bf16 [blocks of 128][16], padded to 64 bytes; then for every four columns of k 64
// bytes, [16 rows][4 columns]: one AVX-512 register for vpdpbusd, four times 16 bytes for AVX2. A weight is stored as
// the unsigned 128 + w, w = round(weight / scale) in -127 .. 127, because vpdpbusd takes one operand unsigned; the
// product takes 128 * (sum of the activations) back. k is padded to 32 with zero weights.
#pragma once
#include "godel/kernels/packed_gemm/packed_gemm.h"
#include "godel/kernels/packed_gemm/quantized_row-inl.h"

namespace godel::kernels {
namespace {

constexpr size_t kWidth = 16;
constexpr int32_t kZero = 128;

constexpr size_t PanelScalesBytes(size_t k) {
  return RoundUp(RoundUp(k, kBlock) / kBlock * kWidth * sizeof(uint16_t), 64);
}

size_t PanelBytes(size_t k) {
  return PanelScalesBytes(k) + kWidth * PaddedK(k);
}

const uint16_t* PanelScales(const GemmArgs& args, size_t panel) {
  return reinterpret_cast<const uint16_t*>(static_cast<const char*>(args.packed) + panel * PanelBytes(args.k));
}

const uint8_t* PanelWeights(const GemmArgs& args, size_t panel) {
  return reinterpret_cast<const uint8_t*>(PanelScales(args, panel)) + PanelScalesBytes(args.k);
}

[[maybe_unused]] inline float Bf16Value(uint16_t bits) {
  return __builtin_bit_cast(float, static_cast<uint32_t>(bits) << 16);
}

// Up, so that no weight leaves -127 .. 127.
[[maybe_unused]] inline uint16_t Bf16RoundedUp(float positive) {
  return static_cast<uint16_t>((__builtin_bit_cast(uint32_t, positive) + 0xFFFFu) >> 16);
}

void PackPanel(const float* w, size_t row_stride, size_t column_stride, size_t n, size_t k, void* panel) {
  uint16_t* const scales = static_cast<uint16_t*>(panel);
  uint8_t* const out = static_cast<uint8_t*>(panel) + PanelScalesBytes(k);
  for (size_t i = 0; i < PanelScalesBytes(k) / sizeof(uint16_t); ++i) scales[i] = 0;
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

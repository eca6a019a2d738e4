// SPDX-License-Identifier: MIT
// The packed bytes of 4-bit weights, the same for every ISA ("q4_16x4").
//
// A panel has a scale for each group of 32 columns of k; then for every eight columns of k 64 bytes: byte (row j,
// column c), c < 4, holds column c in its low half and column 4 + c in its high half, so that a mask and a shift give
// two registers of the form [16 rows][4 columns] of the int8 product. A weight is stored as 8 + w, w in -8 .. 7; the
// product takes 8 * (sum of the activations) back. Weights behind k are zero.
#pragma once
#include "godel/kernels/packed_gemm/integer_panel-inl.h"

namespace godel::kernels {
namespace {

constexpr size_t kGroup = 32;  // weights that share a scale; the sums of the activations are kept for as many
static_assert(kGroup == kSumBlock);
using Panel = IntegerPanel<kGroup, 4>;
constexpr int32_t kZero = 8;

struct Group {
  uint16_t scale;
  int8_t values[kGroup];
};

// The scale that loses least: the largest value at -8 or 7, or a little beyond them, and then the scale that fits the
// rounded values best (least squares). Which candidate wins is decided by the squares that it leaves.
Group Quantize(const float* x) {
  float largest = 0.0f;  // with its sign, so that it can use the -8
  for (size_t i = 0; i < kGroup; ++i)
    if (__builtin_fabsf(x[i]) > __builtin_fabsf(largest)) largest = x[i];
  Group best{};
  if (__builtin_fabsf(largest) < 1e-30f) return best;
  float best_gain = -1.0f;
  for (float reach : {-8.0f, -7.0f, -8.6f, -7.5f, -9.2f}) {
    const float inverse = reach / largest;
    int32_t q[kGroup];
    float xq = 0.0f, qq = 0.0f;
    for (size_t i = 0; i < kGroup; ++i) {
      const int32_t rounded = RoundScaled(x[i], inverse);
      q[i] = rounded < -8 ? -8 : rounded > 7 ? 7 : rounded;
      const float value = static_cast<float>(q[i]);
      xq += x[i] * value;
      qq += value * value;
    }
    // With the scale xq / qq the squares left are sum x^2 - xq^2 / qq.
    const float gain = qq > 0.0f ? xq * xq / qq : 0.0f;
    if (gain <= best_gain) continue;
    best_gain = gain;
    best.scale = Bf16Rounded(xq / qq);
    for (size_t i = 0; i < kGroup; ++i) best.values[i] = static_cast<int8_t>(q[i]);
  }
  return best;
}

void PackPanel(const float* w, size_t row_stride, size_t column_stride, size_t n, size_t k, void* panel) {
  const auto [scales, out] = Panel::Begin(panel, k);
  for (size_t p = 0; p < PaddedK(k); p += kGroup) {
    const size_t length = k - p < kGroup ? k - p : kGroup;
    for (size_t j = 0; j < kWidth; ++j) {
      float row[kGroup] = {};
      if (j < n)
        for (size_t i = 0; i < length; ++i) row[i] = w[j * row_stride + (p + i) * column_stride];
      const Group group = Quantize(row);
      scales[p / kGroup * kWidth + j] = group.scale;
      for (size_t i = 0; i < kGroup; i += 8)
        for (size_t c = 0; c < 4; ++c)
          out[(p + i) * kWidth / 2 + j * 4 + c] =
              static_cast<uint8_t>((group.values[i + c] + kZero) | (group.values[i + 4 + c] + kZero) << 4);
    }
  }
}

}  // namespace
}  // namespace godel::kernels

// SPDX-License-Identifier: MIT
// bf16 weights times f32 activations for ISAs without bf16 products: a weight becomes an f32 by a shift, and the sum is
// the same chain of fused additions as the f32 product's.
#pragma once
#include "godel/kernels/packed_gemm/bf16_panel-inl.h"
#include "godel/kernels/vector_f32-inl.h"

namespace godel::kernels {
namespace {

constexpr size_t kRegs = kWidth / Vec::kLanes;

size_t Least(size_t a, size_t b) {
  return a < b ? a : b;
}

// C[kRows, 16] = A[kRows, k] * panel; one column of k at a time, the even ones from the low halves of the pairs.
template <size_t kRows>
void Tile(const float* a, size_t a_stride, const uint16_t* w, size_t k, float* c, size_t c_stride) {
  Vec::Reg sums[kRows][kRegs];
#pragma GCC unroll 16
  for (size_t r = 0; r < kRows; ++r)
#pragma GCC unroll 2
    for (size_t j = 0; j < kRegs; ++j) sums[r][j] = Vec::Zero();
  const auto add = [&](size_t p, const Vec::Reg* column) {
#pragma GCC unroll 16
    for (size_t r = 0; r < kRows; ++r) {
      const Vec::Reg x = Vec::Set(a[r * a_stride + p]);
#pragma GCC unroll 2
      for (size_t j = 0; j < kRegs; ++j) sums[r][j] = Vec::Fma(x, column[j], sums[r][j]);
    }
  };
  for (size_t p = 0; p < k; p += 2, w += 2 * kWidth) {
    Vec::Reg column[kRegs];
#pragma GCC unroll 2
    for (size_t j = 0; j < kRegs; ++j) column[j] = Vec::LoadLowBf16(w + j * 2 * Vec::kLanes);
    add(p, column);
    if (p + 1 == k) break;
#pragma GCC unroll 2
    for (size_t j = 0; j < kRegs; ++j) column[j] = Vec::LoadHighBf16(w + j * 2 * Vec::kLanes);
    add(p + 1, column);
  }
#pragma GCC unroll 16
  for (size_t r = 0; r < kRows; ++r)
#pragma GCC unroll 2
    for (size_t j = 0; j < kRegs; ++j) Vec::Store(c + r * c_stride + j * Vec::kLanes, sums[r][j]);
}

// Calls Tile with the number of rows as a constant; a narrow last panel goes through a scratch tile.
template <size_t kRows>
void TileOf(size_t rows, const float* a, size_t a_stride, const uint16_t* w, size_t k, float* c, size_t c_stride,
            size_t width) {
  if constexpr (kRows > 1) {
    if (rows < kRows) return TileOf<kRows - 1>(rows, a, a_stride, w, k, c, c_stride, width);
  }
  if (width == kWidth) return Tile<kRows>(a, a_stride, w, k, c, c_stride);
  float scratch[kRows * kWidth];
  Tile<kRows>(a, a_stride, w, k, scratch, kWidth);
  for (size_t r = 0; r < kRows; ++r)
    for (size_t j = 0; j < width; ++j) c[r * c_stride + j] = scratch[r * kWidth + j];
}

constexpr size_t kRowBlock = 48;  // rows of A that pass by a panel while it is in the first-level cache

template <size_t kTileRows>
void RunPanels(const GemmArgs& args) {
  const float* const a = static_cast<const float*>(args.a);
  const size_t a_stride = args.a_stride / sizeof(float);
  for (size_t block = 0; block < args.m; block += kRowBlock) {
    const size_t end = Least(block + kRowBlock, args.m);
    for (size_t panel = args.panel_begin; panel < args.panel_end; ++panel) {
      const size_t column = panel * kWidth;
      for (size_t i = block; i < end; i += kTileRows)
        TileOf<kTileRows>(Least(end - i, kTileRows), a + i * a_stride, a_stride, PanelWeights(args, panel), args.k,
                          args.c + i * args.c_stride + column, args.c_stride, Least(args.n - column, kWidth));
    }
  }
}

}  // namespace
}  // namespace godel::kernels

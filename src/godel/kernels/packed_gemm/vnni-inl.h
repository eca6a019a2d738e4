// SPDX-License-Identifier: MIT
// What the AVX-512 products of panels of 16 columns share.
#pragma once
#include <immintrin.h>

#include <cstdint>

#include "godel/kernels/packed_gemm/constant_rows-inl.h"
#include "godel/kernels/packed_gemm/packed_gemm.h"

namespace godel::kernels {
namespace {

// 16 bf16 scales, widened.
[[maybe_unused]] inline __m512 LoadScales(const uint16_t* scales) {
  const __m256i bits = _mm256_load_si256(reinterpret_cast<const __m256i*>(scales));
  return _mm512_castsi512_ps(_mm512_slli_epi32(_mm512_cvtepu16_epi32(bits), 16));
}

// The columns of C that a panel makes; the last panel may have fewer than 16.
class PanelColumns {
 public:
  PanelColumns(const GemmArgs& args, size_t panel) : c_(args.c + panel * kColumns), stride_(args.c_stride) {
    const size_t left = args.n - panel * kColumns;
    mask_ = static_cast<__mmask16>(left < kColumns ? (1u << left) - 1 : 0xFFFFu);
  }
  void Store(size_t row, __m512 values) const { _mm512_mask_storeu_ps(c_ + row * stride_, mask_, values); }

 private:
  static constexpr size_t kColumns = 16;
  float* c_;
  size_t stride_;
  __mmask16 mask_;
};

// Rows of A that pass by the panels at hand before the next ones: 96 of them, at 3,072 int8 values, are 300 KiB of the
// second-level cache.
constexpr size_t kRowBlock = 96;

// A product waits five cycles for the sum that it adds to, and two begin in each: one or two rows take four panels, so
// that there is always a sum that is ready.
constexpr size_t kFewRows = 2;
constexpr size_t kPanelsOfFewRows = 4;

// Calls tile(Rows<n>, Rows<number of panels>, first row, first panel) for all of C in tiles of kTileRows rows and two
// panels, fewer at the edges.
template <size_t kTileRows, class Tile>
inline void ForTiles(const GemmArgs& args, const Tile& tile) {
  const auto least = [](size_t a, size_t b) { return a < b ? a : b; };
  if (args.m <= kFewRows) {
    for (size_t panel = args.panel_begin; panel < args.panel_end; panel += kPanelsOfFewRows)
      WithRows<kFewRows>(args.m, [&](auto rows) {
        WithRows<kPanelsOfFewRows>(least(args.panel_end - panel, kPanelsOfFewRows),
                                   [&](auto panels) { tile(rows, panels, 0, panel); });
      });
    return;
  }
  for (size_t block = 0; block < args.m; block += kRowBlock) {
    const size_t end = least(args.m, block + kRowBlock);
    for (size_t panel = args.panel_begin; panel < args.panel_end; panel += 2)
      for (size_t i = block; i < end; i += kTileRows)
        WithRows<kTileRows>(least(end - i, kTileRows), [&](auto rows) {
          WithRows<2>(least(args.panel_end - panel, 2), [&](auto panels) { tile(rows, panels, i, panel); });
        });
  }
}

}  // namespace
}  // namespace godel::kernels

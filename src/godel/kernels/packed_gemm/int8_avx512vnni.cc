// SPDX-License-Identifier: MIT
// vpdpbusd: for each of 16 weight rows, four unsigned weights times four signed activations, added to an int32.
//
// A tile is kRows rows of A and kPanels panels of weights: their integer sums and their f32 sums stay in registers,
// 2 * 6 * 2 of the 32, over all of k.
#include <immintrin.h>

#include "godel/kernels/packed_gemm/int8_panel-inl.h"

namespace godel::kernels::avx512vnni {
namespace {

constexpr size_t kTileRows = 6;

__m512 LoadScales(const uint16_t* scales) {
  const __m256i bits = _mm256_load_si256(reinterpret_cast<const __m256i*>(scales));
  return _mm512_castsi512_ps(_mm512_slli_epi32(_mm512_cvtepu16_epi32(bits), 16));
}

// C rows [first, first + kRows), columns of the panels [panel, panel + kPanels).
template <size_t kRows, size_t kPanels>
void Tile(const GemmArgs& args, size_t first, size_t panel) {
  QuantizedRow<int8_t> rows[kRows];
  __m512 c[kRows][kPanels];
#pragma GCC unroll 8
  for (size_t r = 0; r < kRows; ++r) {
    rows[r] = RowAt<int8_t>(args.a, args.a_stride, first + r, args.k);
#pragma GCC unroll 2
    for (size_t j = 0; j < kPanels; ++j) c[r][j] = _mm512_setzero_ps();
  }
  const size_t panel_bytes = PanelBytes(args.k), padded = PaddedK(args.k);
  const uint16_t* const scales = PanelScales(args, panel);
  const uint8_t* const weights = PanelWeights(args, panel);
  for (size_t p = 0; p < padded; p += kBlock) {
    const size_t end = p + kBlock < padded ? p + kBlock : padded;
    __m512i sums[kRows][kPanels];
#pragma GCC unroll 8
    for (size_t r = 0; r < kRows; ++r) {
      const __m512i start = _mm512_set1_epi32(-kZero * rows[r].block_sums[p / kBlock]);
#pragma GCC unroll 2
      for (size_t j = 0; j < kPanels; ++j) sums[r][j] = start;
    }
    for (size_t q = p; q < end; q += 4) {
      __m512i w[kPanels];
#pragma GCC unroll 2
      for (size_t j = 0; j < kPanels; ++j) w[j] = _mm512_load_si512(weights + j * panel_bytes + q * kWidth);
#pragma GCC unroll 8
      for (size_t r = 0; r < kRows; ++r) {
        const __m512i a = _mm512_set1_epi32(*reinterpret_cast<const int32_t*>(rows[r].values + q));
#pragma GCC unroll 2
        for (size_t j = 0; j < kPanels; ++j) sums[r][j] = _mm512_dpbusd_epi32(sums[r][j], w[j], a);
      }
    }
    const size_t block = p / kBlock;
#pragma GCC unroll 2
    for (size_t j = 0; j < kPanels; ++j) {
      const uint16_t* panel_scales =
          reinterpret_cast<const uint16_t*>(reinterpret_cast<const char*>(scales) + j * panel_bytes);
      const __m512 w_scale = LoadScales(panel_scales + block * kWidth);
#pragma GCC unroll 8
      for (size_t r = 0; r < kRows; ++r) {
        const __m512 scale = _mm512_mul_ps(_mm512_set1_ps(rows[r].scales[block]), w_scale);
        c[r][j] = _mm512_fmadd_ps(_mm512_cvtepi32_ps(sums[r][j]), scale, c[r][j]);
      }
    }
  }
#pragma GCC unroll 2
  for (size_t j = 0; j < kPanels; ++j) {
    const size_t column = (panel + j) * kWidth;
    const size_t width = args.n - column < kWidth ? args.n - column : kWidth;
    const auto mask = static_cast<__mmask16>((1u << width) - 1);
#pragma GCC unroll 8
    for (size_t r = 0; r < kRows; ++r)
      _mm512_mask_storeu_ps(args.c + (first + r) * args.c_stride + column, mask, c[r][j]);
  }
}

// Calls Tile with the number of rows as a constant.
template <size_t kRows, size_t kPanels>
void TileOf(size_t rows, const GemmArgs& args, size_t first, size_t panel) {
  if constexpr (kRows > 1) {
    if (rows < kRows) return TileOf<kRows - 1, kPanels>(rows, args, first, panel);
  }
  Tile<kRows, kPanels>(args, first, panel);
}

// Rows that pass by a pair of panels before the next pair: 96 of them, at 3,072 values, are 300 KiB of the second-level
// cache.
constexpr size_t kRowBlock = 96;

void Run(const GemmArgs& args) {
  for (size_t block = 0; block < args.m; block += kRowBlock) {
    const size_t end = block + kRowBlock < args.m ? block + kRowBlock : args.m;
    for (size_t panel = args.panel_begin; panel < args.panel_end; panel += 2)
      for (size_t i = block; i < end; i += kTileRows) {
        const size_t rows = end - i < kTileRows ? end - i : kTileRows;
        if (panel + 1 < args.panel_end)
          TileOf<kTileRows, 2>(rows, args, i, panel);
        else
          TileOf<kTileRows, 1>(rows, args, i, panel);
      }
  }
}

}  // namespace

extern const GemmKernel kGemm_int8{"packed_gemm/int8_avx512vnni",
                                   "int8_16x4",
                                   WeightType::int8,
                                   Isa::avx512vnni,
                                   kWidth,
                                   PanelBytes,
                                   PackPanel,
                                   Run,
                                   RowBytes<int8_t>,
                                   PrepareRow<int8_t>};

}  // namespace godel::kernels::avx512vnni

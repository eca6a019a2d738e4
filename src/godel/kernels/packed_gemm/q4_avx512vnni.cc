// SPDX-License-Identifier: MIT
// The int8 tile of avx512vnni with weights that are unpacked as they are read: a mask and a shift for two products.
#include <immintrin.h>

#include "godel/kernels/packed_gemm/q4_panel-inl.h"

namespace godel::kernels::avx512vnni {
namespace {

constexpr size_t kTileRows = 12;
constexpr size_t kAhead = 2048;  // bytes of weights that are fetched before they are wanted

__m512 LoadScales(const uint16_t* scales) {
  const __m256i bits = _mm256_load_si256(reinterpret_cast<const __m256i*>(scales));
  return _mm512_castsi512_ps(_mm512_slli_epi32(_mm512_cvtepu16_epi32(bits), 16));
}

// C rows [first, first + kRows), the 16 columns of one panel.
template <size_t kRows>
void Tile(const GemmArgs& args, size_t first, size_t panel) {
  QuantizedRow<int8_t> rows[kRows];
  __m512 c[kRows];
#pragma GCC unroll 12
  for (size_t r = 0; r < kRows; ++r) {
    rows[r] = RowAt<int8_t>(args.a, args.a_stride, first + r, args.k);
    c[r] = _mm512_setzero_ps();
  }
  const uint16_t* const scales = PanelScales(args, panel);
  const uint8_t* w = PanelWeights(args, panel);
  const __m512i low_half = _mm512_set1_epi8(15);
  for (size_t p = 0; p < PaddedK(args.k); p += kGroup) {
    const size_t group = p / kGroup;
    __m512i sums[kRows];
#pragma GCC unroll 12
    for (size_t r = 0; r < kRows; ++r) sums[r] = _mm512_set1_epi32(-kZero * rows[r].sums[group]);
#pragma GCC unroll 4
    for (size_t q = 0; q < kGroup; q += 8, w += 64) {
      _mm_prefetch(reinterpret_cast<const char*>(w) + kAhead, _MM_HINT_T0);
      const __m512i both = _mm512_load_si512(w);
      const __m512i low = _mm512_and_si512(both, low_half);
      const __m512i high = _mm512_and_si512(_mm512_srli_epi16(both, 4), low_half);
#pragma GCC unroll 12
      for (size_t r = 0; r < kRows; ++r) {
        const int32_t* a = reinterpret_cast<const int32_t*>(rows[r].values + p + q);
        sums[r] = _mm512_dpbusd_epi32(sums[r], low, _mm512_set1_epi32(a[0]));
        sums[r] = _mm512_dpbusd_epi32(sums[r], high, _mm512_set1_epi32(a[1]));
      }
    }
    const __m512 w_scale = LoadScales(scales + group * kWidth);
#pragma GCC unroll 12
    for (size_t r = 0; r < kRows; ++r) {
      const __m512 scale = _mm512_mul_ps(_mm512_set1_ps(rows[r].scales[p / kBlock]), w_scale);
      c[r] = _mm512_fmadd_ps(_mm512_cvtepi32_ps(sums[r]), scale, c[r]);
    }
  }
  const size_t column = panel * kWidth;
  const size_t width = args.n - column < kWidth ? args.n - column : kWidth;
  const auto mask = static_cast<__mmask16>((1u << width) - 1);
#pragma GCC unroll 12
  for (size_t r = 0; r < kRows; ++r) _mm512_mask_storeu_ps(args.c + (first + r) * args.c_stride + column, mask, c[r]);
}

// Calls Tile with the number of rows as a constant.
template <size_t kRows>
void TileOf(size_t rows, const GemmArgs& args, size_t first, size_t panel) {
  if constexpr (kRows > 1) {
    if (rows < kRows) return TileOf<kRows - 1>(rows, args, first, panel);
  }
  Tile<kRows>(args, first, panel);
}

constexpr size_t kRowBlock = 96;  // as the int8 product

void Run(const GemmArgs& args) {
  for (size_t block = 0; block < args.m; block += kRowBlock) {
    const size_t end = block + kRowBlock < args.m ? block + kRowBlock : args.m;
    for (size_t panel = args.panel_begin; panel < args.panel_end; ++panel)
      for (size_t i = block; i < end; i += kTileRows)
        TileOf<kTileRows>(end - i < kTileRows ? end - i : kTileRows, args, i, panel);
  }
}

}  // namespace

extern const GemmKernel kGemm_q4{"packed_gemm/q4_avx512vnni",
                                 "q4_16x4",
                                 WeightType::q4,
                                 Isa::avx512vnni,
                                 kWidth,
                                 PanelBytes,
                                 PackPanel,
                                 Run,
                                 RowBytes<int8_t>,
                                 PrepareRow<int8_t>};

}  // namespace godel::kernels::avx512vnni

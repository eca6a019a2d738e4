// SPDX-License-Identifier: MIT
// The int8 tile of avx512vnni with weights that are unpacked as they are read: a mask and a shift for two products.
#include <immintrin.h>

#include "godel/kernels/packed_gemm/constant_rows-inl.h"
#include "godel/kernels/packed_gemm/q4_panel-inl.h"
#include "godel/kernels/packed_gemm/vnni-inl.h"

namespace godel::kernels::avx512vnni {
namespace {

constexpr size_t kTileRows = 12;
constexpr size_t kRowBlock = 96;  // rows of A that pass by a panel: 300 KiB at 3,072 values
constexpr size_t kAhead = 2048;   // bytes of weights that are fetched before they are wanted

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
  const uint16_t* const scales = Panel::Scales(args, panel);
  const uint8_t* w = Panel::Weights(args, panel);
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
  const PanelColumns columns(args, panel);
#pragma GCC unroll 12
  for (size_t r = 0; r < kRows; ++r) columns.Store(first + r, c[r]);
}

void Run(const GemmArgs& args) {
  for (size_t block = 0; block < args.m; block += kRowBlock) {
    const size_t end = block + kRowBlock < args.m ? block + kRowBlock : args.m;
    for (size_t panel = args.panel_begin; panel < args.panel_end; ++panel)
      for (size_t i = block; i < end; i += kTileRows)
        WithRows<kTileRows>(end - i < kTileRows ? end - i : kTileRows,
                            [&](auto rows) { Tile<rows.count>(args, i, panel); });
  }
}

}  // namespace

extern const GemmKernel kGemm_q4{"packed_gemm/q4_avx512vnni",
                                 "q4_16x4",
                                 WeightType::q4,
                                 Isa::avx512vnni,
                                 kWidth,
                                 Panel::Bytes,
                                 PackPanel,
                                 Run,
                                 RowBytes<int8_t>,
                                 PrepareRow<int8_t>};

}  // namespace godel::kernels::avx512vnni

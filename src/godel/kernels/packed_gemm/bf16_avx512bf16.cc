// SPDX-License-Identifier: MIT
// vdpbf16ps: for each of 16 weight rows, two products of bf16 added to an f32. Activations are rounded to bf16 once a
// row. The instruction adds the two products in its own way (denormals are zero, no rounding between), so this differs
// from the other variants by more than the order of additions; the order of pairs is fixed all the same.
//
// A tile is kRows rows of A and kPanels panels of weights, all sums in registers over all of k.
#include <immintrin.h>

#include "godel/kernels/packed_gemm/bf16_panel-inl.h"
#include "godel/kernels/packed_gemm/bf16_row-inl.h"
#include "godel/kernels/packed_gemm/vnni-inl.h"

namespace godel::kernels::avx512bf16 {
namespace {

constexpr size_t kTileRows = 12;

template <size_t kRows, size_t kPanels, class Fetching>
void Tile(const GemmArgs& args, const TilePlace& place, Fetching& fetch) {
  const char* const a = static_cast<const char*>(args.a) + place.row * args.a_stride;
  const size_t padded = PaddedK(args.k), tile_end = place.end < args.k ? place.end : padded;
  const uint16_t* const weights = PanelWeights(args, place.panel);
  __m512 c[kRows][kPanels];
#pragma GCC unroll 4
  for (size_t j = 0; j < kPanels; ++j) {
    const PanelColumns columns(args, place.panel + j);
#pragma GCC unroll 12
    for (size_t r = 0; r < kRows; ++r) c[r][j] = place.begin == 0 ? _mm512_setzero_ps() : columns.Load(place.row + r);
  }
  for (size_t begin = place.begin; begin < tile_end; begin += kFetchStep) {
    fetch.Step();
    const size_t end = begin + kFetchStep < tile_end ? begin + kFetchStep : tile_end;
    for (size_t p = begin; p < end; p += 2) {
      __m512bh column[kPanels];
#pragma GCC unroll 4
      for (size_t j = 0; j < kPanels; ++j)
        column[j] = (__m512bh)_mm512_load_si512(weights + j * kWidth * padded + p * kWidth);
#pragma GCC unroll 12
      for (size_t r = 0; r < kRows; ++r) {
        const auto x = (__m512bh)_mm512_set1_epi32(*reinterpret_cast<const int32_t*>(a + r * args.a_stride + p * 2));
#pragma GCC unroll 4
        for (size_t j = 0; j < kPanels; ++j) c[r][j] = _mm512_dpbf16_ps(c[r][j], x, column[j]);
      }
    }
  }
#pragma GCC unroll 4
  for (size_t j = 0; j < kPanels; ++j) {
    const PanelColumns columns(args, place.panel + j);
#pragma GCC unroll 12
    for (size_t r = 0; r < kRows; ++r) columns.Store(place.row + r, c[r][j]);
  }
}

void Run(const GemmArgs& args) {
  const PanelShape shape{.bytes = PanelBytes(args.k), .column_bytes = kWidth * sizeof(uint16_t), .first_column = 0};
  ForTiles<kTileRows>(args, shape, [&](auto rows, auto panels, const TilePlace& place, auto& fetch) {
    Tile<rows.count, panels.count>(args, place, fetch);
  });
}

}  // namespace

extern const GemmKernel kGemm_bf16{"packed_gemm/bf16_avx512bf16",
                                   "bf16_16x2",
                                   WeightType::bf16,
                                   Isa::avx512bf16,
                                   kWidth,
                                   PanelBytes,
                                   PackPanel,
                                   Run,
                                   RowBytes,
                                   PrepareRow};

}  // namespace godel::kernels::avx512bf16

// SPDX-License-Identifier: MIT
// vpdpbusd: for each of 16 weight rows, four unsigned weights times four signed activations, added to an int32.
//
// A tile is kRows rows of A and kPanels panels of weights: their integer sums and their f32 sums stay in registers,
// 2 * 6 * 2 of the 32, over all of k.
#pragma once
#include <immintrin.h>

#include "godel/kernels/packed_gemm/int8_panel-inl.h"
#include "godel/kernels/packed_gemm/vnni-inl.h"

namespace godel::kernels {
namespace {

constexpr size_t kVectorRows = 6;

template <size_t kRows, size_t kPanels, class Fetching>
void Tile(const GemmArgs& args, const TilePlace& place, Fetching& fetch) {
  QuantizedRow<int8_t> rows[kRows];
  __m512 c[kRows][kPanels];
#pragma GCC unroll 8
  for (size_t r = 0; r < kRows; ++r) rows[r] = RowAt<int8_t>(args.a, args.a_stride, place.row + r, args.k);
#pragma GCC unroll 4
  for (size_t j = 0; j < kPanels; ++j) {
    const PanelColumns columns(args, place.panel + j);
#pragma GCC unroll 8
    for (size_t r = 0; r < kRows; ++r) c[r][j] = place.begin == 0 ? _mm512_setzero_ps() : columns.Load(place.row + r);
  }
  const size_t panel_bytes = Panel::Bytes(args.k), tile_end = place.end < args.k ? place.end : PaddedK(args.k);
  const uint16_t* const scales = Panel::Scales(args, place.panel);
  const uint8_t* const weights = Panel::Weights(args, place.panel);
  static_assert(kFetchStep == kBlock);
  for (size_t p = place.begin; p < tile_end; p += kBlock) {
    fetch.Step();
    const size_t end = p + kBlock < tile_end ? p + kBlock : tile_end;
    __v16si sums[kRows][kPanels];  // of the type that the product is defined on: GCC 12 copies other ones at every step
#pragma GCC unroll 8
    for (size_t r = 0; r < kRows; ++r) {
      const auto start = (__v16si)_mm512_set1_epi32(-kZero * rows[r].block_sums[p / kBlock]);
#pragma GCC unroll 4
      for (size_t j = 0; j < kPanels; ++j) sums[r][j] = start;
    }
    for (size_t q = p; q < end; q += 4) {
      __m512i w[kPanels];
#pragma GCC unroll 4
      for (size_t j = 0; j < kPanels; ++j) w[j] = _mm512_load_si512(weights + j * panel_bytes + q * kWidth);
#pragma GCC unroll 8
      for (size_t r = 0; r < kRows; ++r) {
        const __m512i a = _mm512_set1_epi32(*reinterpret_cast<const int32_t*>(rows[r].values + q));
#pragma GCC unroll 4
        for (size_t j = 0; j < kPanels; ++j) sums[r][j] = (__v16si)_mm512_dpbusd_epi32((__m512i)sums[r][j], w[j], a);
      }
    }
    const size_t block = p / kBlock;
#pragma GCC unroll 4
    for (size_t j = 0; j < kPanels; ++j) {
      const uint16_t* panel_scales =
          reinterpret_cast<const uint16_t*>(reinterpret_cast<const char*>(scales) + j * panel_bytes);
      const __m512 w_scale = LoadScales(panel_scales + block * kWidth);
#pragma GCC unroll 8
      for (size_t r = 0; r < kRows; ++r) {
        const __m512 scale = _mm512_mul_ps(_mm512_set1_ps(rows[r].scales[block]), w_scale);
        c[r][j] = _mm512_fmadd_ps(_mm512_cvtepi32_ps((__m512i)sums[r][j]), scale, c[r][j]);
      }
    }
  }
#pragma GCC unroll 4
  for (size_t j = 0; j < kPanels; ++j) {
    const PanelColumns columns(args, place.panel + j);
#pragma GCC unroll 8
    for (size_t r = 0; r < kRows; ++r) columns.Store(place.row + r, c[r][j]);
  }
}

void RunVectorTiles(const GemmArgs& args) {
  const PanelShape shape{
      .bytes = Panel::Bytes(args.k), .column_bytes = kWidth, .first_column = Panel::ScalesBytes(args.k)};
  ForTiles<kVectorRows>(args, shape, [&](auto rows, auto panels, const TilePlace& place, auto& fetch) {
    Tile<rows.count, panels.count>(args, place, fetch);
  });
}

}  // namespace
}  // namespace godel::kernels

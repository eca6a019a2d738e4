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
  __m512 Load(size_t row) const { return _mm512_maskz_loadu_ps(mask_, c_ + row * stride_); }
  void Store(size_t row, __m512 values) const { _mm512_mask_storeu_ps(c_ + row * stride_, mask_, values); }

 private:
  static constexpr size_t kColumns = 16;
  float* c_;
  size_t stride_;
  __mmask16 mask_;
};

// Rows of A that pass by the panels at hand before the next ones: so many bytes of them that they stay in the
// second-level cache.
constexpr size_t kBytesOfRows = size_t{384} << 10;

// With so many tiles of rows, a tile is of a slice of k at a time: two panels' shares of it, 24 KiB, stay in the
// first-level cache while all tiles use them.
constexpr size_t kTilesWorthSlicing = 4;
constexpr size_t kBytesOfSlice = size_t{12} << 10;  // of a panel

// A product waits five cycles for the sum that it adds to, and two begin in each: one or two rows take four panels, so
// that there is always a sum that is ready.
constexpr size_t kFewRows = 2;
constexpr size_t kPanelsOfFewRows = 4;

// Weights that come from memory and would be waited for: each tile fetches its share of the next two panels, or of the
// next slice of these, a little in each of its kFetchStep columns of k.
constexpr size_t kFetchStep = 128;
class Fetch {
 public:
  // `lines`: of each panel, in a step.
  Fetch(const void* first, const void* second, size_t lines)
      : at_{static_cast<const char*>(first), static_cast<const char*>(second)}, lines_(lines) {}

  void Step() {
    for (size_t i = 0; i < lines_; ++i)
      for (const char*& at : at_) {
        __builtin_prefetch(at, 0, 2);
        at += kCacheLine;
      }
  }

 private:
  const char* at_[2];
  size_t lines_;
};
// Few rows wait for nothing but their weights, which the CPU sees coming.
struct FetchNothing {
  void Step() {}
};

// Rows of C from `row`, columns from the panel `panel`; columns [begin, end) of k. A tile that does not begin at 0 goes
// on with the sums in C, so that slices do not change the chain of additions.
struct TilePlace {
  size_t row, panel;
  size_t begin, end;
};

// What ForTiles must know of a panel: where `column` of k lies in it, and its bytes a column.
struct PanelShape {
  size_t bytes;
  size_t column_bytes;
  size_t first_column;  // bytes before it: scales
};

// Calls tile(Rows<n>, Rows<number of panels>, place, fetch) for all of C in tiles of kTileRows rows and two panels,
// fewer at the edges.
template <size_t kTileRows, class Tile>
inline void ForTiles(const GemmArgs& args, const PanelShape& shape, const Tile& tile) {
  const auto least = [](size_t a, size_t b) { return a < b ? a : b; };
  const auto parts = [](size_t n, size_t size) { return (n + size - 1) / size; };
  if (args.m <= kFewRows) {
    FetchNothing nothing;
    for (size_t panel = args.panel_begin; panel < args.panel_end; panel += kPanelsOfFewRows)
      WithRows<kFewRows>(args.m, [&](auto rows) {
        WithRows<kPanelsOfFewRows>(least(args.panel_end - panel, kPanelsOfFewRows), [&](auto panels) {
          tile(rows, panels, TilePlace{0, panel, 0, args.k}, nothing);
        });
      });
    return;
  }
  const size_t tiles = parts(parts(args.m, parts(args.m * args.a_stride, kBytesOfRows)), kTileRows);  // of a block
  const size_t slice = tiles < kTilesWorthSlicing ? args.k : kBytesOfSlice / shape.column_bytes;
  const size_t lines = parts(kFetchStep * shape.column_bytes / kCacheLine, tiles);
  const char* const packed = static_cast<const char*>(args.packed);
  for (size_t block = 0; block < args.m; block += tiles * kTileRows) {
    const size_t block_end = least(args.m, block + tiles * kTileRows);
    for (size_t panel = args.panel_begin; panel < args.panel_end; panel += 2)
      for (size_t p = 0; p < args.k; p += slice) {
        const char* const next =
            p + slice < args.k ? packed + panel * shape.bytes + shape.first_column + (p + slice) * shape.column_bytes
                               : packed + (panel + 2) * shape.bytes;
        Fetch fetch(next, next + shape.bytes, lines);
        for (size_t row = block; row < block_end; row += kTileRows)
          WithRows<kTileRows>(least(block_end - row, kTileRows), [&](auto rows) {
            WithRows<2>(least(args.panel_end - panel, 2), [&](auto panels) {
              tile(rows, panels, TilePlace{row, panel, p, least(args.k, p + slice)}, fetch);
            });
          });
      }
  }
}

}  // namespace
}  // namespace godel::kernels

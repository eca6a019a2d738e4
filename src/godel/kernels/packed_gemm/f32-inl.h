// SPDX-License-Identifier: MIT
// The f32 product for every vector ISA; the including file gives the ISA by its flags and kTileRows by its registers.
//
// Panel of 2 * kLanes weight rows: for each k, those rows' weights of column k, one beside the other (two registers).
// The tile holds kTileRows x 2 registers of C; each k loads two registers of weights and broadcasts kTileRows
// activations. With one row (decoding) this is a stream over the panel, bound by memory.
#pragma once
#include "godel/kernels/packed_gemm/packed_gemm.h"
#include "godel/kernels/vector_f32-inl.h"

namespace godel::kernels {
namespace {

constexpr size_t kWidth = 2 * Vec::kLanes;

// With more rows than a tile has, the work goes by blocks of kBlock columns and up to kMostRows rows of A, copied so that
// a tile reads its activations from consecutive addresses (192 x 256 floats, 192 KiB: they stay in the second-level cache
// while all panels pass by), and a panel's share of a block, 16 KiB, stays in the first-level cache while all tiles use
// it. More rows at hand, and the weights come from memory less often.
constexpr size_t kBlock = 4096 / kWidth;
constexpr size_t kMostRows = 192;

constexpr size_t kLine = 64 / sizeof(float);  // of a cache

// With fewer panels than this the copy costs more than it saves.
constexpr size_t kPanelsWorthCopying = 6;

size_t PanelBytes(size_t k) {
  return kWidth * k * sizeof(float);
}

void PackPanel(const float* w, size_t row_stride, size_t column_stride, size_t n, size_t k, void* panel) {
  float* out = static_cast<float*>(panel);
  for (size_t p = 0; p < k; ++p) {
    const float* column = w + p * column_stride;
    for (size_t j = 0; j < n; ++j) out[p * kWidth + j] = column[j * row_stride];
    for (size_t j = n; j < kWidth; ++j) out[p * kWidth + j] = 0.0f;
  }
}

enum class Start { kZero, kContinue };

// Activations of a tile: element (r, p) at data[r * row_stride + p * column_stride].
struct TileRows {
  const float* data;
  size_t row_stride, column_stride;
};

// C[kRows, kWidth] (=|+=) A[kRows, k] * panel. Continuing loads what the last block stored, so that blocks do not
// change the chain of additions. The loops over rows must vanish: their arrays are the registers.
template <size_t kRows>
void Tile(const TileRows& a, const float* w, size_t k, float* c, size_t c_stride, Start start) {
  Vec::Reg low[kRows], high[kRows];
#pragma GCC unroll 16
  for (size_t r = 0; r < kRows; ++r) {
    low[r] = start == Start::kZero ? Vec::Zero() : Vec::Load(c + r * c_stride);
    high[r] = start == Start::kZero ? Vec::Zero() : Vec::Load(c + r * c_stride + Vec::kLanes);
  }
  const float* column = a.data;
  const size_t row_stride = a.row_stride;
  for (size_t p = 0; p < k; ++p, column += a.column_stride, w += kWidth) {
    const Vec::Reg w_low = Vec::Load(w);
    const Vec::Reg w_high = Vec::Load(w + Vec::kLanes);
#pragma GCC unroll 16
    for (size_t r = 0; r < kRows; ++r) {
      const Vec::Reg x = Vec::Set(column[r * row_stride]);
      low[r] = Vec::Fma(x, w_low, low[r]);
      high[r] = Vec::Fma(x, w_high, high[r]);
    }
  }
#pragma GCC unroll 16
  for (size_t r = 0; r < kRows; ++r) {
    Vec::Store(c + r * c_stride, low[r]);
    Vec::Store(c + r * c_stride + Vec::kLanes, high[r]);
  }
}

// Calls Tile with the number of rows as a constant. A tile at the right edge, where C has fewer than kWidth columns
// left, is computed in a scratch tile.
template <size_t kRows>
void TileOf(size_t rows, const TileRows& a, const float* w, size_t k, float* c, size_t c_stride, size_t width,
            Start start) {
  if constexpr (kRows > 1) {
    if (rows < kRows) return TileOf<kRows - 1>(rows, a, w, k, c, c_stride, width, start);
  }
  if (width == kWidth) return Tile<kRows>(a, w, k, c, c_stride, start);
  float scratch[kRows * kWidth] = {};
  if (start == Start::kContinue)
    for (size_t r = 0; r < kRows; ++r)
      for (size_t j = 0; j < width; ++j) scratch[r * kWidth + j] = c[r * c_stride + j];
  Tile<kRows>(a, w, k, scratch, kWidth, start);
  for (size_t r = 0; r < kRows; ++r)
    for (size_t j = 0; j < width; ++j) c[r * c_stride + j] = scratch[r * kWidth + j];
}

size_t Least(size_t a, size_t b) {
  return a < b ? a : b;
}

// Tile by tile, activations where they lie; for rows that fit one tile a stream over the panels.
template <size_t kTileRows>
void RunInPlace(const GemmArgs& args) {
  const float* panels = static_cast<const float*>(args.packed);
  const float* a = static_cast<const float*>(args.a);
  const size_t a_stride = args.a_stride / sizeof(float);
  for (size_t i = 0; i < args.m; i += kTileRows)
    for (size_t panel = args.panel_begin; panel < args.panel_end; ++panel) {
      const size_t column = panel * kWidth;
      TileOf<kTileRows>(Least(args.m - i, kTileRows), {a + i * a_stride, a_stride, 1}, panels + column * args.k, args.k,
                        args.c + i * args.c_stride + column, args.c_stride, Least(args.n - column, kWidth),
                        Start::kZero);
    }
}

// Rows of A that are copied at once: as few blocks as there can be, of nearly the same height, in whole tiles.
template <size_t kTileRows>
size_t RowsAtHand(size_t m) {
  const size_t blocks = (m + kMostRows - 1) / kMostRows;
  return ((m + blocks - 1) / blocks + kTileRows - 1) / kTileRows * kTileRows;
}

template <size_t kTileRows>
void RunPanels(const GemmArgs& args) {
  static_assert(kMostRows % kTileRows == 0);
  if (args.m <= kTileRows || args.panel_end - args.panel_begin < kPanelsWorthCopying)
    return RunInPlace<kTileRows>(args);
  const float* panels = static_cast<const float*>(args.packed);
  const float* a = static_cast<const float*>(args.a);
  const size_t a_stride = args.a_stride / sizeof(float), at_hand = RowsAtHand<kTileRows>(args.m);
  alignas(64) float block[kMostRows * kBlock];  // tile after tile, each [k, rows]
  for (size_t first = 0; first < args.m; first += at_hand) {
    const size_t block_rows = Least(args.m - first, at_hand);
    for (size_t p = 0; p < args.k; p += kBlock) {
      const size_t k = Least(args.k - p, kBlock);
      const Start start = p == 0 ? Start::kZero : Start::kContinue;
      for (size_t i = 0; i < block_rows; i += kTileRows) {
        const size_t rows = Least(block_rows - i, kTileRows);
        for (size_t r = 0; r < rows; ++r)
          for (size_t q = 0; q < k; ++q) block[i * k + q * rows + r] = a[(first + i + r) * a_stride + p + q];
      }
      for (size_t panel = args.panel_begin; panel < args.panel_end; ++panel) {
        const size_t column = panel * kWidth;
        const float* w = panels + column * args.k + p * kWidth;
        // Each tile fetches its share of the next panel, which comes from memory and would be waited for.
        const float* ahead = panel + 1 < args.panel_end ? w + kWidth * args.k : panels + (p + kBlock) * kWidth;
        const size_t share = (k * kWidth / kLine * kTileRows / block_rows + 1) * kLine;
        for (size_t i = 0; i < block_rows; i += kTileRows) {
          const size_t rows = Least(block_rows - i, kTileRows);
          for (const float* end = ahead + share; ahead < end; ahead += kLine) __builtin_prefetch(ahead, 0, 2);
          TileOf<kTileRows>(rows, {block + i * k, 1, rows}, w, k, args.c + (first + i) * args.c_stride + column,
                            args.c_stride, Least(args.n - column, kWidth), start);
        }
      }
    }
  }
}

}  // namespace
}  // namespace godel::kernels

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

// With more rows than a tile has, the work goes by blocks of kBlock columns and kRowsAtHand rows of A, copied so that a
// tile reads its activations from one place: 192 x 256 floats at most, 192 KiB, which stay in the second-level cache
// while panels pass by. A panel's share of a block, 16 KiB, stays in the first-level cache while all tiles use it. C
// is visited once a block, so only as many panels pass by as keep its part, 192 x 640 floats, in the second-level
// cache, too.
constexpr size_t kBlock = 4096 / kWidth;
constexpr size_t kRowsAtHand = 192;
constexpr size_t kPanelsAtHand = 640 / kWidth;
constexpr size_t kLine = kCacheLine / sizeof(float);

// Few rows wait for nothing but their weights; so many of these are fetched before they are wanted.
constexpr size_t kAhead = 2048;

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

// Activations of a tile: element (r, p) at data[r * row_stride + p]. A copied block's row stride is kBlock, known when
// the tile is compiled, which saves the registers for twelve addresses.
// kAllInPlace: there are no other rows than the tile's.
enum class Rows { kAllInPlace, kInPlace, kCopied };
struct TileRows {
  const float* data;
  size_t row_stride;
};

// C[kRows, kWidth] (=|+=) A[kRows, k] * panel. Continuing loads what the last block stored, so that blocks do not
// change the chain of additions. The loops over rows must vanish: their arrays are the registers.
template <size_t kRows, Rows kWhere>
void Tile(const TileRows& a, const float* w, size_t k, float* c, size_t c_stride, Start start) {
  Vec::Reg low[kRows], high[kRows];
#pragma GCC unroll 16
  for (size_t r = 0; r < kRows; ++r) {
    low[r] = start == Start::kZero ? Vec::Zero() : Vec::Load(c + r * c_stride);
    high[r] = start == Start::kZero ? Vec::Zero() : Vec::Load(c + r * c_stride + Vec::kLanes);
  }
  const size_t row_stride = kWhere == Rows::kCopied ? kBlock : a.row_stride;
  const float* column = a.data;
  for (size_t p = 0; p < k; ++p, ++column, w += kWidth) {
    if constexpr (kWhere == Rows::kAllInPlace)
      for (size_t line = 0; line < kWidth; line += kLine) __builtin_prefetch(w + kAhead + line);
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
template <size_t kRows, Rows kWhere>
void TileOf(size_t rows, const TileRows& a, const float* w, size_t k, float* c, size_t c_stride, size_t width,
            Start start) {
  if constexpr (kRows > 1) {
    if (rows < kRows) return TileOf<kRows - 1, kWhere>(rows, a, w, k, c, c_stride, width, start);
  }
  if (width == kWidth) return Tile<kRows, kWhere>(a, w, k, c, c_stride, start);
  float scratch[kRows * kWidth] = {};
  if (start == Start::kContinue)
    for (size_t r = 0; r < kRows; ++r)
      for (size_t j = 0; j < width; ++j) scratch[r * kWidth + j] = c[r * c_stride + j];
  Tile<kRows, kWhere>(a, w, k, scratch, kWidth, start);
  for (size_t r = 0; r < kRows; ++r)
    for (size_t j = 0; j < width; ++j) c[r * c_stride + j] = scratch[r * kWidth + j];
}

size_t Least(size_t a, size_t b) {
  return a < b ? a : b;
}

// Tile by tile, activations where they lie; for rows that fit one tile a stream over the panels.
template <size_t kTileRows, Rows kWhere>
void RunInPlace(const GemmArgs& args) {
  const float* panels = static_cast<const float*>(args.packed);
  const float* a = static_cast<const float*>(args.a);
  const size_t a_stride = args.a_stride / sizeof(float);
  for (size_t i = 0; i < args.m; i += kTileRows)
    for (size_t panel = args.panel_begin; panel < args.panel_end; ++panel) {
      const size_t column = panel * kWidth;
      TileOf<kTileRows, kWhere>(Least(args.m - i, kTileRows), {a + i * a_stride, a_stride}, panels + column * args.k,
                                args.k, args.c + i * args.c_stride + column, args.c_stride,
                                Least(args.n - column, kWidth), Start::kZero);
    }
}

// memcpy becomes a string instruction here, which takes longer to start than a row to copy.
void Copy(const float* from, size_t n, float* to) {
  size_t i = 0;
  for (; i + Vec::kLanes <= n; i += Vec::kLanes) Vec::Store(to + i, Vec::Load(from + i));
  for (; i < n; ++i) to[i] = from[i];
}

// A block of A and the panels that pass by it.
struct BlockOfWork {
  size_t first, rows;       // of A
  size_t begin, k;          // columns of A
  size_t panel, end_panel;  // of W
};

// `block`: the block of A, rows kBlock apart.
template <size_t kTileRows>
void RunBlock(const GemmArgs& args, const BlockOfWork& work, const float* block) {
  const float* const panels = static_cast<const float*>(args.packed) + work.begin * kWidth;
  const Start start = work.begin == 0 ? Start::kZero : Start::kContinue;
  const size_t tiles = (work.rows + kTileRows - 1) / kTileRows;
  // Each tile fetches its share of the next panel, which comes from memory and would be waited for.
  const size_t share = (work.k * kWidth / kLine / tiles + 1) * kLine;
  for (size_t panel = work.panel; panel < work.end_panel; ++panel) {
    const size_t column = panel * kWidth;
    const float* const w = panels + column * args.k;
    const float* ahead = w + kWidth * args.k;
    for (size_t i = 0; i < work.rows; i += kTileRows) {
      for (const float* end = ahead + share; ahead < end; ahead += kLine) __builtin_prefetch(ahead, 0, 2);
      TileOf<kTileRows, Rows::kCopied>(Least(work.rows - i, kTileRows), {block + i * kBlock, kBlock}, w, work.k,
                                       args.c + (work.first + i) * args.c_stride + column, args.c_stride,
                                       Least(args.n - column, kWidth), start);
    }
  }
}

template <size_t kTileRows>
void RunPanels(const GemmArgs& args) {
  if (args.m <= kTileRows) return RunInPlace<kTileRows, Rows::kAllInPlace>(args);
  if (args.panel_end - args.panel_begin < kPanelsWorthCopying) return RunInPlace<kTileRows, Rows::kInPlace>(args);
  const size_t a_stride = args.a_stride / sizeof(float);
  alignas(64) float block[kRowsAtHand * kBlock];
  for (size_t first = 0; first < args.m; first += kRowsAtHand)
    for (size_t panel = args.panel_begin; panel < args.panel_end; panel += kPanelsAtHand)
      for (size_t p = 0; p < args.k; p += kBlock) {
        const BlockOfWork work{first, Least(args.m - first, kRowsAtHand),          p, Least(args.k - p, kBlock),
                               panel, Least(panel + kPanelsAtHand, args.panel_end)};
        const float* const a = static_cast<const float*>(args.a) + first * a_stride + p;
        for (size_t r = 0; r < work.rows; ++r) Copy(a + r * a_stride, work.k, block + r * kBlock);
        RunBlock<kTileRows>(args, work, block);
      }
}

}  // namespace
}  // namespace godel::kernels

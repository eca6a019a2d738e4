// SPDX-License-Identifier: MIT
// tdpbf16ps: 16 x 16 sums of 32 products of bf16 each. The instruction adds a tile's products in its own order and then
// to the result; that order is the same for every row, so a row's result does not depend on its neighbours. One row,
// too, is multiplied this way.
//
// 32 rows of A and two panels at a time: tiles 0 and 1 hold the results of the first panel, 2 and 3 those of the
// second, 4 and 5 rows of A, 6 and 7 weights.
#include <immintrin.h>

#include "godel/kernels/packed_gemm/amx-inl.h"
#include "godel/kernels/packed_gemm/bf16_row-inl.h"

namespace godel::kernels::amx {
namespace {

constexpr size_t kStep = kTileBytes / sizeof(uint16_t);  // of k
constexpr unsigned kTopTiles = 1u << 0 | 1u << 2 | 1u << 4, kBottomTiles = 1u << 1 | 1u << 3 | 1u << 5;

// As bf16_row, with zeros up to a whole step: the tiles read them.
void PrepareRowOfSteps(const float* a, size_t k, void* row) {
  PrepareRow(a, k, row);
  uint16_t* const out = static_cast<uint16_t*>(row);
  for (size_t i = k; i < RowBytes(k) / sizeof(uint16_t); ++i) out[i] = 0;
}

// `w0`, `w1`: a step of each panel's weights; null: there is no second one.
inline void AddStep(const char* a, size_t stride, const RowPair& rows, const void* w0, const void* w1) {
  _tile_loadd(4, a, stride);
  _tile_loadd(6, w0, kTileBytes);
  _tile_dpbf16ps(0, 4, 6);
  if (w1 != nullptr) {
    _tile_loadd(7, w1, kTileBytes);
    _tile_dpbf16ps(2, 4, 7);
  }
  if (rows.bottom == 0) return;
  _tile_loadd(5, a + kTileRows * stride, stride);
  _tile_dpbf16ps(1, 5, 6);
  if (w1 != nullptr) _tile_dpbf16ps(3, 5, 7);
}

// Writes a result to C through store(address, stride in bytes): rows [first, first + count) of a panel's columns.
template <class Store>
inline void StoreResult(const GemmArgs& args, size_t first, size_t count, size_t panel, const Store& store) {
  const size_t column = panel * kWidth, width = args.n - column;
  float* const c = args.c + first * args.c_stride + column;
  if (width >= kWidth) return store(c, args.c_stride * sizeof(float));
  alignas(64) float scratch[kTileRows * kWidth];
  store(scratch, kTileBytes);
  for (size_t r = 0; r < count; ++r)
    for (size_t j = 0; j < width; ++j) c[r * args.c_stride + j] = scratch[r * kWidth + j];
}

// The weights of a panel: whole steps where they lie, and a copy of what is behind them.
struct PanelSteps {
  const uint16_t* whole = nullptr;
  alignas(64) uint8_t tail[kTileSize];

  void Read(const GemmArgs& args, size_t panel) {
    whole = PanelWeights(args, panel);
    const size_t begin = args.k / kStep * kStep;
    if (begin < args.k) CopyTail(whole + begin * kWidth, (PaddedK(args.k) - begin) * kWidth * sizeof(uint16_t), tail);
  }
  const void* At(size_t p, size_t k) const {
    return p + kStep <= k ? static_cast<const void*>(whole + p * kWidth) : tail;
  }
};

void MultiplyRows(const GemmArgs& args, const RowPair& rows, size_t panel, const PanelSteps* first,
                  const PanelSteps* second) {
  const char* const a = static_cast<const char*>(args.a) + rows.first * args.a_stride;
  _tile_zero(0);
  _tile_zero(1);
  _tile_zero(2);
  _tile_zero(3);
  for (size_t p = 0; p < args.k; p += kStep)
    AddStep(a + p * sizeof(uint16_t), args.a_stride, rows, first->At(p, args.k),
            second != nullptr ? second->At(p, args.k) : nullptr);
  const size_t next = rows.first + kTileRows;
  StoreResult(args, rows.first, rows.top, panel, [](float* c, size_t stride) { _tile_stored(0, c, stride); });
  if (rows.bottom > 0)
    StoreResult(args, next, rows.bottom, panel, [](float* c, size_t stride) { _tile_stored(1, c, stride); });
  if (second == nullptr) return;
  StoreResult(args, rows.first, rows.top, panel + 1, [](float* c, size_t stride) { _tile_stored(2, c, stride); });
  if (rows.bottom > 0)
    StoreResult(args, next, rows.bottom, panel + 1, [](float* c, size_t stride) { _tile_stored(3, c, stride); });
}

// Rows of A that pass by two panels before the next ones: 96 of 3,072 columns are half a megabyte.
constexpr size_t kRowBlock = 96;

void Run(const GemmArgs& args) {
  TileShapes shapes;
  PanelSteps first, second;
  for (size_t begin = 0; begin < args.m; begin += kRowBlock) {
    const size_t end = begin + kRowBlock < args.m ? begin + kRowBlock : args.m;
    for (size_t panel = args.panel_begin; panel < args.panel_end; panel += 2) {
      const bool two = panel + 1 < args.panel_end;
      first.Read(args, panel);
      if (two) second.Read(args, panel + 1);
      for (size_t i = begin; i < end; i += 2 * kTileRows) {
        const RowPair rows = RowPairAt(i, end);
        shapes.Set(rows, kTopTiles, kBottomTiles);
        MultiplyRows(args, rows, panel, &first, two ? &second : nullptr);
      }
    }
  }
}

}  // namespace

extern const GemmKernel kGemm_bf16{
    "packed_gemm/bf16_amx", "bf16_16x2", WeightType::bf16, Isa::amx, kWidth, PanelBytes, PackPanel, Run, RowBytes,
    PrepareRowOfSteps};

}  // namespace godel::kernels::amx

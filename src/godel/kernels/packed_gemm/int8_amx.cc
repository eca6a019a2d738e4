// SPDX-License-Identifier: MIT
// tdpbsud: 16 x 16 sums of 64 products of signed activations and unsigned weights, exact in int32. Two of them are a
// block of 128, whose sums go through memory to be scaled and added in f32, in the order of the other variants: the
// same bits. Few rows (decoding) do not fill a tile and take avx512vnni's way.
//
// A unit of work is 32 rows of A, a block of k and a panel: tiles 4 .. 7 hold the rows' two steps of k, 2 and 3 the
// weights', 0 and 1 the sums. The tiles of a unit multiply while the vector units scale the one before.
#include <immintrin.h>

#include "godel/kernels/packed_gemm/amx-inl.h"
#include "godel/kernels/packed_gemm/int8_vnni-inl.h"

namespace godel::kernels::amx {
namespace {

// Below, the vector tile reads the weights as fast and converts less.
constexpr size_t kFewestRows = 7;

// Panels that pass by the rows in the tiles: their f32 sums, 32 x 128 of them, stay in the first-level cache.
constexpr size_t kPanels = 8;

constexpr unsigned kTopTiles = 1u << 0 | 1u << 4 | 1u << 6, kBottomTiles = 1u << 1 | 1u << 5 | 1u << 7;

// The f32 sums of some rows and panels.
struct Accumulators {
  alignas(64) float of[kPanels][2 * kTileRows][kWidth];
};

// Integer sums of a unit, as the tiles store them.
struct UnitSums {
  alignas(64) int32_t of[2 * kTileRows][kWidth];
};

// What a block of k needs of the rows: scales, and what takes the weights' offset back.
struct RowFactors {
  float scales[2 * kTileRows];
  int32_t offsets[2 * kTileRows];
};

struct Block {
  size_t index;
  size_t begin;       // of k
  size_t steps;       // of 64, 1 or 2
  bool whole = true;  // the last step is, too
};

Block BlockAt(size_t index, size_t padded_k) {
  const size_t begin = index * kBlock, length = padded_k - begin < kBlock ? padded_k - begin : kBlock;
  return {index, begin, (length + kTileBytes - 1) / kTileBytes, length % kTileBytes == 0};
}

// Tiles 4 .. 7 and the factors of a block.
void LoadRows(const GemmArgs& args, const RowPair& rows, const Block& block, RowFactors* factors) {
  const char* const top = static_cast<const char*>(args.a) + rows.first * args.a_stride;
  const char* const values = top + ValuesOffset(args.k) + block.begin;
  const char* const below = values + kTileRows * args.a_stride;
  _tile_loadd(4, values, args.a_stride);
  if (rows.bottom > 0) _tile_loadd(5, below, args.a_stride);
  if (block.steps == 2) {
    _tile_loadd(6, values + kTileBytes, args.a_stride);
    if (rows.bottom > 0) _tile_loadd(7, below + kTileBytes, args.a_stride);
  }
  for (size_t r = 0; r < rows.count(); ++r) {
    const QuantizedRow<int8_t> row = RowAt<int8_t>(top, args.a_stride, r, args.k);
    factors->scales[r] = row.scales[block.index];
    factors->offsets[r] = -kZero * row.block_sums[block.index];
  }
}

void SumUnit(const GemmArgs& args, const RowPair& rows, const Block& block, size_t panel, UnitSums* sums) {
  const uint8_t* const w = Panel::Weights(args, panel) + block.begin * kWidth;
  const uint8_t* last = w + (block.steps - 1) * kTileSize;
  alignas(64) uint8_t tail[kTileSize];
  if (!block.whole) {
    CopyTail(last, (PaddedK(args.k) % kTileBytes) * kWidth, tail);
    last = tail;
  }
  _tile_zero(0);
  _tile_zero(1);
  if (block.steps == 2) {
    _tile_loadd(2, w, kTileBytes);
    _tile_dpbsud(0, 4, 2);
    _tile_dpbsud(1, 5, 2);
    _tile_loadd(3, last, kTileBytes);
    _tile_dpbsud(0, 6, 3);
    _tile_dpbsud(1, 7, 3);
  } else {
    _tile_loadd(2, last, kTileBytes);
    _tile_dpbsud(0, 4, 2);
    _tile_dpbsud(1, 5, 2);
  }
  _tile_stored(0, sums->of[0], kTileBytes);
  if (rows.bottom > 0) _tile_stored(1, sums->of[kTileRows], kTileBytes);
}

// The weights of a unit to come.
void Prefetch(const uint8_t* weights) {
#pragma GCC unroll 32
  for (size_t i = 0; i < kBlock * kWidth; i += 64)
    _mm_prefetch(reinterpret_cast<const char*>(weights + i), _MM_HINT_T0);
}

// c += scales * (sums + offsets).
void AddUnit(const RowFactors& factors, const UnitSums& sums, size_t count, const uint16_t* scales, bool first,
             float (*c)[kWidth]) {
  const __m512 w_scale = LoadScales(scales);
  for (size_t r = 0; r < count; ++r) {
    const __m512i sum = _mm512_add_epi32(_mm512_set1_epi32(factors.offsets[r]), _mm512_load_si512(sums.of[r]));
    const __m512 scale = _mm512_mul_ps(_mm512_set1_ps(factors.scales[r]), w_scale);
    const __m512 before = first ? _mm512_setzero_ps() : _mm512_load_ps(c[r]);
    _mm512_store_ps(c[r], _mm512_fmadd_ps(_mm512_cvtepi32_ps(sum), scale, before));
  }
}

// C's rows and `count` panels from `panel`.
void MultiplyRows(const GemmArgs& args, const RowPair& rows, size_t panel, size_t count, Accumulators* c) {
  const size_t padded = PaddedK(args.k), blocks = RoundUp(padded, kBlock) / kBlock;
  UnitSums sums[2];
  RowFactors factors[2];
  // The unit before: its block and panel.
  size_t unit = 0, last_block = 0, last_panel = 0;
  const auto add_last = [&] {
    AddUnit(factors[last_block % 2], sums[(unit - 1) % 2], rows.count(),
            Panel::Scales(args, panel + last_panel) + last_block * kWidth, last_block == 0, c->of[last_panel]);
  };
  for (size_t b = 0; b < blocks; ++b) {
    const Block block = BlockAt(b, padded);
    LoadRows(args, rows, block, &factors[b % 2]);
    for (size_t j = 0; j < count; ++j) {
      SumUnit(args, rows, block, panel + j, &sums[unit % 2]);
      Prefetch(Panel::Weights(args, panel + (j + 1) % count) + (j + 1 < count ? b : b + 1) * kBlock * kWidth);
      if (unit > 0) add_last();
      ++unit;
      last_block = b;
      last_panel = j;
    }
  }
  add_last();
  // A row at a time: rows that lie a multiple of 4 KiB apart share the first-level cache's lines.
  for (size_t r = 0; r < rows.count(); ++r)
    for (size_t j = 0; j < count; ++j) PanelColumns(args, panel + j).Store(rows.first + r, _mm512_load_ps(c->of[j][r]));
}

void Run(const GemmArgs& args) {
  if (args.m < kFewestRows) return RunVectorTiles(args);
  TileShapes shapes;
  Accumulators c;
  for (size_t panel = args.panel_begin; panel < args.panel_end; panel += kPanels) {
    const size_t count = args.panel_end - panel < kPanels ? args.panel_end - panel : kPanels;
    for (size_t i = 0; i < args.m; i += 2 * kTileRows) {
      const RowPair rows = RowPairAt(i, args.m);
      shapes.Set(rows, kTopTiles, kBottomTiles);
      MultiplyRows(args, rows, panel, count, &c);
    }
  }
}

}  // namespace

extern const GemmKernel kGemm_int8{
    "packed_gemm/int8_amx", "int8_16x4",       WeightType::int8, Isa::amx, kWidth, Panel::Bytes, PackPanel, Run,
    RowBytes<int8_t>,       PrepareRow<int8_t>};

}  // namespace godel::kernels::amx

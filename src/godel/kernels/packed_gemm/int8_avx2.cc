// SPDX-License-Identifier: MIT
// AVX2 has no exact product of 8-bit integers: vpmaddubsw saturates at 16 bits. vpmaddwd of 16-bit lanes multiplies as
// many a cycle and is exact, so weights are widened as they are read (few rows) or once for all rows, and activations
// are kept in 16 bits.
//
// A register holds 4 weight rows x 4 columns of k; vpmaddwd leaves two int32 for each row. A tile is 8 weight rows (two
// registers, half of a panel) and up to 4 rows of A: with 6, GCC 12 loads all activations first and spills sums.
#include <immintrin.h>

#include "godel/kernels/packed_gemm/int8_panel-inl.h"

namespace godel::kernels::avx2 {
namespace {

constexpr size_t kTileRows = 4;
constexpr size_t kHalf = kWidth / 2;

struct Widen {  // weights as they are packed
  using Type = uint8_t;
  static __m256i Load(const uint8_t* w) {
    return _mm256_cvtepu8_epi16(_mm_load_si128(reinterpret_cast<const __m128i*>(w)));
  }
};
struct Wide {  // weights that have been widened
  using Type = int16_t;
  static __m256i Load(const int16_t* w) { return _mm256_load_si256(reinterpret_cast<const __m256i*>(w)); }
};

struct Block {
  size_t begin, end;       // of k
  const uint16_t* scales;  // of the panel's half
  bool first;              // C is written, not added to
};

// C[kRows, 8] += the block's product. `weights`: those of the half panel, [k / 4][16][4].
template <class Source, size_t kRows>
void Tile(const QuantizedRow<int16_t>* rows, const typename Source::Type* weights, const Block& block, float* c,
          size_t c_stride) {
  __m256i sums[kRows][2];
#pragma GCC unroll 8
  for (size_t r = 0; r < kRows; ++r) sums[r][0] = sums[r][1] = _mm256_setzero_si256();
  for (size_t q = block.begin; q < block.end; q += 4, weights += 4 * kWidth) {
    const __m256i low = Source::Load(weights), high = Source::Load(weights + 16);
#pragma GCC unroll 8
    for (size_t r = 0; r < kRows; ++r) {
      const __m256i a = _mm256_set1_epi64x(*reinterpret_cast<const long long*>(rows[r].values + q));
      sums[r][0] = _mm256_add_epi32(sums[r][0], _mm256_madd_epi16(low, a));
      sums[r][1] = _mm256_add_epi32(sums[r][1], _mm256_madd_epi16(high, a));
    }
  }
  const __m128i bits = _mm_loadu_si128(reinterpret_cast<const __m128i*>(block.scales));
  const __m256 w_scale = _mm256_castsi256_ps(_mm256_slli_epi32(_mm256_cvtepu16_epi32(bits), 16));
#pragma GCC unroll 8
  for (size_t r = 0; r < kRows; ++r) {
    // hadd leaves the rows 0 1 4 5 | 2 3 6 7.
    const __m256i mixed = _mm256_hadd_epi32(sums[r][0], sums[r][1]);
    const __m256i sum = _mm256_sub_epi32(_mm256_permute4x64_epi64(mixed, 0xD8),
                                         _mm256_set1_epi32(kZero * rows[r].block_sums[block.begin / kBlock]));
    const __m256 scale = _mm256_mul_ps(_mm256_set1_ps(rows[r].scales[block.begin / kBlock]), w_scale);
    float* const out = c + r * c_stride;
    const __m256 before = block.first ? _mm256_setzero_ps() : _mm256_loadu_ps(out);
    _mm256_storeu_ps(out, _mm256_fmadd_ps(_mm256_cvtepi32_ps(sum), scale, before));
  }
}

// Calls Tile with the number of rows as a constant.
template <class Source, size_t kRows>
void TileOf(size_t count, const QuantizedRow<int16_t>* rows, const typename Source::Type* weights, const Block& block,
            float* c, size_t c_stride) {
  if constexpr (kRows > 1) {
    if (count < kRows) return TileOf<Source, kRows - 1>(count, rows, weights, block, c, c_stride);
  }
  Tile<Source, kRows>(rows, weights, block, c, c_stride);
}

// Rows of A that pass by a panel before the next panel: with their 16-bit values of 3,072 columns they fill half of a
// megabyte.
constexpr size_t kRowBlock = 96;

size_t Least(size_t a, size_t b) {
  return a < b ? a : b;
}

// All rows of a row block times one panel, into c [rows, 16], which may be a scratch block for the last, narrow panel.
void RunPanel(const GemmArgs& args, const QuantizedRow<int16_t>* rows, size_t count, size_t panel, float* c,
              size_t c_stride) {
  const uint16_t* const scales = PanelScales(args, panel);
  const uint8_t* const packed = PanelWeights(args, panel);
  for (size_t p = 0; p < PaddedK(args.k); p += kBlock) {
    const size_t end = Least(p + kBlock, PaddedK(args.k));
    const uint8_t* const w = packed + p * kWidth;
    alignas(64) int16_t wide[kBlock * kWidth];
    if (count > kTileRows)
      for (size_t i = 0; i < (end - p) * kWidth; i += 16)
        _mm256_store_si256(reinterpret_cast<__m256i*>(wide + i), Widen::Load(w + i));
    for (size_t half = 0; half < 2; ++half) {
      const Block block{p, end, scales + p / kBlock * kWidth + half * kHalf, p == 0};
      for (size_t i = 0; i < count; i += kTileRows) {
        float* const out = c + i * c_stride + half * kHalf;
        if (count > kTileRows)
          TileOf<Wide, kTileRows>(Least(count - i, kTileRows), rows + i, wide + half * 32, block, out, c_stride);
        else
          TileOf<Widen, kTileRows>(count, rows, w + half * 32, block, out, c_stride);
      }
    }
  }
}

void Run(const GemmArgs& args) {
  for (size_t first = 0; first < args.m; first += kRowBlock) {
    const size_t count = Least(args.m - first, kRowBlock);
    QuantizedRow<int16_t> rows[kRowBlock];
    for (size_t i = 0; i < count; ++i) rows[i] = RowAt<int16_t>(args.a, args.a_stride, first + i, args.k);
    for (size_t panel = args.panel_begin; panel < args.panel_end; ++panel) {
      const size_t column = panel * kWidth, width = Least(args.n - column, kWidth);
      float* const c = args.c + first * args.c_stride + column;
      if (width == kWidth) {
        RunPanel(args, rows, count, panel, c, args.c_stride);
        continue;
      }
      alignas(64) float scratch[kRowBlock * kWidth];
      RunPanel(args, rows, count, panel, scratch, kWidth);
      for (size_t i = 0; i < count; ++i)
        for (size_t j = 0; j < width; ++j) c[i * args.c_stride + j] = scratch[i * kWidth + j];
    }
  }
}

}  // namespace

extern const GemmKernel kGemm_int8{
    "packed_gemm/int8_avx2", "int8_16x4",        WeightType::int8, Isa::avx2, kWidth, PanelBytes, PackPanel, Run,
    RowBytes<int16_t>,       PrepareRow<int16_t>};

}  // namespace godel::kernels::avx2

// SPDX-License-Identifier: MIT
// AVX2 has no exact product of 8-bit integers: vpmaddubsw saturates at 16 bits. vpmaddwd of 16-bit lanes multiplies as
// many a cycle and is exact, so weights are widened as they are read (few rows) or once for all rows, and activations
// are kept in 16 bits.
//
// A register holds 4 weight rows x 4 columns of k; vpmaddwd leaves two int32 for each row. A tile is 8 weight rows (two
// registers, half of a panel) and up to 4 rows of A: with 6, GCC 12 loads all activations first and spills sums.
#include <immintrin.h>

#include "godel/kernels/packed_gemm/constant_rows-inl.h"
#include "godel/kernels/packed_gemm/int8_panel-inl.h"
#include "godel/kernels/packed_gemm/integer_rows_avx2-inl.h"

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
  const __m256 w_scale = LoadScales(block.scales);
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

void RunPanel(const GemmArgs& args, const RowBlock<int16_t>& block, size_t panel) {
  const uint16_t* const scales = Panel::Scales(args, panel);
  const uint8_t* const packed = Panel::Weights(args, panel);
  const size_t padded = PaddedK(args.k);
  for (size_t p = 0; p < padded; p += kBlock) {
    const size_t end = Least(p + kBlock, padded);
    const uint8_t* const w = packed + p * kWidth;
    // The next panel's share of the block comes from memory and would be waited for.
    for (size_t i = 0; i < (end - p) * kWidth; i += 64)
      _mm_prefetch(reinterpret_cast<const char*>(w + Panel::Bytes(args.k) + i), _MM_HINT_T0);
    alignas(64) int16_t wide[kBlock * kWidth];
    if (block.count > kTileRows)
      for (size_t i = 0; i < (end - p) * kWidth; i += 16)
        _mm256_store_si256(reinterpret_cast<__m256i*>(wide + i), Widen::Load(w + i));
    for (size_t half = 0; half < 2; ++half) {
      const Block of_k{p, end, scales + p / kBlock * kWidth + half * kHalf, p == 0};
      for (size_t i = 0; i < block.count; i += kTileRows)
        WithRows<kTileRows>(Least(block.count - i, kTileRows), [&](auto rows) {
          float* const out = block.c + i * block.c_stride + half * kHalf;
          if (block.count > kTileRows)
            Tile<Wide, rows.count>(block.rows + i, wide + half * 32, of_k, out, block.c_stride);
          else
            Tile<Widen, rows.count>(block.rows + i, w + half * 32, of_k, out, block.c_stride);
        });
    }
  }
}

void Run(const GemmArgs& args) {
  ForRowBlocks<int16_t>(args, [&](const RowBlock<int16_t>& block, size_t panel) { RunPanel(args, block, panel); });
}

}  // namespace

extern const GemmKernel kGemm_int8{
    "packed_gemm/int8_avx2", "int8_16x4",        WeightType::int8, Isa::avx2, kWidth, Panel::Bytes, PackPanel, Run,
    RowBytes<int16_t>,       PrepareRow<int16_t>};

}  // namespace godel::kernels::avx2

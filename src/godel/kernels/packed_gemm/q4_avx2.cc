// SPDX-License-Identifier: MIT
// vpmaddubsw is exact here: two products of a weight of 0 .. 15 and an activation of -127 .. 127 are at most 3,810, and
// the eight of a group of 32 add up to 30,480, still within 16 bits. So a group is summed in 16-bit lanes, and
// widened once.
//
// A tile is the 16 weight rows of a panel, two registers of 8, and up to 4 rows of A (as the int8
// product).
#include <immintrin.h>

#include "godel/kernels/packed_gemm/constant_rows-inl.h"
#include "godel/kernels/packed_gemm/integer_rows_avx2-inl.h"
#include "godel/kernels/packed_gemm/q4_panel-inl.h"

namespace godel::kernels::avx2 {
namespace {

constexpr size_t kTileRows = 4;
constexpr size_t kRegs = 2;  // of 8 weight rows
constexpr size_t kLanes = 8;
constexpr size_t kAhead = 2048;  // bytes of weights that are fetched before they are wanted

// One group of a panel, unpacked: [8 column groups of 4][16 rows][4 columns].
void Unpack(const uint8_t* w, uint8_t* out) {
  const __m256i low_half = _mm256_set1_epi8(15);
  for (size_t i = 0; i < kGroup / 8; ++i)
    for (size_t j = 0; j < kRegs; ++j) {
      const __m256i both = _mm256_load_si256(reinterpret_cast<const __m256i*>(w + i * 64 + j * 32));
      _mm256_store_si256(reinterpret_cast<__m256i*>(out + i * 128 + j * 32), _mm256_and_si256(both, low_half));
      _mm256_store_si256(reinterpret_cast<__m256i*>(out + i * 128 + 64 + j * 32),
                         _mm256_and_si256(_mm256_srli_epi16(both, 4), low_half));
    }
}

struct GroupOf {
  size_t begin;            // of k
  const uint16_t* scales;  // [16]
  const uint8_t* weights;  // unpacked
};

// C[kRows, 16] (=|+=) the group's product.
template <size_t kRows>
void Tile(const QuantizedRow<int8_t>* rows, const GroupOf& group, float* c, size_t c_stride) {
  __m256i sums[kRows][kRegs];
#pragma GCC unroll 8
  for (size_t r = 0; r < kRows; ++r) sums[r][0] = sums[r][1] = _mm256_setzero_si256();
  for (size_t i = 0; i < kGroup / 4; ++i) {
    const __m256i* const w = reinterpret_cast<const __m256i*>(group.weights + i * 64);
    const __m256i low = _mm256_load_si256(w), high = _mm256_load_si256(w + 1);
#pragma GCC unroll 8
    for (size_t r = 0; r < kRows; ++r) {
      const __m256i a = _mm256_set1_epi32(*reinterpret_cast<const int32_t*>(rows[r].values + group.begin + i * 4));
      sums[r][0] = _mm256_add_epi16(sums[r][0], _mm256_maddubs_epi16(low, a));
      sums[r][1] = _mm256_add_epi16(sums[r][1], _mm256_maddubs_epi16(high, a));
    }
  }
  const __m256i ones = _mm256_set1_epi16(1);
#pragma GCC unroll 2
  for (size_t j = 0; j < kRegs; ++j) {
    const __m256 w_scale = LoadScales(group.scales + j * kLanes);
#pragma GCC unroll 8
    for (size_t r = 0; r < kRows; ++r) {
      const __m256i sum = _mm256_sub_epi32(_mm256_madd_epi16(sums[r][j], ones),
                                           _mm256_set1_epi32(kZero * rows[r].sums[group.begin / kGroup]));
      const __m256 scale = _mm256_mul_ps(_mm256_set1_ps(rows[r].scales[group.begin / kBlock]), w_scale);
      float* const out = c + r * c_stride + j * kLanes;
      const __m256 before = group.begin == 0 ? _mm256_setzero_ps() : _mm256_loadu_ps(out);
      _mm256_storeu_ps(out, _mm256_fmadd_ps(_mm256_cvtepi32_ps(sum), scale, before));
    }
  }
}

// One row (decoding): weights are unpacked in registers and the sums stay there over all of k. The same sums, products
// and additions as in Tile, so the same bits.
void MultiplyRow(const QuantizedRow<int8_t>& row, const uint16_t* scales, const uint8_t* w, size_t k, float* c) {
  const __m256i low_half = _mm256_set1_epi8(15), ones = _mm256_set1_epi16(1);
  __m256 total[kRegs] = {_mm256_setzero_ps(), _mm256_setzero_ps()};
  for (size_t p = 0; p < k; p += kGroup) {
    __m256i sums[kRegs] = {_mm256_setzero_si256(), _mm256_setzero_si256()};
    const int32_t* const a = reinterpret_cast<const int32_t*>(row.values + p);
#pragma GCC unroll 4
    for (size_t i = 0; i < kGroup / 8; ++i, w += 64) {
      _mm_prefetch(reinterpret_cast<const char*>(w) + kAhead, _MM_HINT_T0);
      const __m256i first = _mm256_set1_epi32(a[2 * i]), second = _mm256_set1_epi32(a[2 * i + 1]);
#pragma GCC unroll 2
      for (size_t j = 0; j < kRegs; ++j) {
        const __m256i both = _mm256_load_si256(reinterpret_cast<const __m256i*>(w + j * 32));
        const __m256i low = _mm256_and_si256(both, low_half);
        const __m256i high = _mm256_and_si256(_mm256_srli_epi16(both, 4), low_half);
        sums[j] = _mm256_add_epi16(sums[j], _mm256_maddubs_epi16(low, first));
        sums[j] = _mm256_add_epi16(sums[j], _mm256_maddubs_epi16(high, second));
      }
    }
    const __m256i offset = _mm256_set1_epi32(kZero * row.sums[p / kGroup]);
    const __m256 a_scale = _mm256_set1_ps(row.scales[p / kBlock]);
#pragma GCC unroll 2
    for (size_t j = 0; j < kRegs; ++j) {
      const __m256i sum = _mm256_sub_epi32(_mm256_madd_epi16(sums[j], ones), offset);
      const __m256 scale = _mm256_mul_ps(a_scale, LoadScales(scales + p / kGroup * kWidth + j * kLanes));
      total[j] = _mm256_fmadd_ps(_mm256_cvtepi32_ps(sum), scale, total[j]);
    }
  }
  for (size_t j = 0; j < kRegs; ++j) _mm256_storeu_ps(c + j * kLanes, total[j]);
}

void RunPanel(const GemmArgs& args, const RowBlock<int8_t>& block, size_t panel) {
  const uint16_t* const scales = Panel::Scales(args, panel);
  const uint8_t* const packed = Panel::Weights(args, panel);
  if (block.count == 1) return MultiplyRow(block.rows[0], scales, packed, PaddedK(args.k), block.c);
  alignas(64) uint8_t unpacked[kGroup * kWidth];
  for (size_t p = 0; p < PaddedK(args.k); p += kGroup) {
    Unpack(packed + p * kWidth / 2, unpacked);
    const GroupOf group{p, scales + p / kGroup * kWidth, unpacked};
    for (size_t i = 0; i < block.count; i += kTileRows)
      WithRows<kTileRows>(Least(block.count - i, kTileRows), [&](auto rows) {
        Tile<rows.count>(block.rows + i, group, block.c + i * block.c_stride, block.c_stride);
      });
  }
}

void Run(const GemmArgs& args) {
  ForRowBlocks<int8_t>(args, [&](const RowBlock<int8_t>& block, size_t panel) { RunPanel(args, block, panel); });
}

}  // namespace

extern const GemmKernel kGemm_q4{
    "packed_gemm/q4_avx2", "q4_16x4",         WeightType::q4, Isa::avx2, kWidth, Panel::Bytes, PackPanel, Run,
    RowBytes<int8_t>,      PrepareRow<int8_t>};

}  // namespace godel::kernels::avx2

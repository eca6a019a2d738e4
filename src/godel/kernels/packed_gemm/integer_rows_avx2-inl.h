// SPDX-License-Identifier: MIT
// What the AVX2 products of integer weights share.
#pragma once
#include <immintrin.h>

#include "godel/kernels/packed_gemm/integer_panel-inl.h"

namespace godel::kernels {
namespace {

[[maybe_unused]] inline size_t Least(size_t a, size_t b) {
  return a < b ? a : b;
}

// 8 bf16 scales, widened.
[[maybe_unused]] inline __m256 LoadScales(const uint16_t* scales) {
  const __m128i bits = _mm_loadu_si128(reinterpret_cast<const __m128i*>(scales));
  return _mm256_castsi256_ps(_mm256_slli_epi32(_mm256_cvtepu16_epi32(bits), 16));
}

// Rows of A that pass by a panel before the next panel: with 16-bit values of 3,072 columns they fill half of a
// megabyte.
constexpr size_t kRowBlock = 96;

// Rows of A and where their product with one panel goes: c [count, 16].
template <class Int>
struct RowBlock {
  const QuantizedRow<Int>* rows;
  size_t count;
  float* c;
  size_t c_stride;
};

// Calls multiply(block of rows, panel) for all of C; the last, narrow panel goes through a scratch block.
template <class Int, class Multiply>
inline void ForRowBlocks(const GemmArgs& args, const Multiply& multiply) {
  for (size_t first = 0; first < args.m; first += kRowBlock) {
    const size_t count = Least(args.m - first, kRowBlock);
    QuantizedRow<Int> rows[kRowBlock];
    for (size_t i = 0; i < count; ++i) rows[i] = RowAt<Int>(args.a, args.a_stride, first + i, args.k);
    for (size_t panel = args.panel_begin; panel < args.panel_end; ++panel) {
      const size_t column = panel * kWidth, width = Least(args.n - column, kWidth);
      float* const c = args.c + first * args.c_stride + column;
      if (width == kWidth) {
        multiply(RowBlock<Int>{rows, count, c, args.c_stride}, panel);
        continue;
      }
      alignas(64) float scratch[kRowBlock * kWidth];
      multiply(RowBlock<Int>{rows, count, scratch, kWidth}, panel);
      for (size_t i = 0; i < count; ++i)
        for (size_t j = 0; j < width; ++j) c[i * args.c_stride + j] = scratch[i * kWidth + j];
    }
  }
}

}  // namespace
}  // namespace godel::kernels

// SPDX-License-Identifier: MIT
// A row of activations rounded to bf16, for CPUs that multiply bf16; padded to 64 bytes.
#pragma once
#include <immintrin.h>

#include "godel/kernels/packed_gemm/bf16_panel-inl.h"

namespace godel::kernels {
namespace {

size_t RowBytes(size_t k) {
  return (PaddedK(k) * sizeof(uint16_t) + 63) / 64 * 64;
}

void PrepareRow(const float* a, size_t k, void* row) {
  uint16_t* const out = static_cast<uint16_t*>(row);
  size_t i = 0;
  for (; i + 16 <= k; i += 16) {
    const __m256bh rounded = _mm512_cvtneps_pbh(_mm512_loadu_ps(a + i));
    __builtin_memcpy(out + i, &rounded, sizeof(rounded));
  }
  for (; i < k; ++i) out[i] = Bf16Rounded(a[i]);
  if (k % 2 != 0) out[k] = 0;
}

}  // namespace
}  // namespace godel::kernels

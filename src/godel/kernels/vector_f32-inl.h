// SPDX-License-Identifier: MIT
// The few f32 vector operations that the kernels' shared loops are written in, for the ISA that the including file is
// compiled for. Everything here has internal linkage: an inline function with external linkage would exist once per
// program, and the linker might keep the AVX-512 copy of it for everybody.
#pragma once
#include <immintrin.h>

#include <cstddef>
#include <cstdint>

namespace godel::kernels {
namespace {

#if defined(__AVX512F__)

struct Vec {
  static constexpr size_t kLanes = 16;
  using Reg = __m512;
  static Reg Zero() { return _mm512_setzero_ps(); }
  static Reg Set(float x) { return _mm512_set1_ps(x); }
  static Reg Load(const float* p) { return _mm512_loadu_ps(p); }
  static void Store(float* p, Reg x) { _mm512_storeu_ps(p, x); }
  // The even or the odd of 2 * kLanes bf16 values, widened.
  static Reg LoadLowBf16(const uint16_t* p) {
    return _mm512_castsi512_ps(_mm512_slli_epi32(_mm512_loadu_si512(p), 16));
  }
  static Reg LoadHighBf16(const uint16_t* p) {
    return _mm512_castsi512_ps(_mm512_and_si512(_mm512_loadu_si512(p), _mm512_set1_epi32(-65536)));
  }
  static Reg Add(Reg a, Reg b) { return _mm512_add_ps(a, b); }
  static Reg Sub(Reg a, Reg b) { return _mm512_sub_ps(a, b); }
  static Reg Mul(Reg a, Reg b) { return _mm512_mul_ps(a, b); }
  static Reg Div(Reg a, Reg b) { return _mm512_div_ps(a, b); }
  static Reg Max(Reg a, Reg b) { return _mm512_max_ps(a, b); }
  static Reg Fma(Reg a, Reg b, Reg c) { return _mm512_fmadd_ps(a, b, c); }
  static Reg Round(Reg x) { return _mm512_roundscale_ps(x, _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC); }
  // 2^n for whole n in [-126, 127].
  static Reg PowerOfTwo(Reg n) {
    const __m512i exponent = _mm512_add_epi32(_mm512_cvtps_epi32(n), _mm512_set1_epi32(127));
    return _mm512_castsi512_ps(_mm512_slli_epi32(exponent, 23));
  }
  // x where limit <= test, else 0.
  static Reg KeepAtLeast(Reg x, Reg test, Reg limit) {
    return _mm512_maskz_mov_ps(_mm512_cmp_ps_mask(test, limit, _CMP_GE_OQ), x);
  }
};

#elif defined(__AVX2__)

struct Vec {
  static constexpr size_t kLanes = 8;
  using Reg = __m256;
  static Reg Zero() { return _mm256_setzero_ps(); }
  static Reg Set(float x) { return _mm256_set1_ps(x); }
  static Reg Load(const float* p) { return _mm256_loadu_ps(p); }
  static void Store(float* p, Reg x) { _mm256_storeu_ps(p, x); }
  static Reg LoadLowBf16(const uint16_t* p) {
    return _mm256_castsi256_ps(_mm256_slli_epi32(_mm256_loadu_si256(reinterpret_cast<const __m256i*>(p)), 16));
  }
  static Reg LoadHighBf16(const uint16_t* p) {
    return _mm256_castsi256_ps(
        _mm256_and_si256(_mm256_loadu_si256(reinterpret_cast<const __m256i*>(p)), _mm256_set1_epi32(-65536)));
  }
  static Reg Add(Reg a, Reg b) { return _mm256_add_ps(a, b); }
  static Reg Sub(Reg a, Reg b) { return _mm256_sub_ps(a, b); }
  static Reg Mul(Reg a, Reg b) { return _mm256_mul_ps(a, b); }
  static Reg Div(Reg a, Reg b) { return _mm256_div_ps(a, b); }
  static Reg Max(Reg a, Reg b) { return _mm256_max_ps(a, b); }
  static Reg Fma(Reg a, Reg b, Reg c) { return _mm256_fmadd_ps(a, b, c); }
  static Reg Round(Reg x) { return _mm256_round_ps(x, _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC); }
  static Reg PowerOfTwo(Reg n) {
    const __m256i exponent = _mm256_add_epi32(_mm256_cvtps_epi32(n), _mm256_set1_epi32(127));
    return _mm256_castsi256_ps(_mm256_slli_epi32(exponent, 23));
  }
  static Reg KeepAtLeast(Reg x, Reg test, Reg limit) {
    return _mm256_and_ps(x, _mm256_cmp_ps(test, limit, _CMP_GE_OQ));
  }
};

#endif

// Halves are added until one lane is left: the order is fixed, so the result depends on the register alone.
[[maybe_unused]] float ReduceAdd(__m128 x) {
  const __m128 pairs = _mm_add_ps(x, _mm_movehl_ps(x, x));
  return _mm_cvtss_f32(_mm_add_ss(pairs, _mm_shuffle_ps(pairs, pairs, 1)));
}
[[maybe_unused]] float ReduceMax(__m128 x) {
  const __m128 pairs = _mm_max_ps(x, _mm_movehl_ps(x, x));
  return _mm_cvtss_f32(_mm_max_ss(pairs, _mm_shuffle_ps(pairs, pairs, 1)));
}
[[maybe_unused]] float ReduceAdd(__m256 x) {
  return ReduceAdd(_mm_add_ps(_mm256_castps256_ps128(x), _mm256_extractf128_ps(x, 1)));
}
[[maybe_unused]] float ReduceMax(__m256 x) {
  return ReduceMax(_mm_max_ps(_mm256_castps256_ps128(x), _mm256_extractf128_ps(x, 1)));
}
#if defined(__AVX512F__)
[[maybe_unused]] float ReduceAdd(__m512 x) {
  return ReduceAdd(_mm256_add_ps(_mm512_castps512_ps256(x), _mm512_extractf32x8_ps(x, 1)));
}
[[maybe_unused]] float ReduceMax(__m512 x) {
  return ReduceMax(_mm256_max_ps(_mm512_castps512_ps256(x), _mm512_extractf32x8_ps(x, 1)));
}
#endif

// exp(x) for x <= 0: x = n ln2 + r with |r| <= ln2/2, e^r by its Taylor polynomial of degree 7 (error below 6e-9
// relative, so rounding dominates), times 2^n. ln2 is split in two so that n ln2 is exact enough.
[[maybe_unused]] inline Vec::Reg ExpOfNegative(Vec::Reg x) {
  const Vec::Reg lowest = Vec::Set(-87.0f);  // below: 2^n would leave the normal range; the result is 0
  const Vec::Reg clamped = Vec::Max(x, lowest);
  const Vec::Reg n = Vec::Round(Vec::Mul(clamped, Vec::Set(1.44269504f)));
  Vec::Reg r = Vec::Fma(n, Vec::Set(-0.693359375f), clamped);
  r = Vec::Fma(n, Vec::Set(2.12194440e-4f), r);
  Vec::Reg p = Vec::Set(1.0f / 5040);
  p = Vec::Fma(p, r, Vec::Set(1.0f / 720));
  p = Vec::Fma(p, r, Vec::Set(1.0f / 120));
  p = Vec::Fma(p, r, Vec::Set(1.0f / 24));
  p = Vec::Fma(p, r, Vec::Set(1.0f / 6));
  p = Vec::Fma(p, r, Vec::Set(0.5f));
  p = Vec::Fma(p, r, Vec::Set(1.0f));
  p = Vec::Fma(p, r, Vec::Set(1.0f));
  return Vec::KeepAtLeast(Vec::Mul(p, Vec::PowerOfTwo(n)), x, lowest);
}

}  // namespace
}  // namespace godel::kernels

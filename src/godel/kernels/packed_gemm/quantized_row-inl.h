// SPDX-License-Identifier: MIT
// A row of activations as 8-bit integers, for the int8 and the 4-bit weights: every kBlock = 128 values share a scale,
// max |x| / 127, and the sums of every 128 and of every 32 integers are kept, because weights are stored with an
// offset.
//
// Row: scales f32 [blocks], sums of blocks int32 [blocks], sums int32 [k32 / 32], integers [k32] (int8_t, or int16_t
// where a kernel multiplies 16-bit lanes); each part starts on 64 bytes. k32 is k rounded up to 32; what is behind k is
// zero.
//
// Written without intrinsics, so that all variants compute the same integers: the loops are simple enough for the
// compiler, and a product that is rounded once rounds alike everywhere.
#pragma once
#include <cstddef>
#include <cstdint>

namespace godel::kernels {
namespace {

constexpr size_t kBlock = 128;
constexpr size_t kSumBlock = 32;

constexpr size_t RoundUp(size_t n, size_t to) {
  return (n + to - 1) / to * to;
}
constexpr size_t PaddedK(size_t k) {
  return RoundUp(k, kSumBlock);
}
constexpr size_t ScalesBytes(size_t k) {
  return RoundUp(RoundUp(k, kBlock) / kBlock * sizeof(float), 64);
}
constexpr size_t SumsBytes(size_t k) {
  return RoundUp(PaddedK(k) / kSumBlock * sizeof(int32_t), 64);
}
constexpr size_t ValuesOffset(size_t k) {
  return 2 * ScalesBytes(k) + SumsBytes(k);
}

template <class Int>
size_t RowBytes(size_t k) {
  return ValuesOffset(k) + RoundUp(PaddedK(k) * sizeof(Int), 64);
}

template <class Int>
struct QuantizedRow {
  const float* scales;        // of 128
  const int32_t* block_sums;  // of 128
  const int32_t* sums;        // of 32
  const Int* values;
};

template <class Int>
QuantizedRow<Int> RowAt(const void* a, size_t a_stride, size_t row, size_t k) {
  const char* at = static_cast<const char*>(a) + row * a_stride;
  return {reinterpret_cast<const float*>(at), reinterpret_cast<const int32_t*>(at + ScalesBytes(k)),
          reinterpret_cast<const int32_t*>(at + 2 * ScalesBytes(k)),
          reinterpret_cast<const Int*>(at + ValuesOffset(k))};
}

// x * inverse rounded to the nearest integer, ties to even, for |x * inverse| < 2^22: adding 1.5 * 2^23 leaves the
// integer in the low bits of the sum.
[[maybe_unused]] inline int32_t RoundScaled(float x, float inverse) {
  const float shifted = x * inverse + 12582912.0f;
  return __builtin_bit_cast(int32_t, shifted) - 0x4B400000;
}

// The largest |x|; compared as integers, which vectorises and orders floats of one sign alike.
[[maybe_unused]] float LargestMagnitude(const float* x, size_t n) {
  uint32_t largest = 0;
  for (size_t i = 0; i < n; ++i) {
    const uint32_t bits = __builtin_bit_cast(uint32_t, x[i]) & 0x7FFFFFFFu;
    largest = bits > largest ? bits : largest;
  }
  return __builtin_bit_cast(float, largest);
}

template <class Int>
void PrepareRow(const float* a, size_t k, void* row) {
  char* const at = static_cast<char*>(row);
  float* const scales = reinterpret_cast<float*>(at);
  int32_t* const block_sums = reinterpret_cast<int32_t*>(at + ScalesBytes(k));
  int32_t* const sums = reinterpret_cast<int32_t*>(at + 2 * ScalesBytes(k));
  Int* const values = reinterpret_cast<Int*>(at + ValuesOffset(k));
  for (size_t p = 0; p < k; p += kBlock) {
    const size_t length = k - p < kBlock ? k - p : kBlock;
    const float largest = LargestMagnitude(a + p, length);
    // Below this the inverse would overflow; such a block is as good as zero.
    const float inverse = largest > 1e-30f ? 127.0f / largest : 0.0f;
    scales[p / kBlock] = largest / 127.0f;
    block_sums[p / kBlock] = 0;
    for (size_t i = 0; i < length; ++i) values[p + i] = static_cast<Int>(RoundScaled(a[p + i], inverse));
  }
  for (size_t p = k; p < PaddedK(k); ++p) values[p] = 0;
  for (size_t p = 0; p < PaddedK(k); p += kSumBlock) {
    int32_t sum = 0;
    for (size_t i = 0; i < kSumBlock; ++i) sum += values[p + i];
    sums[p / kSumBlock] = sum;
    block_sums[p / kBlock] += sum;
  }
}

}  // namespace
}  // namespace godel::kernels

// SPDX-License-Identifier: MIT
// bf16 is the upper half of an f32.
#pragma once
#include <cstdint>

namespace godel::kernels {
namespace {

[[maybe_unused]] inline float Bf16Value(uint16_t bits) {
  return __builtin_bit_cast(float, static_cast<uint32_t>(bits) << 16);
}

// To the nearest, ties to even; for finite values.
[[maybe_unused]] inline uint16_t Bf16Rounded(float x) {
  const uint32_t bits = __builtin_bit_cast(uint32_t, x);
  return static_cast<uint16_t>((bits + 0x7FFFu + (bits >> 16 & 1u)) >> 16);
}

// To the next one that is not below.
[[maybe_unused]] inline uint16_t Bf16RoundedUp(float positive) {
  return static_cast<uint16_t>((__builtin_bit_cast(uint32_t, positive) + 0xFFFFu) >> 16);
}

}  // namespace
}  // namespace godel::kernels

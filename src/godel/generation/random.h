// SPDX-License-Identifier: MIT
// Random numbers without a state: a draw is a function of what it is for, so that it cannot depend on what else ran
// before or beside it.
#pragma once
#include <cstdint>

namespace godel {

// Names one draw of one request.
struct DrawKey {
  uint64_t seed = 0;
  uint64_t sequence = 0;  // which of the request's sequences
  uint64_t step = 0;      // how many new tokens there are already
  uint64_t item = 0;      // which of the numbers needed there
};

namespace internal {

// The output function of SplitMix64 (Steele, Lea, Flood 2014): every bit of the input moves about half of the output's.
constexpr uint64_t Mix(uint64_t x) {
  x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9U;
  x = (x ^ (x >> 27)) * 0x94d049bb133111ebU;
  return x ^ (x >> 31);
}

}  // namespace internal

constexpr uint64_t RandomBits(const DrawKey& key) {
  // One round a field; the golden-ratio step keeps small neighbouring values, and zero, apart before the mixing.
  uint64_t state = 0;
  for (const uint64_t field : {key.seed, key.sequence, key.step, key.item})
    state = internal::Mix(state + 0x9e3779b97f4a7c15U * (field + 1) + 0x632be59bd9b4e019U);
  return state;
}

// Uniform in the open interval (0, 1): 53 random bits and a half.
constexpr double RandomUniform(const DrawKey& key) {
  return (static_cast<double>(RandomBits(key) >> 11) + 0.5) * 0x1p-53;
}

}  // namespace godel

// SPDX-License-Identifier: MIT
// Numbers for initial weights that depend on (seed, stream, index) alone, so that they are the same with every
// libtorch.
#pragma once
#include <cmath>
#include <cstdint>
#include <numbers>

namespace godel::train {

// In (0, 1).
inline double UniformAt(uint64_t seed, uint64_t stream, uint64_t index) {
  uint64_t x = seed * 0xd1342543de82ef95ULL + stream * 0xaf251af3b0f025b5ULL + (index + 1) * 0x9e3779b97f4a7c15ULL;
  for (int round = 0; round < 2; ++round) {  // splitmix64's finaliser, twice because the sum above is linear
    x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9ULL;
    x = (x ^ (x >> 27)) * 0x94d049bb133111ebULL;
    x ^= x >> 31;
  }
  return (static_cast<double>(x >> 11) + 0.5) * 0x1.0p-53;
}

// Standard normal, by Box and Muller.
inline double GaussianAt(uint64_t seed, uint64_t stream, uint64_t index) {
  const double u = UniformAt(seed, stream, 2 * index), v = UniformAt(seed, stream, 2 * index + 1);
  return std::sqrt(-2.0 * std::log(u)) * std::cos(2.0 * std::numbers::pi * v);
}

}  // namespace godel::train

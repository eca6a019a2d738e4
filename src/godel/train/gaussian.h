// SPDX-License-Identifier: MIT
// Numbers for initial weights that depend on (seed, stream, index) alone, so that they are the same with every
// libtorch.
#pragma once
#include <cmath>
#include <cstdint>
#include <numbers>

#include "godel/dataset/hash_random.h"

namespace godel::train {

// In (0, 1).
inline double UniformAt(uint64_t seed, uint64_t stream, uint64_t index) {
  return (static_cast<double>(HashOf({seed, stream, index}) >> 11) + 0.5) * 0x1.0p-53;
}

// Standard normal, by Box and Muller.
inline double GaussianAt(uint64_t seed, uint64_t stream, uint64_t index) {
  const double u = UniformAt(seed, stream, 2 * index), v = UniformAt(seed, stream, 2 * index + 1);
  return std::sqrt(-2.0 * std::log(u)) * std::cos(2.0 * std::numbers::pi * v);
}

}  // namespace godel::train

// SPDX-License-Identifier: MIT
// The random bits of a dropout, for loops over rows and for libtorch's operators alike: those of element i of a row are
// Mix(key + i * kColumnStep), the upper 24 of which are held against the threshold.
#pragma once
#include <cstdint>

namespace godel::train {

// A 32-bit finaliser (two multiplications, three shifts) whose output bits each depend on all input bits:
// x ^= x >> shift, then x *= factor, three times but for the last product.
constexpr uint32_t kMixShift1 = 16, kMixFactor1 = 0x7feb352dU, kMixShift2 = 15, kMixFactor2 = 0x846ca68bU,
                   kMixShift3 = 16;
constexpr uint32_t kColumnStep = 0x9e3779b9U;
constexpr uint32_t kUnusedBits = 8;

}  // namespace godel::train

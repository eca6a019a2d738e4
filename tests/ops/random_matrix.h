// SPDX-License-Identifier: MIT
// A matrix of random numbers, its rows one behind the other.
#pragma once
#include <cstring>
#include <vector>

#include "godel/tensor/matrix.h"
#include "support/random_tensor.h"

namespace godel::testing {

inline Matrix RandomMatrix(size_t rows, size_t cols, unsigned seed) {
  const std::vector<float> values = RandomFloats(rows * cols, seed);
  Matrix matrix(rows, cols);
  std::memcpy(matrix.data(), values.data(), values.size() * sizeof(float));
  return matrix;
}

}  // namespace godel::testing

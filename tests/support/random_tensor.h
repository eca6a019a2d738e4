// SPDX-License-Identifier: MIT
#pragma once
#include <cstring>
#include <random>
#include <vector>

#include "godel/tensor/tensor_view.h"

namespace godel::testing {

inline std::vector<float> RandomFloats(size_t n, unsigned seed) {
  std::mt19937 rng(seed);
  std::uniform_real_distribution<float> uniform(-1, 1);
  std::vector<float> values(n);
  for (float& x : values) x = uniform(rng);
  return values;
}

// An f32 tensor of values in [-1, 1), owned.
struct RandomTensor {
  RandomTensor(Shape shape, unsigned seed) : values(RandomFloats(NumElements(shape), seed)) {
    view = {DataType::kF32, std::move(shape), std::as_bytes(std::span(values))};
  }
  RandomTensor(const RandomTensor&) = delete;
  RandomTensor& operator=(const RandomTensor&) = delete;
  void Set(size_t index, float value) { values[index] = value; }

  std::vector<float> values;
  TensorView view;
};

}  // namespace godel::testing

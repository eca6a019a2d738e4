// SPDX-License-Identifier: MIT
// A float of a tensor as its bits, for goldens that were read by hand.
#pragma once
#include <bit>
#include <cstdint>

#include "godel/tensor/tensor_view.h"

namespace godel::testing {

inline uint32_t BitsAt(const TensorView& view, size_t index) {
  float value = 0;
  ReadF32(view, index, {&value, 1});
  return std::bit_cast<uint32_t>(value);
}

}  // namespace godel::testing

// SPDX-License-Identifier: MIT
#pragma once
#include <cstring>

#include "godel/tensor/tensor_view.h"

namespace godel {

// Whether both hold the same, bit by bit: files may repeat the embedding as lm_head.weight.
inline bool SameBytes(const TensorView& a, const TensorView& b) {
  return a.type == b.type && a.shape == b.shape && a.data.size() == b.data.size() &&
         (a.data.data() == b.data.data() || std::memcmp(a.data.data(), b.data.data(), a.data.size()) == 0);
}

}  // namespace godel

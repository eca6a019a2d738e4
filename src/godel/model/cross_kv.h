// SPDX-License-Identifier: MIT
// Cross-attention keys and values of one encoded input, computed once a request. Immutable: beams, sequences and
// requests with the same input share it.
#pragma once
#include <vector>

#include "godel/ops/attention.h"

namespace godel {

struct CrossKv {
  std::vector<PackedKv> layers;  // a decoder layer each

  size_t source_length() const { return layers.empty() ? 0 : layers[0].length(); }  // S
  size_t bytes() const {
    size_t total = 0;
    for (const PackedKv& layer : layers) total += layer.bytes();
    return total;
  }
};

}  // namespace godel

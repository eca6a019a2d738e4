// SPDX-License-Identifier: MIT
// What cross-attention reads of one encoded input, computed once a request. Immutable: beams, sequences and requests
// with the same input share it.
#pragma once
#include <vector>

#include "godel/base/buffer_pool.h"
#include "godel/ops/attention.h"

namespace godel {

struct CrossKv {
  PooledBuffer memory;  // in one piece, so that it has huge pages
  // Keys and values of a decoder layer each; or one for all of them, of one head: the encoder's output [S, D] as both.
  std::vector<PackedKv> layers;

  const PackedKv& layer(size_t i) const { return layers.size() == 1 ? layers[0] : layers[i]; }

  size_t source_length() const { return layers.empty() ? 0 : layers[0].length(); }  // S
  size_t bytes() const { return memory.bytes(); }
};

}  // namespace godel

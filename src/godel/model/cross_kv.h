// SPDX-License-Identifier: MIT
// Cross-attention keys and values of one encoded input, computed once a request. Immutable: beams, sequences and
// requests with the same input share it.
#pragma once
#include <vector>

#include "godel/base/buffer_pool.h"
#include "godel/ops/attention.h"

namespace godel {

struct CrossKv {
  PooledBuffer memory;           // of all layers: in one piece, so that it has huge pages
  std::vector<PackedKv> layers;  // a decoder layer each

  size_t source_length() const { return layers.empty() ? 0 : layers[0].length(); }  // S
  size_t bytes() const { return memory.bytes(); }
};

}  // namespace godel

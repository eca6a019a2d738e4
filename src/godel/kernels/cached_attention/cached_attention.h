// SPDX-License-Identifier: MIT
// One query against keys and values that grew one position at a time (the self-attention cache of a decoder).
#pragma once
#include <cstddef>
#include <cstdint>
#include <span>

#include "godel/base/cpu_features.h"

namespace godel::kernels {

// Position t of the sequence lies `offsets[t]` floats behind `base`; it holds `width` floats of each head, one head
// beside the other. All heads of a position are read together, because they lie together in memory.
struct CachedRows {
  const float* base;
  const size_t* offsets;  // [length]
  size_t length;
  size_t width;  // K
  size_t heads;
};

struct CachedAttentionKernel {
  const char* name;
  Isa isa;
  // scores[h * length + t] = query[h] . keys[t][h]; query [heads, width]. The order of additions depends on `width`
  // alone.
  void (*scores)(const float* query, const CachedRows& keys, float* scores);
  // out[h][i] = sum over t of weights[h * length + t] * values[t][h][i], in the order of t; out [heads, width].
  void (*mix)(const float* weights, const CachedRows& values, float* out);
};

std::span<const CachedAttentionKernel* const> AllCachedAttentionKernels();  // best first
const CachedAttentionKernel& BestCachedAttentionKernel(Isa max_isa);

}  // namespace godel::kernels

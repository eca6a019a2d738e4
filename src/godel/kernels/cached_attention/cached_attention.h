// SPDX-License-Identifier: MIT
// One query against keys and values that grew one position at a time (the self-attention cache of a decoder).
#pragma once
#include <cstddef>
#include <cstdint>
#include <span>

#include "godel/base/cpu_features.h"

namespace godel::kernels {

// Position t of the sequence lies `offsets[t]` floats behind `base`; each holds `width` floats of this head.
struct CachedRows {
  const float* base;
  const size_t* offsets;  // [length]
  size_t length;
  size_t width;  // K
};

struct CachedAttentionKernel {
  const char* name;
  Isa isa;
  // scores[t] = query . keys[t]. The order of additions depends on `width` alone.
  void (*scores)(const float* query, const CachedRows& keys, float* scores);
  // out[i] = sum over t of weights[t] * values[t][i], in the order of t.
  void (*mix)(const float* weights, const CachedRows& values, float* out);
};

std::span<const CachedAttentionKernel* const> AllCachedAttentionKernels();  // best first
const CachedAttentionKernel& BestCachedAttentionKernel(Isa max_isa);

}  // namespace godel::kernels

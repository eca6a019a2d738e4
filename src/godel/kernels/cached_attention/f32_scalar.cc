// SPDX-License-Identifier: MIT
#include "godel/kernels/cached_attention/cached_attention.h"

namespace godel::kernels::scalar {
namespace {

void Scores(const float* query, const CachedRows& keys, float* scores) {
  for (size_t t = 0; t < keys.length; ++t)
    for (size_t h = 0; h < keys.heads; ++h) {
      const float* const key = keys.base + keys.offsets[t] + h * keys.width;
      float sum = 0.0f;
      for (size_t i = 0; i < keys.width; ++i) sum += query[h * keys.width + i] * key[i];
      scores[h * keys.length + t] = sum;
    }
}

void Mix(const float* weights, const CachedRows& values, float* out) {
  const size_t width = values.width;
  for (size_t i = 0; i < values.heads * width; ++i) out[i] = 0.0f;
  for (size_t t = 0; t < values.length; ++t)
    for (size_t h = 0; h < values.heads; ++h) {
      const float* const value = values.base + values.offsets[t] + h * width;
      for (size_t i = 0; i < width; ++i) out[h * width + i] += weights[h * values.length + t] * value[i];
    }
}

}  // namespace

extern const CachedAttentionKernel kCachedAttention_f32{"cached_attention/f32_scalar", Isa::scalar, Scores, Mix};

}  // namespace godel::kernels::scalar

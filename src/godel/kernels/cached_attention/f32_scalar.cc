// SPDX-License-Identifier: MIT
#include "godel/kernels/cached_attention/cached_attention.h"

namespace godel::kernels::scalar {
namespace {

void Scores(const float* query, const CachedRows& keys, float* scores) {
  for (size_t t = 0; t < keys.length; ++t) {
    const float* key = keys.base + keys.offsets[t];
    float sum = 0.0f;
    for (size_t i = 0; i < keys.width; ++i) sum += query[i] * key[i];
    scores[t] = sum;
  }
}

void Mix(const float* weights, const CachedRows& values, float* out) {
  for (size_t i = 0; i < values.width; ++i) out[i] = 0.0f;
  for (size_t t = 0; t < values.length; ++t) {
    const float* value = values.base + values.offsets[t];
    for (size_t i = 0; i < values.width; ++i) out[i] += weights[t] * value[i];
  }
}

}  // namespace

extern const CachedAttentionKernel kCachedAttention_f32{"cached_attention/f32_scalar", Isa::scalar, Scores, Mix};

}  // namespace godel::kernels::scalar

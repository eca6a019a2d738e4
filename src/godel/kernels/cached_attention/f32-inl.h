// SPDX-License-Identifier: MIT
// Attention of one query over cached positions, for every vector ISA.
#pragma once
#include "godel/kernels/cached_attention/cached_attention.h"
#include "godel/kernels/vector_f32-inl.h"

namespace godel::kernels {
namespace {

float Dot(const float* query, const float* key, size_t width) {
  const size_t whole = width / Vec::kLanes * Vec::kLanes;
  Vec::Reg sums = Vec::Zero();
  for (size_t i = 0; i < whole; i += Vec::kLanes) sums = Vec::Fma(Vec::Load(query + i), Vec::Load(key + i), sums);
  float sum = ReduceAdd(sums);
  for (size_t i = whole; i < width; ++i) sum += query[i] * key[i];
  return sum;
}

void Scores(const float* query, const CachedRows& keys, float* scores) {
  for (size_t t = 0; t < keys.length; ++t) {
    const float* const key = keys.base + keys.offsets[t];
    for (size_t h = 0; h < keys.heads; ++h)
      scores[h * keys.length + t] = Dot(query + h * keys.width, key + h * keys.width, keys.width);
  }
}

// out += the positions [t, t + kPositions), one after another in every sum.
template <size_t kPositions>
void MixPositions(const float* weights, const CachedRows& values, size_t t, float* out) {
  const size_t width = values.width, whole = width / Vec::kLanes * Vec::kLanes;
  const float* value[kPositions];
  for (size_t p = 0; p < kPositions; ++p) value[p] = values.base + values.offsets[t + p];
  for (size_t h = 0; h < values.heads; ++h) {
    const float* const weight = weights + h * values.length + t;
    float* const sums = out + h * width;
    for (size_t i = 0; i < whole; i += Vec::kLanes) {
      Vec::Reg sum = Vec::Load(sums + i);
#pragma GCC unroll 4
      for (size_t p = 0; p < kPositions; ++p)
        sum = Vec::Fma(Vec::Set(weight[p]), Vec::Load(value[p] + h * width + i), sum);
      Vec::Store(sums + i, sum);
    }
    for (size_t i = whole; i < width; ++i)
      for (size_t p = 0; p < kPositions; ++p) sums[i] += weight[p] * value[p][h * width + i];
  }
}

void Mix(const float* weights, const CachedRows& values, float* out) {
  for (size_t i = 0; i < values.heads * values.width; ++i) out[i] = 0.0f;
  size_t t = 0;
  for (; t + 4 <= values.length; t += 4) MixPositions<4>(weights, values, t, out);
  for (; t < values.length; ++t) MixPositions<1>(weights, values, t, out);
}

}  // namespace
}  // namespace godel::kernels

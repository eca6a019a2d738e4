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

void Mix(const float* weights, const CachedRows& values, float* out) {
  const size_t width = values.width, whole = width / Vec::kLanes * Vec::kLanes;
  for (size_t i = 0; i < values.heads * width; ++i) out[i] = 0.0f;
  for (size_t t = 0; t < values.length; ++t) {
    const float* value = values.base + values.offsets[t];
    float* sums = out;
    for (size_t h = 0; h < values.heads; ++h, value += width, sums += width) {
      const float weight = weights[h * values.length + t];
      for (size_t i = 0; i < whole; i += Vec::kLanes)
        Vec::Store(sums + i, Vec::Fma(Vec::Set(weight), Vec::Load(value + i), Vec::Load(sums + i)));
      for (size_t i = whole; i < width; ++i) sums[i] += weight * value[i];
    }
  }
}

}  // namespace
}  // namespace godel::kernels

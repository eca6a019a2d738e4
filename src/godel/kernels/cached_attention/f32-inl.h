// SPDX-License-Identifier: MIT
// Attention of one query over cached positions, for every vector ISA.
#pragma once
#include "godel/kernels/cached_attention/cached_attention.h"
#include "godel/kernels/vector_f32-inl.h"

namespace godel::kernels {
namespace {

void Scores(const float* query, const CachedRows& keys, float* scores) {
  const size_t whole = keys.width / Vec::kLanes * Vec::kLanes;
  for (size_t t = 0; t < keys.length; ++t) {
    const float* key = keys.base + keys.offsets[t];
    Vec::Reg sums = Vec::Zero();
    for (size_t i = 0; i < whole; i += Vec::kLanes) sums = Vec::Fma(Vec::Load(query + i), Vec::Load(key + i), sums);
    float sum = ReduceAdd(sums);
    for (size_t i = whole; i < keys.width; ++i) sum += query[i] * key[i];
    scores[t] = sum;
  }
}

// kRegs registers of the output at once, so that the weights are read once for all of them.
template <size_t kRegs>
void MixColumns(const float* weights, const CachedRows& values, size_t column, float* out) {
  Vec::Reg sums[kRegs];
  for (size_t j = 0; j < kRegs; ++j) sums[j] = Vec::Zero();
  for (size_t t = 0; t < values.length; ++t) {
    const float* value = values.base + values.offsets[t] + column;
    const Vec::Reg weight = Vec::Set(weights[t]);
    for (size_t j = 0; j < kRegs; ++j) sums[j] = Vec::Fma(weight, Vec::Load(value + j * Vec::kLanes), sums[j]);
  }
  for (size_t j = 0; j < kRegs; ++j) Vec::Store(out + column + j * Vec::kLanes, sums[j]);
}

void Mix(const float* weights, const CachedRows& values, float* out) {
  size_t i = 0;
  for (; i + 4 * Vec::kLanes <= values.width; i += 4 * Vec::kLanes) MixColumns<4>(weights, values, i, out);
  for (; i + Vec::kLanes <= values.width; i += Vec::kLanes) MixColumns<1>(weights, values, i, out);
  for (; i < values.width; ++i) {
    float sum = 0.0f;
    for (size_t t = 0; t < values.length; ++t) sum += weights[t] * values.base[values.offsets[t] + i];
    out[i] = sum;
  }
}

}  // namespace
}  // namespace godel::kernels

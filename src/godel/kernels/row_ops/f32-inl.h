// SPDX-License-Identifier: MIT
// The tanh form of GELU for every vector ISA: (1 + tanh(u)) / 2 = 1 / (1 + exp(-2u)), with an exponential of negative
// numbers alone: e = exp(-|2u|), and then 1 / (1 + e) or e / (1 + e).
#pragma once
#include "godel/kernels/row_ops/plain-inl.h"
#include "godel/kernels/vector_f32-inl.h"

namespace godel::kernels {
namespace {

inline Vec::Reg GeluTanh(Vec::Reg x) {
  const Vec::Reg cube = Vec::Mul(Vec::Mul(x, x), x);
  const Vec::Reg u2 = Vec::Mul(Vec::Fma(cube, Vec::Set(0.044715f), x), Vec::Set(2 * 0.79788456f));
  const Vec::Reg one = Vec::Set(1.0f), zero = Vec::Zero();
  const Vec::Reg e = ExpOfNegative(Vec::Sub(zero, Vec::Max(u2, Vec::Sub(zero, u2))));
  // 1 where u is not negative, else e: whichever of the two has been kept, as the other one is 0.
  const Vec::Reg numerator = Vec::Max(Vec::KeepAtLeast(one, u2, zero), e);
  return Vec::Div(Vec::Mul(x, numerator), Vec::Add(one, e));
}

void GeluTanhRow(const float* x, float* y, size_t n) {
  size_t i = 0;
  for (; i + Vec::kLanes <= n; i += Vec::kLanes) Vec::Store(y + i, GeluTanh(Vec::Load(x + i)));
  if (i == n) return;
  float tail[Vec::kLanes] = {};
  for (size_t j = 0; i + j < n; ++j) tail[j] = x[i + j];
  Vec::Store(tail, GeluTanh(Vec::Load(tail)));
  for (size_t j = 0; i + j < n; ++j) y[i + j] = tail[j];
}

}  // namespace
}  // namespace godel::kernels

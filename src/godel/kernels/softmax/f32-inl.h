// SPDX-License-Identifier: MIT
// Softmax for every vector ISA. f32_scalar.cc is the specification.
#pragma once
#include "godel/kernels/softmax/softmax.h"
#include "godel/kernels/vector_f32-inl.h"

namespace godel::kernels {
namespace {

// `x` of one register with n values in it; the lanes behind them hold a copy of x[0], which changes no maximum.
void Run(float* x, const float* bias, size_t n) {
  const size_t whole = n / Vec::kLanes * Vec::kLanes;
  const size_t rest = n - whole;
  float tail[Vec::kLanes];

  if (bias != nullptr) {
    for (size_t i = 0; i < whole; i += Vec::kLanes) Vec::Store(x + i, Vec::Add(Vec::Load(x + i), Vec::Load(bias + i)));
    for (size_t i = whole; i < n; ++i) x[i] += bias[i];
  }
  for (size_t i = 0; i < Vec::kLanes; ++i) tail[i] = i < rest ? x[whole + i] : x[0];

  Vec::Reg most = Vec::Load(tail);
  for (size_t i = 0; i < whole; i += Vec::kLanes) most = Vec::Max(most, Vec::Load(x + i));
  const Vec::Reg max = Vec::Set(ReduceMax(most));

  Vec::Reg sums = Vec::Zero();
  for (size_t i = 0; i < whole; i += Vec::kLanes) {
    const Vec::Reg e = ExpOfNegative(Vec::Sub(Vec::Load(x + i), max));
    Vec::Store(x + i, e);
    sums = Vec::Add(sums, e);
  }
  Vec::Store(tail, ExpOfNegative(Vec::Sub(Vec::Load(tail), max)));
  for (size_t i = rest; i < Vec::kLanes; ++i) tail[i] = 0.0f;
  sums = Vec::Add(sums, Vec::Load(tail));

  const Vec::Reg scale = Vec::Set(1.0f / ReduceAdd(sums));
  for (size_t i = 0; i < whole; i += Vec::kLanes) Vec::Store(x + i, Vec::Mul(Vec::Load(x + i), scale));
  Vec::Store(tail, Vec::Mul(Vec::Load(tail), scale));
  for (size_t i = 0; i < rest; ++i) x[whole + i] = tail[i];
}

}  // namespace
}  // namespace godel::kernels

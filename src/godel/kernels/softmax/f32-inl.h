// SPDX-License-Identifier: MIT
// Softmax for every vector ISA. See f32_scalar.cc for the exponential.
#pragma once
#include "godel/kernels/softmax/softmax.h"
#include "godel/kernels/vector_f32-inl.h"

namespace godel::kernels {
namespace {

// exp(x) for x <= 0: x = n ln2 + r with |r| <= ln2/2, e^r by its Taylor polynomial of degree 7 (error below 6e-9
// relative, so rounding dominates), times 2^n. ln2 is split in two so that n ln2 is exact enough.
Vec::Reg Exp(Vec::Reg x) {
  const Vec::Reg lowest = Vec::Set(-87.0f);  // below: 2^n would leave the normal range; the result is 0
  const Vec::Reg clamped = Vec::Max(x, lowest);
  const Vec::Reg n = Vec::Round(Vec::Mul(clamped, Vec::Set(1.44269504f)));
  Vec::Reg r = Vec::Fma(n, Vec::Set(-0.693359375f), clamped);
  r = Vec::Fma(n, Vec::Set(2.12194440e-4f), r);
  Vec::Reg p = Vec::Set(1.0f / 5040);
  p = Vec::Fma(p, r, Vec::Set(1.0f / 720));
  p = Vec::Fma(p, r, Vec::Set(1.0f / 120));
  p = Vec::Fma(p, r, Vec::Set(1.0f / 24));
  p = Vec::Fma(p, r, Vec::Set(1.0f / 6));
  p = Vec::Fma(p, r, Vec::Set(0.5f));
  p = Vec::Fma(p, r, Vec::Set(1.0f));
  p = Vec::Fma(p, r, Vec::Set(1.0f));
  return Vec::KeepAtLeast(Vec::Mul(p, Vec::PowerOfTwo(n)), x, lowest);
}

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
    const Vec::Reg e = Exp(Vec::Sub(Vec::Load(x + i), max));
    Vec::Store(x + i, e);
    sums = Vec::Add(sums, e);
  }
  Vec::Store(tail, Exp(Vec::Sub(Vec::Load(tail), max)));
  for (size_t i = rest; i < Vec::kLanes; ++i) tail[i] = 0.0f;
  sums = Vec::Add(sums, Vec::Load(tail));

  const Vec::Reg scale = Vec::Set(1.0f / ReduceAdd(sums));
  for (size_t i = 0; i < whole; i += Vec::kLanes) Vec::Store(x + i, Vec::Mul(Vec::Load(x + i), scale));
  Vec::Store(tail, Vec::Mul(Vec::Load(tail), scale));
  for (size_t i = 0; i < rest; ++i) x[whole + i] = tail[i];
}

}  // namespace
}  // namespace godel::kernels

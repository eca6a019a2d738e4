// SPDX-License-Identifier: MIT
#include "godel/ops/elementwise.h"

#include <cmath>

#include "godel/base/check.h"

namespace godel {
namespace {

// Those that no kernel has: they are rare, and libm's are exact.
float Apply(Activation activation, float x) {
  if (activation == Activation::kGelu) return 0.5f * x * (1.0f + std::erf(x * 0.70710678f));
  return x / (1.0f + std::exp(-x));  // kSilu
}

void ActivateRow(Activation activation, std::span<const float> x, std::span<float> y, const Compute& compute) {
  if (activation == Activation::kRelu) return compute.rows->relu(x.data(), y.data(), x.size());
  if (activation == Activation::kGeluTanh) return compute.rows->gelu_tanh(x.data(), y.data(), x.size());
  for (size_t i = 0; i < x.size(); ++i) y[i] = Apply(activation, x[i]);
}

// Nanoseconds of n elements, for ForRows: vector instructions, or a call of libm each.
size_t CostOf(Activation activation, size_t n) {
  if (activation == Activation::kRelu) return n / 8;
  return activation == Activation::kGeluTanh ? n : 15 * n;
}

}  // namespace

void RmsNorm(ConstMatrixView x, std::span<const float> weight, float epsilon, MatrixView y, const Compute& compute) {
  GODEL_CHECK(x.cols == weight.size() && y.cols == x.cols && y.rows == x.rows);
  ForRows(compute, x.rows, x.cols / 4, [&](size_t begin, size_t end) {
    for (size_t r = begin; r < end; ++r)
      compute.rows->rms_norm(x.row(r).data(), weight.data(), epsilon, y.row(r).data(), x.cols);
  });
}

void AddInPlace(MatrixView y, ConstMatrixView x, const Compute& compute) {
  GODEL_CHECK(x.rows == y.rows && x.cols == y.cols);
  ForRows(compute, y.rows, y.cols / 8, [&](size_t begin, size_t end) {
    for (size_t r = begin; r < end; ++r) compute.rows->add(y.row(r).data(), x.row(r).data(), y.cols);
  });
}

void Activate(Activation activation, ConstMatrixView x, MatrixView y, const Compute& compute) {
  GODEL_CHECK(x.rows == y.rows && x.cols == y.cols);
  ForRows(compute, x.rows, CostOf(activation, x.cols), [&](size_t begin, size_t end) {
    for (size_t r = begin; r < end; ++r) ActivateRow(activation, x.row(r), y.row(r), compute);
  });
}

void ActivateGated(Activation activation, ConstMatrixView gate_and_up, MatrixView y, const Compute& compute) {
  GODEL_CHECK(gate_and_up.rows == y.rows && gate_and_up.cols == 2 * y.cols);
  ForRows(compute, y.rows, CostOf(activation, y.cols), [&](size_t begin, size_t end) {
    for (size_t r = begin; r < end; ++r) {
      const std::span<const float> row = gate_and_up.row(r);
      ActivateRow(activation, row.first(y.cols), y.row(r), compute);
      compute.rows->multiply(y.row(r).data(), row.data() + y.cols, y.cols);
    }
  });
}

}  // namespace godel

// SPDX-License-Identifier: MIT
#include "godel/ops/elementwise.h"

#include <cmath>

#include "godel/base/check.h"

namespace godel {
namespace {

double SumOfSquares(std::span<const float> x) {
  // Eight partial sums, so that the additions do not wait for each other. The order depends on the width alone.
  double sums[8] = {};
  size_t i = 0;
  for (; i + 8 <= x.size(); i += 8)
    for (size_t j = 0; j < 8; ++j) sums[j] += double{x[i + j]} * x[i + j];
  for (; i < x.size(); ++i) sums[0] += double{x[i]} * x[i];
  return ((sums[0] + sums[4]) + (sums[2] + sums[6])) + ((sums[1] + sums[5]) + (sums[3] + sums[7]));
}

float Apply(Activation activation, float x) {
  switch (activation) {
    case Activation::kRelu:
      return x > 0.0f ? x : 0.0f;
    case Activation::kGelu:
      return 0.5f * x * (1.0f + std::erf(x * 0.70710678f));
    // gelu_new of transformers (Hendrycks and Gimpel 2016, their tanh form); 0.79788456 = sqrt(2 / pi).
    case Activation::kGeluTanh:
      return 0.5f * x * (1.0f + std::tanh(0.79788456f * (x + 0.044715f * x * x * x)));
    case Activation::kSilu:
      return x / (1.0f + std::exp(-x));
  }
  return x;
}

// Nanoseconds an element, for ForRows: a comparison, or a call of libm.
size_t CostOf(Activation activation) {
  return activation == Activation::kRelu ? 1 : 15;
}

}  // namespace

void RmsNorm(ConstMatrixView x, std::span<const float> weight, float epsilon, MatrixView y, const Compute& compute) {
  GODEL_CHECK(x.cols == weight.size() && y.cols == x.cols && y.rows == x.rows);
  ForRows(compute, x.rows, x.cols, [&](size_t begin, size_t end) {
    for (size_t r = begin; r < end; ++r) {
      const std::span<const float> in = x.row(r);
      const std::span<float> out = y.row(r);
      const auto mean = static_cast<float>(SumOfSquares(in) / static_cast<double>(x.cols));
      const float scale = 1.0f / std::sqrt(mean + epsilon);
      for (size_t i = 0; i < x.cols; ++i) out[i] = weight[i] * (in[i] * scale);
    }
  });
}

void AddInPlace(MatrixView y, ConstMatrixView x, const Compute& compute) {
  GODEL_CHECK(x.rows == y.rows && x.cols == y.cols);
  ForRows(compute, y.rows, y.cols / 2, [&](size_t begin, size_t end) {
    for (size_t r = begin; r < end; ++r)
      for (size_t i = 0; i < y.cols; ++i) y.row(r)[i] += x.row(r)[i];
  });
}

void Activate(Activation activation, ConstMatrixView x, MatrixView y, const Compute& compute) {
  GODEL_CHECK(x.rows == y.rows && x.cols == y.cols);
  ForRows(compute, x.rows, x.cols * CostOf(activation), [&](size_t begin, size_t end) {
    for (size_t r = begin; r < end; ++r) {
      const std::span<const float> in = x.row(r);
      const std::span<float> out = y.row(r);
      if (activation == Activation::kRelu)
        for (size_t i = 0; i < in.size(); ++i) out[i] = in[i] > 0.0f ? in[i] : 0.0f;
      else
        for (size_t i = 0; i < in.size(); ++i) out[i] = Apply(activation, in[i]);
    }
  });
}

void ActivateGated(Activation activation, ConstMatrixView gate_and_up, MatrixView y, const Compute& compute) {
  GODEL_CHECK(gate_and_up.rows == y.rows && gate_and_up.cols == 2 * y.cols);
  ForRows(compute, y.rows, y.cols * CostOf(activation), [&](size_t begin, size_t end) {
    for (size_t r = begin; r < end; ++r) {
      const std::span<const float> gate = gate_and_up.row(r).first(y.cols), up = gate_and_up.row(r).last(y.cols);
      for (size_t i = 0; i < y.cols; ++i) y.row(r)[i] = Apply(activation, gate[i]) * up[i];
    }
  });
}

}  // namespace godel

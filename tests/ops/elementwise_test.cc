// SPDX-License-Identifier: MIT
#include "godel/ops/elementwise.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstring>

#include "support/random_tensor.h"

namespace godel {
namespace {

Matrix ToMatrix(size_t rows, size_t cols, const std::vector<float>& values) {
  Matrix matrix(rows, cols);
  std::memcpy(matrix.data(), values.data(), values.size() * sizeof(float));
  return matrix;
}

TEST(RmsNorm, MatchesItsFormulaWithAndWithoutThreads) {
  for (size_t cols : {1, 7, 8, 32, 768}) {
    const std::vector<float> values = testing::RandomFloats(50 * cols, 1), weight = testing::RandomFloats(cols, 2);
    const Matrix x = ToMatrix(50, cols, values);
    for (size_t threads : {1, 3}) {
      const Compute compute = std::move(*MakeCompute(threads));
      Matrix y(50, cols);
      RmsNorm(x.view(), weight, 1e-6f, y.view(), compute);
      for (size_t r = 0; r < 50; ++r) {
        double mean = 0;
        for (float v : x.row(r)) mean += double{v} * v / double(cols);
        // Rounding of mean, sum, square root, quotient and two products: 6 half-ulps of the result.
        for (size_t i = 0; i < cols; ++i) {
          const double exact = weight[i] * (x.row(r)[i] / std::sqrt(mean + 1e-6));
          ASSERT_NEAR(y.row(r)[i], exact, std::abs(exact) * 8 * 0x1p-24);
        }
      }
    }
  }
}

TEST(RmsNorm, WorksInPlaceAndKeepsZeros) {
  const Compute compute = std::move(*MakeCompute(1));
  Matrix x = ToMatrix(1, 4, {0, 0, 0, 0});
  RmsNorm(x.view(), std::vector<float>{1, 2, 3, 4}, 1e-6f, x.view(), compute);
  for (float v : x.row(0)) EXPECT_EQ(v, 0.0f);
}

double Exact(Activation activation, double x) {
  switch (activation) {
    case Activation::kRelu:
      return std::max(x, 0.0);
    case Activation::kGelu:
      return x * 0.5 * std::erfc(-x / std::sqrt(2.0));
    case Activation::kGeluTanh:
      return 0.5 * x * (1 + std::tanh(std::sqrt(2 / M_PI) * (x + 0.044715 * x * x * x)));
    case Activation::kSilu:
      return x / (1 + std::exp(-x));
  }
  return 0;
}

TEST(Activate, MatchesDoublePrecisionPlainAndGated) {
  const Compute compute = std::move(*MakeCompute(2));
  std::vector<float> gate, up;
  for (float x = -12; x < 12; x += 0.01f) gate.push_back(x), up.push_back(x / 3 - 1);
  std::vector<float> both = gate;
  both.insert(both.end(), up.begin(), up.end());
  const Matrix plain = ToMatrix(1, gate.size(), gate), gated = ToMatrix(1, both.size(), both);
  for (Activation activation : {Activation::kRelu, Activation::kGelu, Activation::kGeluTanh, Activation::kSilu}) {
    Matrix y(1, gate.size()), z(1, gate.size());
    Activate(activation, plain.view(), y.view(), compute);
    ActivateGated(activation, gated.view(), z.view(), compute);
    for (size_t i = 0; i < gate.size(); ++i) {
      // 1 + tanh and 1 + erf cancel near -1, so the error is relative to |x|, not to the result.
      const double exact = Exact(activation, gate[i]), tolerance = 4 * 0x1p-23 * std::abs(gate[i]) + 1e-30;
      ASSERT_NEAR(y.row(0)[i], exact, tolerance) << gate[i];
      ASSERT_NEAR(z.row(0)[i], exact * up[i], tolerance * (std::abs(up[i]) + 1));
    }
  }
}

TEST(AddInPlace, Adds) {
  const Compute compute = std::move(*MakeCompute(1));
  Matrix y = ToMatrix(2, 2, {1, 2, 3, 4});
  AddInPlace(y.view(), ToMatrix(2, 2, {10, 20, 30, 40}).view(), compute);
  EXPECT_EQ(std::vector<float>(y.data(), y.data() + 4), (std::vector<float>{11, 22, 33, 44}));
}

}  // namespace
}  // namespace godel

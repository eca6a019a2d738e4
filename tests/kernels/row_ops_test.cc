// SPDX-License-Identifier: MIT
// Operations on rows, every variant compiled in.
#include "godel/kernels/row_ops/row_ops.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <random>
#include <vector>

namespace godel::kernels {

void PrintTo(const RowKernel* kernel, std::ostream* out) {
  *out << kernel->name;
}

namespace {

class RowVariant : public testing::TestWithParam<const RowKernel*> {
 protected:
  void SetUp() override {
    if (!CpuSupports(GetParam()->isa)) GTEST_SKIP() << "this CPU does not run " << GetParam()->name;
  }
};

// Whole registers, less than one, and tails of every kind.
constexpr size_t kSizes[] = {1, 2, 7, 15, 16, 17, 31, 32, 33, 63, 100, 513, 768};

std::vector<float> Random(size_t n, float reach, unsigned seed) {
  std::mt19937 rng(seed);
  std::uniform_real_distribution<float> uniform(-reach, reach);
  std::vector<float> values(n);
  for (float& x : values) x = uniform(rng);
  return values;
}

TEST_P(RowVariant, RmsNormMatchesDoublePrecision) {
  for (const size_t n : kSizes)
    for (const float reach : {1e-3f, 1.0f, 1e4f}) {
      const std::vector<float> x = Random(n, reach, 1), weight = Random(n, 2, 2);
      std::vector<float> y(n), in_place = x;
      GetParam()->rms_norm(x.data(), weight.data(), 1e-6f, y.data(), n);
      double sum = 0;
      for (float value : x) sum += double{value} * value;
      const double scale = 1 / std::sqrt(sum / double(n) + 1e-6);
      // The mean, the root, the quotient and two products are rounded to f32 once each: 2.5 ulps and a little.
      for (size_t i = 0; i < n; ++i)
        ASSERT_NEAR(y[i], weight[i] * x[i] * scale, std::abs(weight[i] * x[i] * scale) * 3.5 * 0x1p-23) << n;
      GetParam()->rms_norm(in_place.data(), weight.data(), 1e-6f, in_place.data(), n);
      EXPECT_EQ(in_place, y);
    }
}

TEST_P(RowVariant, AddsMultipliesAndCutsExactly) {
  for (const size_t n : kSizes) {
    const std::vector<float> x = Random(n, 3, 3), y = Random(n, 3, 4);
    std::vector<float> sum = y, product = y, cut(n);
    GetParam()->add(sum.data(), x.data(), n);
    GetParam()->multiply(product.data(), x.data(), n);
    GetParam()->relu(x.data(), cut.data(), n);
    for (size_t i = 0; i < n; ++i) {
      ASSERT_EQ(sum[i], y[i] + x[i]);
      ASSERT_EQ(product[i], y[i] * x[i]);
      ASSERT_EQ(cut[i], std::max(x[i], 0.0f));
    }
  }
}

TEST_P(RowVariant, GeluMatchesItsFormula) {
  for (const size_t n : kSizes)
    for (const float reach : {1.0f, 12.0f, 1e4f}) {
      const std::vector<float> x = Random(n, reach, 5);
      std::vector<float> y(n);
      GetParam()->gelu_tanh(x.data(), y.data(), n);
      for (size_t i = 0; i < n; ++i) {
        const double v = x[i];
        const double exact = 0.5 * v * (1 + std::tanh(std::sqrt(2 / std::acos(-1.0)) * (v + 0.044715 * v * v * v)));
        ASSERT_NEAR(y[i], exact, 1e-6 * (1 + std::abs(v))) << "at " << v;
      }
    }
  std::vector<float> edges = {0.0f, -0.0f, 1e-30f, -1e30f, 88.0f, -88.0f};
  GetParam()->gelu_tanh(edges.data(), edges.data(), edges.size());
  EXPECT_EQ(edges[0], 0.0f);
  EXPECT_EQ(edges[3], 0.0f);
  EXPECT_EQ(edges[4], 88.0f);
  EXPECT_EQ(edges[5], 0.0f);
}

// What RmsNorm's order of additions promises: the same bits from every variant.
TEST_P(RowVariant, NormsAsTheScalarVariant) {
  for (const size_t n : kSizes) {
    const std::vector<float> x = Random(n, 2, 6), weight = Random(n, 1, 7);
    std::vector<float> own(n), plain(n);
    GetParam()->rms_norm(x.data(), weight.data(), 1e-6f, own.data(), n);
    BestRowKernel(Isa::scalar).rms_norm(x.data(), weight.data(), 1e-6f, plain.data(), n);
    EXPECT_EQ(own, plain);
  }
}

INSTANTIATE_TEST_SUITE_P(All, RowVariant, testing::ValuesIn(AllRowKernels().begin(), AllRowKernels().end()),
                         [](const auto& variant) {
                           std::string name = variant.param->name;
                           std::replace(name.begin(), name.end(), '/', '_');
                           return name;
                         });

}  // namespace
}  // namespace godel::kernels

// SPDX-License-Identifier: MIT
// Every variant compiled in. A new variant is tested with no change here.
#include "godel/kernels/packed_gemm/packed_gemm.h"

#include <gtest/gtest.h>

#include <cmath>
#include <random>
#include <string>
#include <vector>

namespace godel::kernels {

void PrintTo(const GemmKernel* kernel, std::ostream* out) {
  *out << kernel->name;
}

namespace {

struct Problem {
  size_t m, n, k;
  std::vector<float> a, w;
};

Problem RandomProblem(size_t m, size_t n, size_t k) {
  std::mt19937 rng(static_cast<unsigned>(m * 10007 + n * 101 + k));
  std::uniform_real_distribution<float> uniform(-1, 1);
  Problem problem{m, n, k, std::vector<float>(m * k), std::vector<float>(n * k)};
  for (float& x : problem.a) x = uniform(rng);
  for (float& x : problem.w) x = uniform(rng);
  return problem;
}

std::vector<float> Multiply(const GemmKernel& kernel, const Problem& problem) {
  const size_t panels = NumPanels(kernel, problem.n), bytes = kernel.panel_bytes(problem.k);
  std::vector<char> packed(panels * bytes);
  for (size_t p = 0; p < panels; ++p) {
    const size_t row = p * kernel.panel_width;
    kernel.pack_panel(problem.w.data() + row * problem.k, problem.k, 1, std::min(kernel.panel_width, problem.n - row),
                      problem.k, packed.data() + p * bytes);
  }
  std::vector<float> c(problem.m * problem.n, NAN);  // what is not written shows
  kernel.run({.a = problem.a.data(),
              .a_stride = problem.k,
              .packed = packed.data(),
              .c = c.data(),
              .c_stride = problem.n,
              .m = problem.m,
              .n = problem.n,
              .k = problem.k,
              .panel_begin = 0,
              .panel_end = panels});
  return c;
}

class GemmVariant : public testing::TestWithParam<const GemmKernel*> {
 protected:
  void SetUp() override {
    if (!CpuSupports(GetParam()->isa)) GTEST_SKIP() << "this CPU does not run " << GetParam()->name;
  }
};

// Sizes reach every tile height, the last narrow panel, and more than one block of k.
TEST_P(GemmVariant, MatchesDoublePrecision) {
  for (size_t k : {1, 3, 16, 64, 257, 600})
    for (size_t m : {1, 2, 5, 6, 7, 12, 13, 25})
      for (size_t n : {1, 15, 16, 33, 64}) {
        const Problem problem = RandomProblem(m, n, k);
        const std::vector<float> c = Multiply(*GetParam(), problem);
        for (size_t i = 0; i < m; ++i)
          for (size_t j = 0; j < n; ++j) {
            double exact = 0, magnitude = 0;
            for (size_t p = 0; p < k; ++p) {
              const double term = double{problem.a[i * k + p]} * problem.w[j * k + p];
              exact += term;
              magnitude += std::abs(term);
            }
            // A chain of k fused or unfused additions is off by at most k half-ulps of the sum of magnitudes, and
            // unfused products add one half-ulp each.
            const double tolerance = double(k + 1) * 0x1p-24 * magnitude + 1e-30;
            ASSERT_NEAR(c[i * n + j], exact, tolerance)
                << "m" << m << " n" << n << " k" << k << " at " << i << "," << j;
          }
      }
}

// The promise that a request's ids do not depend on the batch rests on this.
TEST_P(GemmVariant, ARowDoesNotDependOnTheRowsBesideIt) {
  const Problem many = RandomProblem(25, 40, 700);
  const std::vector<float> together = Multiply(*GetParam(), many);
  for (size_t i = 0; i < many.m; ++i) {
    Problem one{1, many.n, many.k, {many.a.begin() + i * many.k, many.a.begin() + (i + 1) * many.k}, many.w};
    const std::vector<float> alone = Multiply(*GetParam(), one);
    for (size_t j = 0; j < many.n; ++j) ASSERT_EQ(alone[j], together[i * many.n + j]) << "row " << i;
  }
}

TEST_P(GemmVariant, PacksTransposedWeightsToTheSameBytes) {
  const GemmKernel& kernel = *GetParam();
  const Problem problem = RandomProblem(1, 11, 37);
  std::vector<float> transposed(problem.w.size());
  for (size_t j = 0; j < problem.n; ++j)
    for (size_t p = 0; p < problem.k; ++p) transposed[p * problem.n + j] = problem.w[j * problem.k + p];
  std::vector<char> straight(kernel.panel_bytes(problem.k)), turned(straight.size());
  kernel.pack_panel(problem.w.data(), problem.k, 1, problem.n, problem.k, straight.data());
  kernel.pack_panel(transposed.data(), 1, problem.n, problem.n, problem.k, turned.data());
  EXPECT_EQ(straight, turned);
}

std::string VariantName(const testing::TestParamInfo<const GemmKernel*>& info) {
  std::string name = info.param->name;
  for (char& c : name)
    if (c == '/') c = '_';
  return name;
}

INSTANTIATE_TEST_SUITE_P(All, GemmVariant, testing::ValuesIn(AllGemmKernels().begin(), AllGemmKernels().end()),
                         VariantName);

TEST(BestGemmKernel, KeepsBelowTheLimit) {
  EXPECT_EQ(BestGemmKernel(WeightType::f32, Isa::scalar).isa, Isa::scalar);
  for (Isa isa : {Isa::avx2, Isa::avx512})
    if (CpuSupports(isa)) {
      EXPECT_EQ(BestGemmKernel(WeightType::f32, isa).isa, isa);
    }
}

}  // namespace
}  // namespace godel::kernels

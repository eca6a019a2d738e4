// SPDX-License-Identifier: MIT
// Every variant compiled in. A new variant is tested with no change here.
#include "godel/kernels/packed_gemm/packed_gemm.h"

#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <cstdlib>
#include <random>
#include <string>
#include <string_view>
#include <vector>

namespace godel::kernels {

void PrintTo(const GemmKernel* kernel, std::ostream* out) {
  *out << kernel->name;
}

namespace {

// Packed bytes and prepared rows are read by aligned loads.
template <class T>
struct AlignedBytes {
  using value_type = T;
  T* allocate(size_t n) { return static_cast<T*>(std::aligned_alloc(64, (n + 63) / 64 * 64)); }
  void deallocate(T* p, size_t) { std::free(p); }
  bool operator==(const AlignedBytes&) const { return true; }
};

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

using Bytes = std::vector<char, AlignedBytes<char>>;

Bytes Pack(const GemmKernel& kernel, const Problem& problem) {
  const size_t panels = NumPanels(kernel, problem.n), bytes = kernel.panel_bytes(problem.k);
  Bytes packed(panels * bytes);
  for (size_t p = 0; p < panels; ++p) {
    const size_t row = p * kernel.panel_width;
    kernel.pack_panel(problem.w.data() + row * problem.k, problem.k, 1, std::min(kernel.panel_width, problem.n - row),
                      problem.k, packed.data() + p * bytes);
  }
  return packed;
}

std::vector<float> Multiply(const GemmKernel& kernel, const Problem& problem) {
  const Bytes packed = Pack(kernel, problem);
  const size_t stride = kernel.prepare_row != nullptr ? kernel.row_bytes(problem.k) : problem.k * sizeof(float);
  Bytes prepared(problem.m * stride);
  for (size_t r = 0; kernel.prepare_row != nullptr && r < problem.m; ++r)
    kernel.prepare_row(problem.a.data() + r * problem.k, problem.k, prepared.data() + r * stride);
  std::vector<float> c(problem.m * problem.n, NAN);  // what is not written shows
  kernel.run({.a = kernel.prepare_row != nullptr ? static_cast<const void*>(prepared.data()) : problem.a.data(),
              .a_stride = stride,
              .packed = packed.data(),
              .c = c.data(),
              .c_stride = problem.n,
              .m = problem.m,
              .n = problem.n,
              .k = problem.k,
              .panel_begin = 0,
              .panel_end = NumPanels(kernel, problem.n)});
  return c;
}

float LargestMagnitude(const float* x, size_t n) {
  float largest = 0;
  for (size_t i = 0; i < n; ++i) largest = std::max(largest, std::abs(x[i]));
  return largest;
}

struct Exact {
  double value;      // of one element of C
  double tolerance;  // derived below
};

Exact ExactElement(const Problem& problem, WeightType type, size_t i, size_t j) {
  const float* a = problem.a.data() + i * problem.k;
  const float* w = problem.w.data() + j * problem.k;
  double value = 0, magnitude = 0, rounding = 0;
  for (size_t p = 0; p < problem.k; ++p) {
    value += double{a[p]} * w[p];
    magnitude += std::abs(double{a[p]} * w[p]);
  }
  switch (type) {
    case WeightType::f32:
      break;
    case WeightType::bf16:                            // both factors may be rounded
      rounding = (2 * 0x1p-8 + 0x1p-16) * magnitude;  // half an ulp of 8 bits each
      break;
    case WeightType::int8:
    case WeightType::q4: {
      // A value is off by half a step: max / 127 of 128 neighbours (a weight's step is rounded up to bf16, at most
      // 2^-7 more); with 4 bits max / 7 of 32 neighbours at the coarsest grid that is tried, and what lies beyond the
      // grid's end, -8 .. 7, is off by no more than another step.
      const size_t group = type == WeightType::int8 ? 128 : 32;
      double a_off = 0, w_off = 0;
      for (size_t p = 0; p < problem.k; ++p) {
        if (p % 128 == 0) a_off = LargestMagnitude(a + p, std::min<size_t>(128, problem.k - p)) / 254.0;
        if (p % group == 0) {
          const float most = LargestMagnitude(w + p, std::min(group, problem.k - p));
          w_off = type == WeightType::int8 ? most / 254.0 * (1 + 0x1p-7) : 1.5 * most / 7.0;
        }
        rounding += std::abs(a[p]) * w_off + std::abs(w[p]) * a_off + a_off * w_off;
      }
      break;
    }
  }
  // A chain of k fused or unfused additions is off by at most k half-ulps of the sum of magnitudes, and unfused
  // products add one half-ulp each.
  return {value, rounding + double(problem.k + 4) * 0x1p-24 * (magnitude + rounding) + 1e-30};
}

class GemmVariant : public testing::TestWithParam<const GemmKernel*> {
 protected:
  void SetUp() override {
    if (!CpuSupports(GetParam()->isa)) GTEST_SKIP() << "this CPU does not run " << GetParam()->name;
  }
};

// Sizes reach every tile height, the last narrow panel, more than one block of k, and blocks that are not full.
TEST_P(GemmVariant, MatchesDoublePrecision) {
  for (size_t k : {1, 3, 16, 64, 130, 257, 600})
    for (size_t m : {1, 2, 5, 6, 7, 12, 13, 25})
      for (size_t n : {1, 15, 16, 33, 64}) {
        const Problem problem = RandomProblem(m, n, k);
        const std::vector<float> c = Multiply(*GetParam(), problem);
        for (size_t i = 0; i < m; ++i)
          for (size_t j = 0; j < n; ++j) {
            const Exact exact = ExactElement(problem, GetParam()->weights, i, j);
            ASSERT_NEAR(c[i * n + j], exact.value, exact.tolerance)
                << "m" << m << " n" << n << " k" << k << " at " << i << "," << j;
          }
      }
}

// Rounding errors of independent values mostly cancel, so the bound above would let a mistake pass.
TEST_P(GemmVariant, LosesNoMoreThanItsTypeMust) {
  const Problem problem = RandomProblem(8, 64, 1024);
  const std::vector<float> c = Multiply(*GetParam(), problem);
  double lost = 0, whole = 0;
  for (size_t i = 0; i < problem.m; ++i)
    for (size_t j = 0; j < problem.n; ++j) {
      const double exact = ExactElement(problem, WeightType::f32, i, j).value;
      lost += (c[i * problem.n + j] - exact) * (c[i * problem.n + j] - exact);
      whole += exact * exact;
    }
  // Of values spread evenly over -1 .. 1, rounding to steps of d loses d / sqrt(12) of their 1 / sqrt(3): for int8,
  // with d = 1 / 127, 0.39 % for each factor; for 4 bits, with d = 1 / 8, 6.3 %. bf16 loses less than 2^-9 for each
  // factor.
  const double most[] = {1e-6, 0.004, 0.007, 0.07};
  EXPECT_LT(std::sqrt(lost / whole), most[static_cast<size_t>(GetParam()->weights)]);
}

// Integers come through unharmed, whatever their size: no sum saturates. With +-127 (or -8) in every block all scales
// are 1.
TEST_P(GemmVariant, IntegersAreExactAtTheExtremes) {
  if (GetParam()->weights == WeightType::bf16) GTEST_SKIP() << "bf16 has no integer sums";
  const int low = GetParam()->weights == WeightType::q4 ? -8 : -127,
            high = GetParam()->weights == WeightType::q4 ? 7 : 127;
  std::mt19937 rng(7);
  const auto pick = [&](int from, int to) { return static_cast<float>(std::uniform_int_distribution(from, to)(rng)); };
  Problem problem{7, 20, 512, std::vector<float>(7 * 512), std::vector<float>(20 * 512)};
  for (size_t i = 0; i < problem.a.size(); ++i) problem.a[i] = i % 128 == 0 ? -127.0f : pick(-127, 127);
  for (size_t i = 0; i < problem.w.size(); ++i) problem.w[i] = i % 32 == 0 ? static_cast<float>(low) : pick(low, high);
  for (size_t p = 0; p < problem.k; ++p) {
    for (size_t i = 0; i < 3; ++i)
      problem.a[i * problem.k + p] = i == 0 ? 127.0f : i == 1 ? -127.0f : p % 2 ? 127.0f : -127.0f;
    for (size_t j = 0; j < 2; ++j) problem.w[j * problem.k + p] = static_cast<float>(j == 0 || p % 2 ? low : high);
    problem.w[2 * problem.k + p] = p % 32 == 0 ? static_cast<float>(low) : static_cast<float>(high);
  }
  const std::vector<float> c = Multiply(*GetParam(), problem);
  for (size_t i = 0; i < problem.m; ++i)
    for (size_t j = 0; j < problem.n; ++j)
      ASSERT_EQ(c[i * problem.n + j], ExactElement(problem, WeightType::f32, i, j).value) << i << "," << j;
}

TEST_P(GemmVariant, ZeroTimesAnythingIsZero) {
  Problem problem = RandomProblem(3, 17, 200);
  for (float& x : problem.a) x = 0;
  for (float c : Multiply(*GetParam(), problem)) ASSERT_EQ(c, 0);
  problem = RandomProblem(3, 17, 200);
  for (float& x : problem.w) x = 0;
  for (float c : Multiply(*GetParam(), problem)) ASSERT_EQ(c, 0);
}

// A layout's name is a promise: any variant that has it may read what another one packed. Integer types must also
// multiply to the same bits everywhere.
TEST_P(GemmVariant, AgreesWithTheScalarVariantWhereLayoutsAreShared) {
  const GemmKernel& scalar = BestGemmKernel(GetParam()->weights, Isa::scalar);
  if (std::string_view(scalar.layout) != GetParam()->layout) GTEST_SKIP() << "a layout of its own";
  const Problem problem = RandomProblem(60, 45, 1700);
  EXPECT_EQ(Pack(*GetParam(), problem), Pack(scalar, problem));
  if (GetParam()->weights == WeightType::int8 || GetParam()->weights == WeightType::q4) {
    EXPECT_EQ(Multiply(*GetParam(), problem), Multiply(scalar, problem));
  }
}

// The promise that a request's ids do not depend on the batch rests on this. The second problem has so many rows and
// columns of k that variants go through them by blocks.
TEST_P(GemmVariant, ARowDoesNotDependOnTheRowsBesideIt) {
  for (const auto& [m, k, step] : {std::array<size_t, 3>{25, 700, 1}, {250, 1700, 31}}) {
    const Problem many = RandomProblem(m, 40, k);
    const std::vector<float> together = Multiply(*GetParam(), many);
    for (size_t i = 0; i < many.m; i += step) {
      Problem one{1, many.n, many.k, {many.a.begin() + i * many.k, many.a.begin() + (i + 1) * many.k}, many.w};
      const std::vector<float> alone = Multiply(*GetParam(), one);
      for (size_t j = 0; j < many.n; ++j) ASSERT_EQ(alone[j], together[i * many.n + j]) << "row " << i << " of " << m;
    }
  }
}

TEST_P(GemmVariant, PacksTransposedWeightsToTheSameBytes) {
  const GemmKernel& kernel = *GetParam();
  const Problem problem = RandomProblem(1, 11, 37);
  std::vector<float> transposed(problem.w.size());
  for (size_t j = 0; j < problem.n; ++j)
    for (size_t p = 0; p < problem.k; ++p) transposed[p * problem.n + j] = problem.w[j * problem.k + p];
  Bytes straight(kernel.panel_bytes(problem.k)), turned(straight.size());
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
  for (WeightType type : {WeightType::f32, WeightType::bf16, WeightType::int8, WeightType::q4})
    EXPECT_EQ(BestGemmKernel(type, Isa::scalar).isa, Isa::scalar) << WeightTypeName(type);
  for (Isa isa : {Isa::avx2, Isa::avx512})
    if (CpuSupports(isa)) {
      EXPECT_EQ(BestGemmKernel(WeightType::f32, isa).isa, isa);
    }
  if (CpuSupports(Isa::avx512vnni)) {
    EXPECT_EQ(BestGemmKernel(WeightType::int8, Isa::avx512vnni).isa, Isa::avx512vnni);
  }
}

}  // namespace
}  // namespace godel::kernels

// SPDX-License-Identifier: MIT
#include "godel/ops/shortlist.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <numeric>

#include "support/random_tensor.h"

namespace godel {
namespace {

// More panels than a shortlist holds, and a last panel that is not full.
constexpr size_t kOutputs = 16 * 200 + 5, kInputs = 96, kRows = 5;

struct Vocabulary {
  explicit Vocabulary(const Compute& compute) {
    const RandomTensor weight({kOutputs, kInputs}, 1);
    const TensorView* one[] = {&weight.view};
    fine = std::move(*Linear::Pack(one, WeightType::int8, compute, &arena));
    coarse = std::move(*Linear::Pack(one, WeightType::q4, compute, &arena));
  }
  using RandomTensor = testing::RandomTensor;
  ByteArena arena;
  Linear fine, coarse;
};

Matrix RandomRows() {
  const std::vector<float> values = testing::RandomFloats(kRows * kInputs, 2);
  Matrix rows(kRows, kInputs);
  std::memcpy(rows.data(), values.data(), values.size() * sizeof(float));
  return rows;
}

TEST(RefineLargest, ComputesTheLargestAgainAndLeavesTheRest) {
  const Compute compute = std::move(*MakeCompute(2));
  const Vocabulary vocabulary(compute);
  const Matrix x = RandomRows();
  Matrix rough(kRows, kOutputs), refined(kRows, kOutputs), exact(kRows, kOutputs);
  vocabulary.coarse.Apply(x.view(), rough.view(), compute);
  vocabulary.coarse.Apply(x.view(), refined.view(), compute);
  vocabulary.fine.Apply(x.view(), exact.view(), compute);
  RefineLargest(vocabulary.fine, x.view(), refined.view(), compute);
  for (size_t r = 0; r < kRows; ++r) {
    std::vector<size_t> order(kOutputs);
    std::iota(order.begin(), order.end(), size_t{0});
    std::sort(order.begin(), order.end(), [&](size_t a, size_t b) { return rough.row(r)[a] > rough.row(r)[b]; });
    // The largest 64 lie in at most 64 panels, so all of them have been computed again: to the bits of the whole
    // product.
    for (size_t i = 0; i < kShortlistPanels; ++i)
      ASSERT_EQ(refined.row(r)[order[i]], exact.row(r)[order[i]]) << "row " << r << " rank " << i;
    size_t again = 0;
    for (size_t j = 0; j < kOutputs; ++j) {
      ASSERT_TRUE(refined.row(r)[j] == exact.row(r)[j] || refined.row(r)[j] == rough.row(r)[j]);
      again += refined.row(r)[j] != rough.row(r)[j] ? 1 : 0;
    }
    EXPECT_LE(again, kShortlistPanels * 16);
    EXPECT_GT(again, kShortlistPanels * 8);
  }
}

TEST(RefineLargest, DependsOnTheRowAlone) {
  const Compute compute = std::move(*MakeCompute(2)), single = std::move(*MakeCompute(1));
  const Vocabulary vocabulary(compute);
  const Matrix x = RandomRows();
  Matrix together(kRows, kOutputs), alone(1, kOutputs);
  vocabulary.coarse.Apply(x.view(), together.view(), compute);
  RefineLargest(vocabulary.fine, x.view(), together.view(), compute);
  for (size_t r = 0; r < kRows; ++r) {
    vocabulary.coarse.Apply(x.view().row_range(r, 1), alone.view(), single);
    RefineLargest(vocabulary.fine, x.view().row_range(r, 1), alone.view(), single);
    EXPECT_EQ(std::memcmp(alone.data(), together.row(r).data(), kOutputs * sizeof(float)), 0) << r;
  }
}

// Activations that have run over must end in numbers that are no numbers, not in an order that contradicts itself.
TEST(RefineLargest, TakesNanForTheSmallest) {
  const Compute compute = std::move(*MakeCompute(1));
  const Vocabulary vocabulary(compute);
  const Matrix x = RandomRows();
  Matrix y(kRows, kOutputs);
  for (size_t r = 0; r < kRows; ++r) std::fill(y.row(r).begin(), y.row(r).end(), NAN);
  y.row(0)[kOutputs - 1] = 1;
  RefineLargest(vocabulary.fine, x.view(), y.view(), compute);
  EXPECT_FALSE(std::isnan(y.row(0)[kOutputs - 1]));
  EXPECT_TRUE(std::isnan(y.row(0)[kOutputs - 16 * 100]));
}

TEST(RefineLargest, ComputesAllOfAFewOutputs) {
  const Compute compute = std::move(*MakeCompute(2));
  ByteArena arena;
  const testing::RandomTensor weight({20, kInputs}, 3);
  const TensorView* one[] = {&weight.view};
  const Linear fine = std::move(*Linear::Pack(one, WeightType::int8, compute, &arena));
  const Matrix x = RandomRows();
  Matrix y(kRows, 20), exact(kRows, 20);
  std::memset(y.data(), 0, kRows * 20 * sizeof(float));
  fine.Apply(x.view(), exact.view(), compute);
  RefineLargest(fine, x.view(), y.view(), compute);
  EXPECT_EQ(std::memcmp(y.data(), exact.data(), kRows * 20 * sizeof(float)), 0);
}

}  // namespace
}  // namespace godel

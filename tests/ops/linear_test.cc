// SPDX-License-Identifier: MIT
#include "godel/ops/linear.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstring>
#include <random>
#include <vector>

#include "ops/random_matrix.h"
#include "support/random_tensor.h"

namespace godel {
namespace {

using testing::RandomTensor;

Compute MakeComputeOrDie(size_t threads) {
  return std::move(*MakeCompute(threads));
}

TEST(Linear, StacksWeightsAndMultiplies) {
  ByteArena arena;
  const Compute compute = MakeComputeOrDie(2);
  const RandomTensor first({5, 24}, 1), second({19, 24}, 2);
  const TensorView* both[] = {&first.view, &second.view};
  const Linear linear = std::move(*Linear::Pack(both, WeightType::f32, compute, &arena));
  ASSERT_EQ(linear.outputs(), 24u);
  ASSERT_EQ(linear.inputs(), 24u);
  const Matrix x = testing::RandomMatrix(7, 24, 3);
  Matrix y(7, 24);
  linear.Apply(x.view(), y.view(), compute);
  for (size_t r = 0; r < 7; ++r)
    for (size_t j = 0; j < 24; ++j) {
      const std::vector<float>& w = j < 5 ? first.values : second.values;
      const size_t row = j < 5 ? j : j - 5;
      double exact = 0;
      for (size_t i = 0; i < 24; ++i) exact += double{x.row(r)[i]} * w[row * 24 + i];
      ASSERT_NEAR(y.row(r)[j], exact, 25 * 0x1p-24 * 24);  // as in the kernel's test, |terms| <= 1
    }
}

// Same bits with any number of threads, and for a row alone: the ids of a request rest on both. Panels are shared out
// for 33 rows, rows for 300.
void ExpectTheSameBits(WeightType type, size_t rows) {
  SCOPED_TRACE(::testing::Message() << WeightTypeName(type) << ", " << rows << " rows");
  ByteArena arena;
  const RandomTensor weight({300, 200}, 4);
  const TensorView* one[] = {&weight.view};
  const Matrix x = testing::RandomMatrix(rows, 200, 5);
  const Compute single = MakeComputeOrDie(1);
  const Linear linear = std::move(*Linear::Pack(one, type, single, &arena));
  Matrix expected(rows, 300), row(1, 300);
  linear.Apply(x.view(), expected.view(), single);
  for (size_t r = 0; r < rows; ++r) {
    linear.Apply(x.view().row_range(r, 1), row.view(), single);
    ASSERT_EQ(std::memcmp(row.data(), expected.row(r).data(), 300 * sizeof(float)), 0) << "row " << r;
  }
  for (size_t threads : {2, 3, 4}) {
    const Compute compute = MakeComputeOrDie(threads);
    const Linear packed = std::move(*Linear::Pack(one, type, compute, &arena));
    for (int again = 0; again < 20; ++again) {  // who takes what is another one each time
      Matrix y(rows, 300);
      packed.Apply(x.view(), y.view(), compute);
      ASSERT_EQ(std::memcmp(y.data(), expected.data(), rows * 300 * sizeof(float)), 0) << threads << " threads";
    }
  }
}

TEST(Linear, ResultsDoNotDependOnThreadsOrNeighbours) {
  for (const WeightType type : {WeightType::f32, WeightType::int8})
    for (const size_t rows : {33, 300}) ExpectTheSameBits(type, rows);
}

TEST(Linear, RefusesValuesThatAreNotFinite) {
  ByteArena arena;
  const Compute compute = MakeComputeOrDie(2);
  for (float bad : {NAN, INFINITY, -INFINITY}) {
    RandomTensor weight({40, 30}, 6);
    weight.Set(1111, bad);
    const TensorView* one[] = {&weight.view};
    const auto packed = Linear::Pack(one, WeightType::f32, compute, &arena);
    ASSERT_FALSE(packed);
    EXPECT_EQ(packed.error().code, ErrorCode::kBadData);
  }
}

}  // namespace
}  // namespace godel

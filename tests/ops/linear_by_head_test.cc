// SPDX-License-Identifier: MIT
#include "godel/ops/linear_by_head.h"

#include <gtest/gtest.h>

#include <cstring>

#include "support/random_tensor.h"

namespace godel {
namespace {

constexpr size_t kHeads = 3, kWidth = 64, kModel = 160;  // whole panels of every kernel

// [H K, D] as [H D, K]: what PackTransposed is to do.
std::vector<float> HeadsTransposed(const std::vector<float>& weight) {
  std::vector<float> transposed(weight.size());
  for (size_t h = 0; h < kHeads; ++h)
    for (size_t i = 0; i < kWidth; ++i)
      for (size_t d = 0; d < kModel; ++d)
        transposed[(h * kModel + d) * kWidth + i] = weight[(h * kWidth + i) * kModel + d];
  return transposed;
}

Matrix RandomSpreadMatrix(size_t rows, size_t cols, unsigned seed) {
  const std::vector<float> values = testing::RandomFloats(rows * cols, seed);
  Matrix matrix;
  matrix.ResizeSpread(rows, cols);
  for (size_t r = 0; r < rows; ++r) std::memcpy(matrix.row(r).data(), values.data() + r * cols, cols * sizeof(float));
  return matrix;
}

class EveryType : public ::testing::TestWithParam<WeightType> {};

TEST_P(EveryType, PackTransposedPacksTheTransposedMatrix) {
  const Compute compute = std::move(*MakeCompute(2));
  ByteArena arena;
  const testing::RandomTensor weight({kHeads * kWidth, kModel}, 1);
  testing::RandomTensor transposed({kHeads * kModel, kWidth}, 2);
  const std::vector<float> values = HeadsTransposed(weight.values);
  std::copy(values.begin(), values.end(), transposed.values.begin());
  const TensorView* const one[] = {&transposed.view};
  const Linear expected = std::move(*Linear::Pack(one, GetParam(), compute, &arena));
  const Linear packed = std::move(*Linear::PackTransposed(weight.view, kHeads, GetParam(), compute, &arena));
  EXPECT_EQ(packed.outputs(), kHeads * kModel);
  EXPECT_EQ(packed.inputs(), kWidth);
  ASSERT_EQ(packed.packed_bytes(), expected.packed_bytes());
  EXPECT_EQ(std::memcmp(packed.packed().data(), expected.packed().data(), packed.packed_bytes()), 0);

  testing::RandomTensor bad({kHeads * kWidth, kModel}, 1);
  bad.Set(kWidth * kModel + 7, INFINITY);
  const auto refused = Linear::PackTransposed(bad.view, kHeads, GetParam(), compute, &arena);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::kBadData);
}

// Every head is what its own rows of the matrix, as a Linear of their own, make of it: bit for bit, whichever way heads
// stand and however many threads there are.
TEST_P(EveryType, ApplyByHeadMultipliesEachHeadByItsOwnMatrix) {
  for (const size_t threads : {1, 2, 4})
    for (const size_t rows : {1, 5, 70}) {
      SCOPED_TRACE(::testing::Message() << threads << " threads, " << rows << " rows");
      const Compute compute = std::move(*MakeCompute(threads));
      ByteArena arena;
      const testing::RandomTensor weight({kHeads * kWidth, kModel}, 3);
      const TensorView* const one[] = {&weight.view};
      const Linear linear = std::move(*Linear::Pack(one, GetParam(), compute, &arena));
      const Matrix beside = RandomSpreadMatrix(rows, kHeads * kModel, 4);
      Matrix below, from_beside, from_below;
      below.ResizeSpread(rows * kHeads, kModel);
      for (size_t r = 0; r < rows; ++r)
        for (size_t h = 0; h < kHeads; ++h)
          std::memcpy(below.row(r * kHeads + h).data(), beside.row(r).data() + h * kModel, kModel * sizeof(float));
      from_beside.ResizeSpread(rows * kHeads, kWidth);
      from_below.ResizeSpread(rows, kHeads * kWidth);
      ApplyByHead(linear, kHeads, beside.view(), from_beside.view(), compute);
      ApplyByHead(linear, kHeads, below.view(), from_below.view(), compute);
      Matrix expected(rows, kWidth);
      for (size_t h = 0; h < kHeads; ++h) {
        const Linear own = linear.Outputs(h * kWidth, kWidth);
        own.Apply(beside.view().columns(h * kModel, kModel), expected.view(), compute);
        for (size_t r = 0; r < rows; ++r) {
          const std::span<const float> row = expected.row(r);
          ASSERT_EQ(std::memcmp(row.data(), from_beside.row(r * kHeads + h).data(), row.size_bytes()), 0);
          ASSERT_EQ(std::memcmp(row.data(), from_below.row(r).data() + h * kWidth, row.size_bytes()), 0);
        }
      }
    }
}

INSTANTIATE_TEST_SUITE_P(LinearByHead, EveryType,
                         ::testing::Values(WeightType::f32, WeightType::bf16, WeightType::int8, WeightType::q4),
                         [](const auto& param_info) { return std::string(WeightTypeName(param_info.param)); });

}  // namespace
}  // namespace godel

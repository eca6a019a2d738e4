// SPDX-License-Identifier: MIT
#include "godel/tensor/matrix.h"

#include <gtest/gtest.h>

#include <cstdint>

namespace godel {
namespace {

TEST(Matrix, ViewsAreWindowsOfTheSameFloats) {
  Matrix matrix(3, 4);
  for (size_t r = 0; r < 3; ++r)
    for (size_t c = 0; c < 4; ++c) matrix.row(r)[c] = static_cast<float>(10 * r + c);
  const MatrixView window = matrix.view().row_range(1, 2).columns(2, 2);
  EXPECT_EQ(window.rows, 2u);
  EXPECT_EQ(window.cols, 2u);
  EXPECT_EQ(window.row(0)[0], 12.0f);
  EXPECT_EQ(window.row(1)[1], 23.0f);
  EXPECT_EQ(window.row(0).size(), 2u);
  window.row(1)[0] = -1;
  EXPECT_EQ(matrix.row(2)[2], -1.0f);
  const ConstMatrixView reading = window;
  EXPECT_EQ(reading.row(1)[0], -1.0f);
}

// Rows an odd number of 64-byte lines apart, however wide they are.
TEST(Matrix, SpreadsItsRows) {
  Matrix matrix;
  for (const size_t cols : {1, 15, 16, 17, 768, 1024, 3072}) {
    matrix.ResizeSpread(3, cols);
    const MatrixView view = matrix.view();
    EXPECT_EQ(view.cols, cols);
    EXPECT_GE(view.stride, cols);
    EXPECT_EQ(view.stride % 32, 16u) << cols;
    EXPECT_EQ(matrix.row(2).data(), view.row(2).data());
    matrix.row(2)[cols - 1] = 1;  // the last float is inside
  }
}

TEST(Matrix, KeepsItsMemoryWhenItShrinksAndStaysAligned) {
  Matrix matrix(8, 8);
  const float* before = matrix.data();
  matrix.Resize(2, 5);
  EXPECT_EQ(matrix.data(), before);
  EXPECT_EQ(matrix.view().stride, 5u);
  matrix.Resize(4, 16);
  EXPECT_EQ(matrix.data(), before);
  matrix.Resize(9, 8);
  EXPECT_EQ(reinterpret_cast<uintptr_t>(matrix.data()) % AlignedBuffer::kAlignment, 0u);
  matrix.row(8)[7] = 1;  // the last float is inside
  Matrix empty;
  EXPECT_EQ(empty.rows(), 0u);
  empty.Resize(0, 7);
  EXPECT_EQ(empty.view().rows, 0u);
}

}  // namespace
}  // namespace godel

// SPDX-License-Identifier: MIT
// f32 matrices of activations: Matrix owns, MatrixView and ConstMatrixView borrow. Row-major; rows may lie farther
// apart than they are wide (stride), so that a view can be some columns of a wider matrix.
#pragma once
#include <cstddef>
#include <span>

#include "godel/base/aligned_buffer.h"

namespace godel {

template <class Float>
struct BasicMatrixView {
  Float* data = nullptr;
  size_t rows = 0;
  size_t cols = 0;
  size_t stride = 0;  // floats from a row's start to the next one's

  std::span<Float> row(size_t r) const { return {data + r * stride, cols}; }
  BasicMatrixView columns(size_t begin, size_t count) const { return {data + begin, rows, count, stride}; }
  BasicMatrixView row_range(size_t begin, size_t count) const { return {data + begin * stride, count, cols, stride}; }
  operator BasicMatrixView<const Float>() const { return {data, rows, cols, stride}; }
};

using MatrixView = BasicMatrixView<float>;
using ConstMatrixView = BasicMatrixView<const float>;

// Owned, not initialised. Grows and never shrinks its memory, so a step can reuse one for many sizes.
class Matrix {
 public:
  Matrix() = default;
  Matrix(size_t rows, size_t cols) { Resize(rows, cols); }

  // Rows one behind another. Contents are lost when the memory must grow.
  void Resize(size_t rows, size_t cols) { Resize(rows, cols, cols); }

  // Rows an odd number of cache lines apart. Lines a multiple of 4 KiB apart compete for the same few places of the
  // first-level cache, and rows of T5's widths (1,024, 3,072) would be; a product that writes a block of columns then
  // waits for every row.
  void ResizeSpread(size_t rows, size_t cols) { Resize(rows, cols, ((cols + kLine - 1) / kLine | 1) * kLine); }

  size_t rows() const { return rows_; }
  size_t cols() const { return cols_; }
  float* data() { return static_cast<float*>(buffer_.data()); }
  const float* data() const { return static_cast<const float*>(buffer_.data()); }
  std::span<float> row(size_t r) { return {data() + r * stride_, cols_}; }
  std::span<const float> row(size_t r) const { return {data() + r * stride_, cols_}; }
  MatrixView view() { return {data(), rows_, cols_, stride_}; }
  ConstMatrixView view() const { return {data(), rows_, cols_, stride_}; }

 private:
  static constexpr size_t kLine = kCacheLine / sizeof(float);

  void Resize(size_t rows, size_t cols, size_t stride) {
    if (rows * stride * sizeof(float) > buffer_.bytes()) buffer_ = AlignedBuffer(rows * stride * sizeof(float));
    rows_ = rows;
    cols_ = cols;
    stride_ = stride;
  }

  AlignedBuffer buffer_;
  size_t rows_ = 0;
  size_t cols_ = 0;
  size_t stride_ = 0;
};

}  // namespace godel

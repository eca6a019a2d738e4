// SPDX-License-Identifier: MIT
// Rows of a tensor as floats, whichever of f32 and bf16 it holds: bf16 is widened into scratch and written back.
#pragma once
#include <algorithm>
#include <cstring>
#include <vector>

#include "godel/train/row_math.h"
#include "godel/train/torch.h"

namespace godel::train {

// Contiguous [R, n]. One a thread; the tensor must outlive it.
class RowReader {
 public:
  explicit RowReader(const at::Tensor& tensor)
      : data_(static_cast<const char*>(tensor.data_ptr())),
        n_(static_cast<size_t>(tensor.size(-1))),
        bf16_(tensor.scalar_type() == at::kBFloat16),
        scratch_(bf16_ ? n_ : 0) {}
  // Valid until the next call.
  const float* Row(size_t r) {
    if (!bf16_) return reinterpret_cast<const float*>(data_) + r * n_;
    WidenBf16(reinterpret_cast<const uint16_t*>(data_) + r * n_, scratch_.data(), n_);
    return scratch_.data();
  }

 private:
  const char* data_;
  size_t n_;
  bool bf16_;
  std::vector<float> scratch_;
};

class RowWriter {
 public:
  explicit RowWriter(const at::Tensor& tensor)
      : data_(static_cast<char*>(tensor.data_ptr())),
        n_(static_cast<size_t>(tensor.size(-1))),
        bf16_(tensor.scalar_type() == at::kBFloat16),
        scratch_(bf16_ ? n_ : 0) {}
  // Where to put row r; Finish(r) stores it.
  float* Row(size_t r) { return bf16_ ? scratch_.data() : reinterpret_cast<float*>(data_) + r * n_; }
  void Finish(size_t r) {
    if (bf16_) NarrowBf16(scratch_.data(), reinterpret_cast<uint16_t*>(data_) + r * n_, n_);
  }

 private:
  char* data_;
  size_t n_;
  bool bf16_;
  std::vector<float> scratch_;
};

// f(begin, end, part) over [0, rows), a contiguous part a thread; parts are numbered from 0, at most
// at::get_num_threads().
template <class F>
void ForRows(size_t rows, const F& f) {
  const auto parts = std::min<size_t>(rows, static_cast<size_t>(at::get_num_threads()));
  at::parallel_for(0, static_cast<int64_t>(parts), 1, [&](int64_t first, int64_t last) {
    for (int64_t part = first; part < last; ++part) {
      const auto p = static_cast<size_t>(part);
      f(rows * p / parts, rows * (p + 1) / parts, p);
    }
  });
}

// at::zeros takes a slow way for bf16 and works on one thread.
inline at::Tensor Zeros(at::IntArrayRef sizes, at::ScalarType type) {
  at::Tensor out = at::empty(sizes, type);
  char* const bytes = static_cast<char*>(out.data_ptr());
  ForRows(out.nbytes() / 64,
          [&](size_t begin, size_t end, size_t) { std::memset(bytes + begin * 64, 0, (end - begin) * 64); });
  std::memset(bytes + out.nbytes() / 64 * 64, 0, out.nbytes() % 64);
  return out;
}

}  // namespace godel::train

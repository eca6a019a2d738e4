// SPDX-License-Identifier: MIT
// Inputs for each family of kernels, the same in every run, for the benchmark and the count of instructions.
#pragma once
#include <algorithm>
#include <cstddef>
#include <vector>

#include "godel/base/aligned_buffer.h"
#include "godel/kernels/cached_attention/cached_attention.h"
#include "godel/kernels/packed_gemm/packed_gemm.h"

namespace godel::benchmarks {

// Small numbers of both signs that repeat too late for anything to notice.
inline std::vector<float> Numbers(size_t count) {
  std::vector<float> numbers(count);
  for (size_t i = 0; i < count; ++i) numbers[i] = static_cast<float>(i * 7919 % 1009) / 1009.0f - 0.5f;
  return numbers;
}

struct GemmShape {
  size_t m, n, k;
};

// C[m, n] = A[m, k] * W[n, k]^T with everything that the kernel needs.
class GemmProblem {
 public:
  GemmProblem(const kernels::GemmKernel& kernel, GemmShape shape)
      : kernel_(kernel), shape_(shape), a_(Numbers(shape.m * shape.k)), c_(shape.m * shape.n) {
    const std::vector<float> weights = Numbers(shape.n * shape.k);
    const size_t panels = NumPanels(kernel, shape.n), panel_bytes = kernel.panel_bytes(shape.k);
    packed_ = AlignedBuffer(panels * panel_bytes);
    for (size_t p = 0; p < panels; ++p) {
      const size_t row = p * kernel.panel_width;
      kernel.pack_panel(weights.data() + row * shape.k, shape.k, 1, std::min(kernel.panel_width, shape.n - row),
                        shape.k, static_cast<std::byte*>(packed_.data()) + p * panel_bytes);
    }
    if (kernel.prepare_row == nullptr) return;
    row_bytes_ = kernel.row_bytes(shape.k);
    prepared_ = AlignedBuffer(shape.m * row_bytes_);
  }

  void Run() {
    for (size_t r = 0; prepared_.bytes() > 0 && r < shape_.m; ++r)
      kernel_.prepare_row(a_.data() + r * shape_.k, shape_.k,
                          static_cast<std::byte*>(prepared_.data()) + r * row_bytes_);
    kernel_.run({.a = prepared_.bytes() > 0 ? prepared_.data() : a_.data(),
                 .a_stride = prepared_.bytes() > 0 ? row_bytes_ : shape_.k * sizeof(float),
                 .packed = packed_.data(),
                 .c = c_.data(),
                 .c_stride = shape_.n,
                 .m = shape_.m,
                 .n = shape_.n,
                 .k = shape_.k,
                 .panel_begin = 0,
                 .panel_end = NumPanels(kernel_, shape_.n)});
  }

  size_t packed_bytes() const { return packed_.bytes(); }
  double flop() const { return 2.0 * static_cast<double>(shape_.m * shape_.n * shape_.k); }

 private:
  const kernels::GemmKernel& kernel_;
  GemmShape shape_;
  std::vector<float> a_, c_;
  AlignedBuffer packed_, prepared_;
  size_t row_bytes_ = 0;
};

// A query against `length` cached positions of `heads` heads of `width`.
class AttentionProblem {
 public:
  AttentionProblem(size_t length, size_t heads, size_t width)
      : cache_(Numbers(length * heads * width)),
        query_(Numbers(heads * width)),
        scores_(heads * length),
        out_(heads * width) {
    for (size_t t = 0; t < length; ++t) offsets_.push_back(t * heads * width);
    rows_ = {cache_.data(), offsets_.data(), length, width, heads};
  }
  AttentionProblem(const AttentionProblem&) = delete;
  AttentionProblem& operator=(const AttentionProblem&) = delete;

  void Run(const kernels::CachedAttentionKernel& kernel) {
    kernel.scores(query_.data(), rows_, scores_.data());
    kernel.mix(scores_.data(), rows_, out_.data());
  }

 private:
  std::vector<float> cache_, query_, scores_, out_;
  std::vector<size_t> offsets_;
  kernels::CachedRows rows_;
};

}  // namespace godel::benchmarks

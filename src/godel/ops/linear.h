// SPDX-License-Identifier: MIT
// y = x W^T, with W packed at load time by the kernel that will read it.
#pragma once
#include <cstddef>
#include <functional>
#include <span>

#include "godel/base/aligned_buffer.h"
#include "godel/base/result.h"
#include "godel/ops/compute.h"
#include "godel/tensor/matrix.h"
#include "godel/tensor/tensor_view.h"

namespace godel {

// Immutable after packing; threads may share it.
class Linear {
 public:
  Linear() = default;

  // Stacks `weights`, each [n_i, k] of a float type, into one [sum n_i, k] of `type`: fused projections are one Linear.
  // Packs on all threads with a panel's scratch each. `done(i, bytes)` is called, from any of them, when these bytes of
  // weights[i] have been read for the last time (their file pages may go). Error: kBadData when a weight is NaN or
  // infinite.
  using OnDone = std::function<void(size_t i, std::span<const std::byte> bytes)>;
  static Result<Linear> Pack(std::span<const TensorView* const> weights, WeightType type, const Compute& compute,
                             const OnDone& done = {});

  size_t outputs() const { return n_; }
  size_t inputs() const { return k_; }
  WeightType type() const { return kernel_->weights; }
  size_t packed_bytes() const { return packed_.bytes(); }

  // x [R, k] -> y [R, n]. A row of y depends on that row of x alone, bit for bit.
  void Apply(ConstMatrixView x, MatrixView y, const Compute& compute) const;

 private:
  // y = a W^T, a as the kernel wants it.
  struct PreparedRows {
    const void* data;
    size_t stride;  // bytes
  };
  void Multiply(PreparedRows a, MatrixView y, const Compute& compute) const;

  const kernels::GemmKernel* kernel_ = nullptr;
  size_t n_ = 0, k_ = 0;
  AlignedBuffer packed_;
};

}  // namespace godel

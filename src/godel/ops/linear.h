// SPDX-License-Identifier: MIT
// y = x W^T, with W packed at load time by the kernel that will read it.
#pragma once
#include <cstddef>
#include <functional>
#include <span>
#include <string_view>

#include "godel/base/byte_arena.h"
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
  // Packs into `arena`, which must outlive the Linear, on all threads with a panel's scratch each. `done(i, bytes)` is
  // called, from any of them, when these bytes of weights[i] have been read for the last time (their file pages may
  // go). Error: kBadData when a weight is NaN or infinite.
  using OnDone = std::function<void(size_t i, std::span<const std::byte> bytes)>;
  static Result<Linear> Pack(std::span<const TensorView* const> weights, WeightType type, const Compute& compute,
                             ByteArena* arena, const OnDone& done = {});

  // `weight` [groups * k, n] as one Linear [groups * n, k]: the groups of rows, each transposed, on top of each other.
  // n must be whole panels, so that a group is some of them. Error as of Pack.
  static Result<Linear> PackTransposed(const TensorView& weight, size_t groups, WeightType type, const Compute& compute,
                                       ByteArena* arena);

  // Weights [outputs, inputs] that were packed earlier, as packed() gave them, perhaps on another machine: used where
  // they lie, which must be a multiple of 64 bytes and outlive the Linear. Error: kBadData for another number of bytes
  // or another place.
  struct Size {
    size_t outputs, inputs;
  };
  static Result<Linear> FromPacked(std::span<const std::byte> packed, Size size, WeightType type,
                                   const Compute& compute);

  // The name of the packed bytes' form. Types whose bytes are the same on every machine have one; f32 has not.
  static std::string_view LayoutOf(WeightType type);

  size_t outputs() const { return n_; }
  size_t inputs() const { return k_; }
  WeightType type() const { return kernel_->weights; }
  std::span<const std::byte> packed() const { return packed_; }
  size_t packed_bytes() const { return packed_.size(); }
  const kernels::GemmKernel& kernel() const { return *kernel_; }

  // Some of its outputs as a Linear; `begin` and `count` must be whole panels.
  Linear Outputs(size_t begin, size_t count) const;

  // x [R, k] -> y [R, n]. A row of y depends on that row of x alone, bit for bit.
  void Apply(ConstMatrixView x, MatrixView y, const Compute& compute) const;

 private:
  Linear(const kernels::GemmKernel& kernel, Size size, std::span<const std::byte> packed)
      : kernel_(&kernel), n_(size.outputs), k_(size.inputs), packed_(packed) {}

  const kernels::GemmKernel* kernel_ = nullptr;
  size_t n_ = 0, k_ = 0;
  std::span<const std::byte> packed_;  // somebody else's
};

}  // namespace godel

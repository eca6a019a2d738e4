// SPDX-License-Identifier: MIT
// softmax(Q K^T + bias) V for many heads, without a scale: T5 has none. Columns of Q, K, V and the output are heads,
// one beside the other: [R, H * K].
#pragma once
#include <cstddef>
#include <span>
#include <vector>

#include "godel/ops/compute.h"
#include "godel/tensor/matrix.h"

namespace godel {

struct Heads {
  size_t count;  // H
  size_t width;  // K
};

// A bias by head and distance (key position - query position). The values of a head lie by rising distance, `stride`
// floats from head to head; values[h * stride + zero] is the one of distance 0. Null values: no bias.
struct DistanceBias {
  const float* values = nullptr;
  size_t stride = 0;
  size_t zero = 0;

  // The bias of the keys 0, 1, 2, ... for a query at `position`.
  const float* ForQuery(size_t head, size_t position) const {
    return values == nullptr ? nullptr : values + head * stride + zero - position;
  }
};

// Keys and values of one sequence that will not change any more, packed a head at a time for the matrix kernel: keys as
// the weights [S, K] of the scores, values transposed as the weights [K, S] of the mix. They are kept in a type: f32,
// or bf16, which is half as large. It borrows its memory, which is written once, by Pack; threads may share it.
class PackedKv {
 public:
  // What Pack writes for `length` positions.
  static size_t Bytes(size_t length, Heads heads, WeightType type, const Compute& compute);

  // Reads k and v [S, H * K]; `memory` begins on 64 bytes and has Bytes(S, ...) of them.
  static PackedKv Pack(ConstMatrixView k, ConstMatrixView v, Heads heads, WeightType type, const Compute& compute,
                       std::byte* memory);

  size_t length() const { return length_; }
  Heads heads() const { return heads_; }
  const kernels::GemmKernel& kernel() const { return *kernel_; }
  const void* keys(size_t head) const;
  const void* values(size_t head) const;

 private:
  const kernels::GemmKernel* kernel_ = nullptr;
  size_t length_ = 0;  // S
  Heads heads_{};
  size_t key_bytes_ = 0, value_bytes_ = 0;  // of one head
  const std::byte* packed_ = nullptr;
};

// Some queries and the keys that all of them attend to. Queries stand at the positions 0, 1, 2, ... for the bias.
struct AttentionGroup {
  ConstMatrixView q;  // [R, H * K]
  const PackedKv* kv;
  MatrixView out;  // [R, H * K]
};
void Attend(std::span<const AttentionGroup> groups, const DistanceBias& bias, const Compute& compute);

// One query and the cached positions 0 .. length-1 before and at its own, length - 1 (causal self-attention).
struct CachedQuery {
  std::span<const float> q;  // [H * K]
  const float* keys;         // position t at keys + offsets[t], [H * K]
  const float* values;
  const size_t* offsets;  // [length]
  size_t length;
  std::span<float> out;  // [H * K]
};
void AttendCached(std::span<const CachedQuery> queries, Heads heads, const DistanceBias& bias, const Compute& compute);

}  // namespace godel

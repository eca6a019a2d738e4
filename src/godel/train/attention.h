// SPDX-License-Identifier: MIT
// softmax(Q K^T + bias) V of every head and sequence, without a scale, and its backward. Rows carry no padding outside;
// inside, sequences of a batch are padded to the longest, so that each product of heads is one batched call.
#pragma once
#include <memory>
#include <vector>

#include "godel/model/relative_position_bias.h"
#include "godel/train/fused_ops.h"

namespace godel::train {

struct HeadShape {
  int64_t count;  // H
  int64_t width;  // K
};

// Columns [column, column + H K) of rows [R, n], cut into sequences.
struct HeadRows {
  at::Tensor rows;
  int64_t column = 0;
  const std::vector<size_t>* offsets = nullptr;  // [sequences + 1]
};

enum class Mask { kNone, kCausal };

struct AttentionOptions {
  HeadShape heads;
  Mask mask = Mask::kNone;
  Dropout dropout;  // of the attention weights
};

// `bias`: [H, 2 L - 1] by distance, for a length L of at least the longest sequence, distance 0 at L - 1; undefined:
// none.
// -> [R of the queries, H K]. q, k and v may be parts of one tensor.
at::Tensor Attend(const HeadRows& q, const HeadRows& k, const HeadRows& v, const at::Tensor& bias,
                  const AttentionOptions& options);

// The table [N, H] -> [H, 2 length - 1].
at::Tensor BiasByDistance(const Weight& table, const BucketParams& params, size_t length);

}  // namespace godel::train

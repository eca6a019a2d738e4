// SPDX-License-Identifier: MIT
// T5's learned attention bias by distance: owned by the first layer of each stack, shared by the rest, none in
// cross-attention.
#pragma once
#include <cstddef>
#include <vector>

#include "godel/ops/attention.h"

namespace godel {

enum class Direction {
  kBidirectional,  // the encoder: half of the buckets for keys behind the query, half for those ahead
  kCausal,         // the decoder: keys are never ahead, so all buckets are for the past
};

struct BucketParams {
  Direction direction;
  size_t num_buckets;   // N
  size_t max_distance;  // farther keys share the last bucket
};

// Buckets a distance (key position - query position) the way T5 was trained: half of the buckets of a direction count
// exactly, the other half widen logarithmically up to max_distance. As T5Attention._relative_position_bucket, in float
// and in its order of operations, because a rounded logarithm decides at the borders.
size_t BucketOf(ptrdiff_t distance, const BucketParams& params);

class RelativePositionBias {
 public:
  RelativePositionBias() = default;
  // table [N, H], row-major.
  RelativePositionBias(std::vector<float> table, size_t num_heads, const BucketParams& params)
      : table_(std::move(table)), num_heads_(num_heads), params_(params) {}

  // Makes the biases for positions 0 .. length-1 at hand. Cheap when they already are. Not for two threads at once.
  void Prepare(size_t length);
  // Valid until the next Prepare.
  DistanceBias view() const { return {expanded_.data(), stride_, zero_}; }

 private:
  std::vector<float> table_;
  size_t num_heads_ = 0;
  BucketParams params_{};
  std::vector<float> expanded_;  // [H, distances]
  size_t stride_ = 0;
  size_t zero_ = 0;
  size_t length_ = 0;
};

}  // namespace godel

// SPDX-License-Identifier: MIT
#include "godel/model/relative_position_bias.h"

#include <algorithm>
#include <cmath>

namespace godel {

size_t BucketOf(ptrdiff_t distance, const BucketParams& params) {
  size_t buckets = params.num_buckets, first = 0;
  if (params.direction == Direction::kBidirectional) {
    buckets /= 2;
    if (distance > 0) first = buckets;
  }
  const size_t away = static_cast<size_t>(
      params.direction == Direction::kBidirectional ? std::abs(distance) : std::max<ptrdiff_t>(-distance, 0));
  const size_t exact = buckets / 2;
  if (away < exact) return first + away;
  const float ratio =
      std::log(static_cast<float>(away) / static_cast<float>(exact)) /
      static_cast<float>(std::log(static_cast<double>(params.max_distance) / static_cast<double>(exact)));
  const float widening = ratio * static_cast<float>(buckets - exact);
  // Written so that a NaN or an infinity (max_distance at or below the exact half) ends in the last bucket.
  if (!(widening < static_cast<float>(buckets - exact))) return first + buckets - 1;
  return first + std::min(exact + static_cast<size_t>(std::max(widening, 0.0f)), buckets - 1);
}

void RelativePositionBias::Prepare(size_t length) {
  if (length <= length_) return;
  length_ = std::max(length, 2 * length_);  // doubling: decoding asks for one position more each step
  const auto last = static_cast<ptrdiff_t>(length_) - 1;
  const ptrdiff_t farthest_ahead = params_.direction == Direction::kBidirectional ? last : 0;
  zero_ = static_cast<size_t>(last);
  stride_ = static_cast<size_t>(last + farthest_ahead + 1);
  expanded_.resize(num_heads_ * stride_);
  for (ptrdiff_t distance = -last; distance <= farthest_ahead; ++distance) {
    const size_t bucket = BucketOf(distance, params_);
    for (size_t h = 0; h < num_heads_; ++h)
      expanded_[h * stride_ + static_cast<size_t>(distance + last)] = table_[bucket * num_heads_ + h];
  }
}

}  // namespace godel

// SPDX-License-Identifier: MIT
#include "godel/model/relative_position_bias.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "support/golden.h"

namespace godel {
namespace {

// Every distance from -200 to 200 under every setting of the file, computed by transformers.
TEST(BucketOf, EqualsTransformers) {
  const Json golden = testing::ReadGoldenJson("t5_tiny/relative_position_buckets.json");
  const auto distances = golden["relative_position"].get<std::vector<ptrdiff_t>>();
  size_t compared = 0;
  for (const auto& [name, buckets] : golden["buckets"].items()) {
    char direction[8] = {};
    BucketParams params{};
    ASSERT_EQ(std::sscanf(name.c_str(), "bidirectional=%5[a-zA-Z],num_buckets=%zu,max_distance=%zu", direction,
                          &params.num_buckets, &params.max_distance),
              3)
        << name;
    params.direction = std::string(direction) == "True" ? Direction::kBidirectional : Direction::kCausal;
    for (size_t i = 0; i < distances.size(); ++i, ++compared)
      ASSERT_EQ(BucketOf(distances[i], params), buckets[i].get<size_t>()) << name << " at " << distances[i];
  }
  EXPECT_GE(compared, 401u);
}

TEST(BucketOf, StaysInsideForAbsurdSettings) {
  for (size_t buckets : {2, 4, 6, 32})
    for (size_t max_distance : {1, 2, 8, 16, 1000000})
      for (ptrdiff_t distance : {-1000000, -17, -1, 0, 1, 5, 1000000})
        for (Direction direction : {Direction::kBidirectional, Direction::kCausal})
          EXPECT_LT(BucketOf(distance, {direction, buckets, max_distance}), buckets);
}

TEST(RelativePositionBias, LooksUpEveryPairOfPositions) {
  const size_t buckets = 8, heads = 3;
  std::vector<float> table(buckets * heads);
  for (size_t i = 0; i < table.size(); ++i) table[i] = static_cast<float>(i);
  for (Direction direction : {Direction::kBidirectional, Direction::kCausal}) {
    const BucketParams params{direction, buckets, 20};
    RelativePositionBias bias(table, heads, params);
    for (size_t length : {1, 5, 3, 40}) {  // growing and not
      bias.Prepare(length);
      for (size_t h = 0; h < heads; ++h)
        for (size_t query = 0; query < length; ++query) {
          const float* row = bias.view().ForQuery(h, query);
          const size_t keys = direction == Direction::kCausal ? query + 1 : length;
          for (size_t key = 0; key < keys; ++key)
            ASSERT_EQ(row[key],
                      table[BucketOf(static_cast<ptrdiff_t>(key) - static_cast<ptrdiff_t>(query), params) * heads + h]);
        }
    }
  }
}

}  // namespace
}  // namespace godel

// SPDX-License-Identifier: MIT
#include "godel/engine/encoder_cache.h"

#include <gtest/gtest.h>

#include "engine/golden_cases.h"

namespace godel {
namespace {

using testing::Ids;

std::shared_ptr<const CrossKv> SomeCrossKv(const Compute& compute) {
  Matrix keys(16, 64), values(16, 64);
  for (float* data : {keys.data(), values.data()}) std::fill(data, data + 16 * 64, 0.5F);
  auto cross = std::make_shared<CrossKv>();
  constexpr Heads kHeads{.count = 1, .width = 64};
  cross->memory = PooledBuffer(nullptr, PackedKv::Bytes(keys.rows(), kHeads, WeightType::f32, compute));
  cross->layers.push_back(PackedKv::Pack(keys.view(), values.view(), kHeads, WeightType::f32, compute,
                                         static_cast<std::byte*>(cross->memory.data())));
  return cross;
}

TEST(EncoderCache, ForgetsTheLeastRecentlyUsed) {
  const Compute compute = std::move(*MakeCompute(1));
  const auto cross = SomeCrossKv(compute);
  EncoderCache cache(5 * cross->bytes() / 2);  // room for two
  cache.Insert(Ids({1}), cross);
  cache.Insert(Ids({2}), cross);
  EXPECT_NE(cache.Find(Ids({1})), nullptr);
  cache.Insert(Ids({3}), cross);  // in the place of 2
  EXPECT_EQ(cache.Find(Ids({2})), nullptr);
  EXPECT_NE(cache.Find(Ids({1})), nullptr);
  EXPECT_NE(cache.Find(Ids({3})), nullptr);
  EXPECT_LE(cache.bytes(), 5 * cross->bytes() / 2);
  EXPECT_EQ(cache.counts().hits, 3u);
  EXPECT_EQ(cache.counts().misses, 1u);
}

TEST(EncoderCache, KeepsNothingThatDoesNotFit) {
  const Compute compute = std::move(*MakeCompute(1));
  EncoderCache cache(100);
  cache.Insert(Ids({1}), SomeCrossKv(compute));
  EXPECT_EQ(cache.Find(Ids({1})), nullptr);
  EXPECT_EQ(cache.bytes(), 0u);
}

// The same input again, beside itself and under other settings: one encoding, and the ids of a fresh engine.
TEST(EncoderCache, ChangesNoReply) {
  const auto engine = testing::LoadGodelTiny(), fresh = testing::LoadGodelTiny({.encoder_cache_bytes = 0});
  GenerateRequest greedy;
  greedy.input_ids = Ids({20, 31, 42, 1});
  greedy.params = engine->default_params();
  greedy.params.max_new_tokens = 12;
  GenerateRequest beams = greedy;
  beams.params.num_beams = 3;
  const GenerateRequest requests[] = {greedy, beams, greedy};
  const auto results = engine->Generate(requests);
  EXPECT_FALSE(results[0]->encoder_cache_hit);
  EXPECT_TRUE(results[1]->encoder_cache_hit);
  EXPECT_TRUE(results[2]->encoder_cache_hit);
  EXPECT_TRUE(engine->Generate(beams)->encoder_cache_hit);
  for (size_t i = 0; i < 3; ++i) {
    const auto expected = fresh->Generate(requests[i]);
    EXPECT_FALSE(expected->encoder_cache_hit);
    EXPECT_EQ(results[i]->sequences[0].ids, expected->sequences[0].ids);
  }
}

}  // namespace
}  // namespace godel

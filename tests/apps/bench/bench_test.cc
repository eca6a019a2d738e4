// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include "bench/case.h"
#include "bench/peak_memory.h"
#include "bench/work.h"

namespace godel::apps {
namespace {

TEST(BenchCases, AreReadOrQuoted) {
  const auto cases = ParseBenchCases("1x64,16x128");
  ASSERT_TRUE(cases);
  ASSERT_EQ(cases->size(), 2u);
  EXPECT_EQ((*cases)[1].requests, 16u);
  EXPECT_EQ((*cases)[1].source_tokens, 128u);
  for (const char* wrong : {"", "x", "1x", "x1", "0x5", "1x0", "-1x4", "1x64,", "1 x 64", "1x1e3", "1025x1", "1x16385",
                            "1x18446744073709551617"}) {
    const auto refused = ParseBenchCases(wrong);
    ASSERT_FALSE(refused) << wrong;
    EXPECT_EQ(refused.error().code, ErrorCode::kInvalidArgument);
    EXPECT_NE(refused.error().message.find("4x128"), std::string::npos) << refused.error().message;
  }
}

// benchmarks/compare/peers.py computes the same ids; these are its first ones.
TEST(BenchSource, IsWhatThePeersGet) {
  const std::vector<TokenId> ids = BenchSource(1, 4, 32102);
  ASSERT_EQ(ids.size(), 4u);
  EXPECT_EQ(Value(ids[0]), 7919 * 2 % 31900 + 50);
  EXPECT_EQ(Value(ids[2]), 7919 * 6 % 31900 + 50);
  EXPECT_EQ(ids[3], kEosId);
}

TEST(BenchSource, StaysInAnyVocabulary) {
  for (const size_t vocab_size : {2, 3, 49, 51, 100, 8002, 32102})
    for (const TokenId id : BenchSource(999, 500, vocab_size)) ASSERT_LT(Index(id), vocab_size);
}

TEST(BenchTimes, TakeTheBestAndTheMedian) {
  const BenchTimes times{.first = {0.030, 0.010, 0.020}, .whole = {0.110, 0.150, 0.130}};
  EXPECT_DOUBLE_EQ(FirstMs(times).best, 10);
  EXPECT_DOUBLE_EQ(FirstMs(times).median, 20);
  EXPECT_DOUBLE_EQ(StepMs(times, 11).best, 10);
  EXPECT_DOUBLE_EQ(StepMs(times, 11).median, 11);
  EXPECT_DOUBLE_EQ(TokensPerSecond(times, {.requests = 2, .source_tokens = 1}, 11), 200);
}

// By hand for one layer of width 2, one head of 2, feed-forward of 3, two requests of 5 tokens: 4 * 2 * 2 products of
// projections, 2 * 2 * 3 of the feed-forward, 2 * 5 * 2 of attention and 2 * 2 * 2 of cross-attention keys and values
// for each token, two operations each.
TEST(BenchWork, CountsTheEncodersOperations) {
  T5Config config;
  config.d_model = config.d_kv = 2;
  config.num_heads = config.num_layers = config.num_decoder_layers = 1;
  config.d_ff = 3;
  const BenchCase two_of_five{.requests = 2, .source_tokens = 5};
  EXPECT_DOUBLE_EQ(EncodeFlop(config, CrossAttentionForm::kKeysAndValues, two_of_five), 2 * 10 * (16 + 12 + 20 + 8));
  EXPECT_DOUBLE_EQ(EncodeFlop(config, CrossAttentionForm::kEncoderOutput, two_of_five), 2 * 10 * (16 + 12 + 20));
}

TEST(PeakMemory, IsThatOfThisProcess) {
  constexpr size_t kMore = size_t{64} << 20;
  const size_t before = PeakMemoryBytes();
  EXPECT_GT(before, size_t{1} << 20);
  std::vector<char> block(before + kMore, 1);
  EXPECT_GE(PeakMemoryBytes(), before + kMore / 2) << block[7];
}

}  // namespace
}  // namespace godel::apps

// SPDX-License-Identifier: MIT
// Trained weights and real dialogs: some 150 prompts with transformers' replies in float32.
#include <gtest/gtest.h>

#include <set>

#include "engine/golden_cases.h"

#include "godel/base/json.h"

namespace godel {
namespace {

using testing::ToIds;
using testing::Values;

// A reply may differ from transformers' only where the two best scores were closer than rounding can tell: float32
// logits of this model shift by about 1e-4 between orders of summation. None of the goldens is that close.
constexpr double kTie = 2e-4;

std::vector<Json> ExpectedReplies() {
  const std::vector<Json> all = testing::ReadGoldenJsonLines("godel_mini/expected.jsonl.gz");
  EXPECT_EQ(all.size(), 155U);
  std::vector<Json> chosen;
  for (size_t i = 0; i < all.size(); i += testing::EveryPrompt()) chosen.push_back(all[i]);
  return chosen;
}

TEST(GodelMini, GreedyRepliesEqualTransformers) {
  const auto engine = testing::LoadGodelMini();
  const auto lines = ExpectedReplies();
  std::vector<GenerateRequest> requests;
  for (const Json& line : lines) {
    GenerateRequest& request = requests.emplace_back();
    request.input_ids = ToIds(line["input_ids"]);
    request.params = engine->default_params();
    request.params.max_new_tokens = 40;
  }
  const auto results = engine->Generate(requests);
  for (size_t i = 0; i < lines.size(); ++i) {
    ASSERT_TRUE(results[i]);
    EXPECT_GT(lines[i]["greedy"]["smallest_top1_margin"].get<double>(), kTie) << "line " << i << " is a tie";
    EXPECT_EQ(Values(results[i]->sequences[0].ids), Values(ToIds(lines[i]["greedy"]["ids"]))) << "line " << i;
    EXPECT_EQ(results[i]->sequences[0].text, lines[i]["greedy"]["text"].get<std::string>());
  }
}

TEST(GodelMini, BeamRepliesEqualTransformers) {
  const auto engine = testing::LoadGodelMini();
  const auto lines = ExpectedReplies();
  std::vector<GenerateRequest> requests;
  for (const Json& line : lines) {
    GenerateRequest& request = requests.emplace_back();
    request.input_ids = ToIds(line["input_ids"]);
    request.params = engine->default_params();
    request.params.max_new_tokens = 40;
    request.params.num_beams = 4;
    request.params.no_repeat_ngram_size = 3;
    request.params.num_return_sequences = 2;
  }
  const auto results = engine->Generate(requests);
  for (size_t i = 0; i < lines.size(); ++i) {
    ASSERT_TRUE(results[i]);
    for (size_t k = 0; k < 2; ++k) {
      EXPECT_EQ(Values(results[i]->sequences[k].ids),
                Values(testing::WithoutPadding(ToIds(lines[i]["beam4"]["ids"][k]), {kEosId})))
          << "line " << i << " sequence " << k;
      EXPECT_NEAR(results[i]->sequences[k].score, lines[i]["beam4"]["scores"][k].get<double>(), 1e-4);
    }
  }
}

TEST(GodelMini, TokenizerAndScoresEqualTransformers) {
  const auto engine = testing::LoadGodelMini();
  for (const Json& line : ExpectedReplies()) {
    const auto score = engine->Score({ToIds(line["input_ids"]), ToIds(line["target_ids"])});
    ASSERT_TRUE(score);
    for (size_t i = 0; i < score->logprobs.size(); ++i)
      EXPECT_NEAR(score->logprobs[i], line["target_logprobs"][i].get<double>(), 1e-3);
  }
}

// The second promise: a sampled reply depends on its request and seed alone.
TEST(GodelMini, SampledRepliesAreTheSameAloneInABatchOf17AndWithAnyThreads) {
  const auto lines = testing::ReadGoldenJsonLines("godel_mini/expected.jsonl.gz");
  std::vector<std::vector<int32_t>> expected;
  for (const size_t threads : {1, 2, 4}) {
    const auto engine = testing::LoadGodelMini({.num_threads = threads});
    std::vector<GenerateRequest> requests;
    for (size_t i = 0; i < 17; ++i) {
      GenerateRequest& request = requests.emplace_back();
      request.input_ids = testing::AnyInput(lines[i * 8]);
      request.params = engine->default_params();
      request.params.do_sample = true;
      request.params.top_p = 0.9;
      request.params.max_new_tokens = 20;
      request.params.seed = 1000 + i;
    }
    if (expected.empty())
      for (const GenerateRequest& request : requests) {
        const auto alone = engine->Generate(request);
        ASSERT_TRUE(alone);
        expected.push_back(Values(alone->sequences[0].ids));
      }
    const auto together = engine->Generate(requests);
    for (size_t i = 0; i < requests.size(); ++i) EXPECT_EQ(Values(together[i]->sequences[0].ids), expected[i]) << i;
  }
  EXPECT_GT(std::set(expected.begin(), expected.end()).size(), 10u);  // they are replies, not one constant
}

}  // namespace
}  // namespace godel

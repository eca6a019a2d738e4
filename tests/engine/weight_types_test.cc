// SPDX-License-Identifier: MIT
// What the types of weights keep of the f32 replies: models/godel-mini over real prompts, beside transformers' ids.
#include <gtest/gtest.h>

#include "engine/golden_cases.h"
#include "godel/engine/weight_report.h"

namespace godel {
namespace {

struct Agreement {
  size_t same = 0;
  size_t ids = 0;
  double share() const { return static_cast<double>(same) / static_cast<double>(ids); }
};

// How many of the first 16 new ids of the greedy replies stand where transformers has them in f32.
Agreement AgreementOf(const WeightRecipe& recipe) {
  constexpr size_t kIds = 16;
  const auto engine = testing::LoadGodelMini({.weights = recipe});
  std::vector<GenerateRequest> requests;
  std::vector<std::vector<TokenId>> expected;
  size_t line = 0;
  for (const Json& golden : testing::ReadGoldenJsonLines("godel_mini/expected.jsonl.gz")) {
    if (line++ % testing::EveryPrompt() != 0) continue;
    GenerateRequest& request = requests.emplace_back();
    request.input_ids = testing::ToIds(golden["input_ids"]);
    request.params = engine->default_params();
    request.params.max_new_tokens = kIds;
    expected.push_back(testing::ToIds(golden["greedy"]["ids"]));
  }
  const auto results = engine->Generate(requests);
  Agreement agreement;
  for (size_t i = 0; i < results.size(); ++i) {
    const std::vector<TokenId>& ids = results[i]->sequences[0].ids;
    for (size_t p = 1; p < std::min(expected[i].size(), kIds + 1); ++p) {
      ++agreement.ids;
      if (p < ids.size() && ids[p] == expected[i][p]) ++agreement.same;
    }
  }
  return agreement;
}

// A short reply to the golden's input.
GenerateRequest RequestOf(const Json& golden) {
  GenerateRequest request;
  request.input_ids = testing::AnyInput(golden);
  request.params.max_new_tokens = 24;
  return request;
}

TEST(WeightTypes, KeepTheReplies) {
  const double slack = testing::EveryPrompt() == 1 ? 0 : 0.2;
  EXPECT_EQ(AgreementOf(RecipeFor(WeightType::f32)).share(), 1.0);
  EXPECT_GE(AgreementOf(RecipeFor(WeightType::bf16)).share(), 0.95 - slack);
  // 0.951 with AVX2, 0.945 with AVX-512, 0.95 and more with AMX: a reply of a model so small often hangs on nearly
  // nothing.
  EXPECT_GE(AgreementOf(RecipeFor(WeightType::int8)).share(), 0.93 - slack);
  EXPECT_GE(AgreementOf(RecipeFor(WeightType::q4)).share(), 0.83 - slack);
}

WeightRecipe ReadingTheEncoderOutput(WeightType type) {
  WeightRecipe recipe = RecipeFor(type);
  recipe.cross_attention = CrossAttentionForm::kEncoderOutput;
  return recipe;
}

// The same sums in another order: in f32 transformers' ids still, and in int8 as many of them.
TEST(WeightTypes, KeepTheRepliesWhenTheEncoderOutputIsRead) {
  const double slack = testing::EveryPrompt() == 1 ? 0 : 0.2;
  EXPECT_EQ(AgreementOf(ReadingTheEncoderOutput(WeightType::f32)).share(), 1.0);
  EXPECT_GE(AgreementOf(ReadingTheEncoderOutput(WeightType::int8)).share(), 0.93 - slack);
}

// A target of more rows than attend to the encoder's output at once. A sum of 320 products is
// rounded by about 2^-24 * sqrt(320) = 1e-6 of its size; 1e-3 leaves 4 layers and a softmax a factor of a thousand.
TEST(WeightTypes, ScoresAreTheSameWhenTheEncoderOutputIsRead) {
  const auto by_output = testing::LoadGodelMini({.weights = ReadingTheEncoderOutput(WeightType::f32)}),
             by_keys = testing::LoadGodelMini();
  EXPECT_EQ(by_output->weights().cross_attention, CrossAttentionForm::kEncoderOutput);
  EXPECT_EQ(by_keys->weights().cross_attention, CrossAttentionForm::kKeysAndValues);
  EXPECT_EQ(4 * by_output->cross_bytes(320), by_keys->cross_bytes(320));  // of 4 layers
  const Json golden = testing::ReadGoldenJsonLines("godel_mini/expected.jsonl.gz").front();
  ScoreRequest request{.input_ids = testing::ToIds(golden["input_ids"]), .target_ids = {}};
  const std::vector<TokenId> reply = testing::ToIds(golden["greedy"]["ids"]);
  while (request.target_ids.size() < 200)
    request.target_ids.insert(request.target_ids.end(), reply.begin() + 1, reply.end());
  const auto output_scores = by_output->Score(request), key_scores = by_keys->Score(request);
  ASSERT_TRUE(output_scores && key_scores);
  for (size_t i = 0; i < request.target_ids.size(); ++i)
    ASSERT_NEAR(output_scores->logprobs[i], key_scores->logprobs[i], 1e-3) << "position " << i;
}

// Alone, in company, with beams and on any number of threads: the same ids, though rows share what they read.
TEST(WeightTypes, CompanyChangesNothingWhenTheEncoderOutputIsRead) {
  std::vector<GenerateRequest> requests;
  for (const Json& golden : testing::ReadGoldenJsonLines("godel_mini/expected.jsonl.gz")) {
    GenerateRequest& request = requests.emplace_back();
    request.input_ids = testing::AnyInput(golden);
    request.params.max_new_tokens = 12;
    request.params.num_beams = requests.size() % 3 == 0 ? 4 : 1;
    if (requests.size() == 9) break;
  }
  const WeightRecipe recipe = ReadingTheEncoderOutput(WeightType::int8);
  const auto alone = testing::LoadGodelMini({.num_threads = 1, .weights = recipe});
  std::vector<std::vector<TokenId>> expected;
  for (const GenerateRequest& request : requests) expected.push_back(alone->Generate(request)->sequences[0].ids);
  for (const size_t threads : {1, 3}) {
    const auto engine = testing::LoadGodelMini({.num_threads = threads, .weights = recipe});
    const auto results = engine->Generate(requests);
    for (size_t i = 0; i < requests.size(); ++i)
      EXPECT_EQ(results[i]->sequences[0].ids, expected[i]) << "request " << i << ", " << threads << " threads";
  }
}

// With a shortlist the likeliest words have lm_head's own logits, so whole replies are what lm_head alone would make
// them: nothing but words beyond the first thousand could tell.
TEST(WeightTypes, AShortlistChangesNoGreedyReply) {
  WeightRecipe whole = RecipeFor(WeightType::q4);
  ASSERT_TRUE(whole.has_shortlist());
  whole.shortlist = whole.lm_head;
  ASSERT_FALSE(whole.has_shortlist());
  const auto with = testing::LoadGodelMini({.weights = RecipeFor(WeightType::q4)}),
             without = testing::LoadGodelMini({.weights = whole});
  size_t line = 0;
  for (const Json& golden : testing::ReadGoldenJsonLines("godel_mini/expected.jsonl.gz")) {
    if (line++ % (2 * testing::EveryPrompt()) != 0) continue;
    const GenerateRequest request = RequestOf(golden);
    const auto shortened = with->Generate(request), full = without->Generate(request);
    ASSERT_TRUE(shortened && full);
    ASSERT_EQ(shortened->sequences[0].ids, full->sequences[0].ids) << "line " << line;
  }
}

// Guessing several ids a step through the real model, caches and kernels: the same ids and scores as without, with
// exact and with rounded weights, greedy and sampled.
TEST(Drafting, ChangesNoReply) {
  for (const WeightType type : {WeightType::f32, WeightType::int8}) {
    const auto guessing = testing::LoadGodelMini({.weights = RecipeFor(type)}),
               plain = testing::LoadGodelMini({.weights = RecipeFor(type), .draft = false});
    DraftCounts counts;
    size_t line = 0;
    for (const Json& golden : testing::ReadGoldenJsonLines("godel_mini/expected.jsonl.gz")) {
      if (line++ % (2 * testing::EveryPrompt()) != 0) continue;
      GenerateRequest request = RequestOf(golden);
      request.params.do_sample = line / (2 * testing::EveryPrompt()) % 2 == 0;
      request.params.seed = line;
      const auto with = guessing->Generate(request), without = plain->Generate(request);
      ASSERT_TRUE(with && without);
      ASSERT_EQ(with->sequences[0].ids, without->sequences[0].ids) << "line " << line;
      EXPECT_EQ(with->sequences[0].score, without->sequences[0].score) << "line " << line;
      EXPECT_EQ(without->draft.drafted, 0u);
      counts.drafted += with->draft.drafted;
      counts.accepted += with->draft.accepted;
    }
    EXPECT_GT(counts.drafted, 0u) << WeightTypeName(type);
    if (testing::EveryPrompt() == 1) {
      EXPECT_GT(counts.accepted, 0u) << WeightTypeName(type);
    }
  }
}

TEST(CompareWeights, MeasuresWhatIsLost) {
  const auto exact = testing::LoadGodelMini(), same = testing::LoadGodelMini(),
             rounded = testing::LoadGodelMini({.weights = RecipeFor(WeightType::q4)});
  std::vector<std::vector<TokenId>> inputs;
  for (const Json& golden : testing::ReadGoldenJsonLines("godel_mini/expected.jsonl.gz"))
    if (inputs.size() < 3) inputs.push_back(testing::ToIds(golden["input_ids"]));
  const auto nothing = CompareWeights(*exact, *same, inputs, {});
  ASSERT_TRUE(nothing) << nothing.error().message;
  EXPECT_EQ(nothing->inputs, 3u);
  EXPECT_EQ(nothing->same_replies, 3u);
  EXPECT_EQ(nothing->same_best, nothing->positions);
  EXPECT_EQ(nothing->mean_kl, 0);
  const auto something = CompareWeights(*exact, *rounded, inputs, {});
  ASSERT_TRUE(something) << something.error().message;
  EXPECT_EQ(something->positions, nothing->positions);
  EXPECT_GT(something->mean_kl, 1e-6);
  EXPECT_LT(something->mean_kl, 0.01);
  const auto stopped = CompareWeights(*exact, *same, inputs, [](size_t) { return false; });
  EXPECT_FALSE(stopped);
}

}  // namespace
}  // namespace godel

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
Agreement AgreementOf(WeightType type) {
  constexpr size_t kIds = 16;
  const auto engine = testing::LoadGodelMini({.weights = RecipeFor(type)});
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
  request.input_ids = testing::ToIds(golden["input_ids"]);
  request.params.max_new_tokens = 24;
  return request;
}

TEST(WeightTypes, KeepTheReplies) {
  const double slack = testing::EveryPrompt() == 1 ? 0 : 0.2;
  EXPECT_EQ(AgreementOf(WeightType::f32).share(), 1.0);
  EXPECT_GE(AgreementOf(WeightType::bf16).share(), 0.95 - slack);
  // 0.951 with AVX2, 0.945 with AVX-512, 0.95 and more with AMX: a reply of a model so small often hangs on nearly
  // nothing.
  EXPECT_GE(AgreementOf(WeightType::int8).share(), 0.93 - slack);
  EXPECT_GE(AgreementOf(WeightType::q4).share(), 0.83 - slack);
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
      request.params.do_sample = line % 4 == 1;
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

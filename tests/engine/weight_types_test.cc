// SPDX-License-Identifier: MIT
// What the types of weights keep of the f32 replies: models/godel-mini over real prompts, beside transformers' ids.
#include <gtest/gtest.h>

#include "engine/golden_cases.h"

namespace godel {
namespace {

// Every eighth of the 160 prompts under the sanitizers, which slow this down thirtyfold; so few say little about the
// share.
#if defined(__SANITIZE_ADDRESS__)
constexpr size_t kEvery = 8;
constexpr double kSlack = 0.2;
#else
constexpr size_t kEvery = 1;
constexpr double kSlack = 0;
#endif

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
    if (line++ % kEvery != 0) continue;
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

TEST(WeightTypes, KeepTheReplies) {
  EXPECT_EQ(AgreementOf(WeightType::f32).share(), 1.0);
  EXPECT_GE(AgreementOf(WeightType::bf16).share(), 0.95 - kSlack);
  EXPECT_GE(AgreementOf(WeightType::int8).share(), 0.95 - kSlack);
  EXPECT_GE(AgreementOf(WeightType::q4).share(), 0.80 - kSlack);
}

}  // namespace
}  // namespace godel

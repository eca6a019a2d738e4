// SPDX-License-Identifier: MIT
#include "godel/evaluate/metrics/score_list.h"

#include <gtest/gtest.h>

#include <map>

namespace godel {
namespace {

using Strings = std::vector<std::string>;

const Strings kBaseline = {"yes", "i do not know", "there are two hotels in the north", "it is in the east"};
const Strings kSystem = {"yes it is", "i have booked it", "there are three hotels in the north", "it is in the west"};
const std::vector<Strings> kGold = {{"yes it is free"},
                                    {"i have booked it for you"},
                                    {"there are three hotels in the north"},
                                    {"it is in the east of town"}};
const Strings kKnowledge = {"", "booked", "", ""};

// Every score of the corpus is what the comparison computes from the examples' sums.
TEST(ScoreList, ComparesTheScoresThatTheCorpusHas) {
  const TextScoreOptions options;
  const auto baseline = ComputeTextScores({kBaseline, kGold, kKnowledge}, options);
  const auto system = ComputeTextScores({kSystem, kGold, kKnowledge}, options);
  ASSERT_TRUE(baseline && system);
  const auto compared =
      CompareScores(baseline->examples, system->examples, options, PairedTest::kBootstrap, {.samples = 20});
  ASSERT_TRUE(compared) << compared.error().message;
  std::map<std::string_view, double> of_baseline, of_system;
  for (const NamedScore& score : ListScores(baseline->total, options)) of_baseline[score.name] = score.value;
  for (const NamedScore& score : ListScores(system->total, options)) of_system[score.name] = score.value;
  EXPECT_EQ(compared->size(), 13u);
  for (const ComparedScore& score : *compared) {
    ASSERT_TRUE(of_system.contains(score.name)) << score.name;
    EXPECT_NEAR(score.comparison.baseline, of_baseline[score.name], 1e-12) << score.name;
    EXPECT_NEAR(score.comparison.system, of_system[score.name], 1e-12) << score.name;
  }
  EXPECT_GT(of_system["rouge_l"], of_baseline["rouge_l"]);
}

TEST(ScoreList, HasKnowledgeOnlyWhereThereIsSome) {
  const TextScoreOptions options{.metrics = {TextMetric::kF1}};
  const auto names = [&](std::span<const std::string> knowledge) {
    const auto scored = ComputeTextScores({kSystem, kGold, knowledge}, options);
    std::vector<std::string_view> all;
    for (const NamedScore& score : ListScores(scored->total, options)) all.push_back(score.name);
    return all;
  };
  EXPECT_EQ(names(kKnowledge), (std::vector<std::string_view>{"f1", "knowledge_f1"}));
  EXPECT_EQ(names({}), (std::vector<std::string_view>{"f1"}));
}

TEST(ScoreList, RefusesSystemsOfDifferentSizes) {
  const std::vector<ExampleScores> two(2), three(3);
  EXPECT_FALSE(CompareScores(two, three, {}, PairedTest::kRandomization, {}));
}

}  // namespace
}  // namespace godel

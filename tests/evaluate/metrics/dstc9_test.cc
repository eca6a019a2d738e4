// SPDX-License-Identifier: MIT
#include "godel/evaluate/metrics/dstc9.h"

#include <gtest/gtest.h>

#include "support/golden.h"

namespace godel {
namespace {

Dstc9Scores ScoresOf(const std::string& system) {
  const auto labels = ReadDstc9File(testing::GoldenPath("metrics/dstc9/test_labels.json.gz").string());
  const auto outputs = ReadDstc9File(testing::GoldenPath("metrics/dstc9/" + system + ".json.gz").string());
  EXPECT_TRUE(labels) << labels.error().message;
  EXPECT_TRUE(outputs) << outputs.error().message;
  return ComputeDstc9Scores(*labels, *outputs).value();
}

// The published scores of two systems. Their METEOR also matches WordNet's synonyms, which we have not.
TEST(Dstc9, EqualsThePublishedScores) {
  for (const std::string system : {"baseline_entry0", "team03_entry0"}) {
    const Json expected = testing::ReadGoldenJson("metrics/dstc9/" + system + ".score.json");
    const Dstc9Scores scores = ScoresOf(system);
    const auto is = [&](const char* task, const char* name, double value, double tolerance = 1e-9) {
      EXPECT_NEAR(value, expected[task][name].get<double>(), tolerance) << system << " " << name;
    };
    is("detection", "prec", scores.detection_precision);
    is("detection", "rec", scores.detection_recall);
    is("detection", "f1", scores.detection_f1);
    is("selection", "mrr@5", scores.mrr_at_5);
    is("selection", "r@1", scores.recall_at_1);
    is("selection", "r@5", scores.recall_at_5);
    is("generation", "bleu-1", scores.bleu[0]);
    is("generation", "bleu-2", scores.bleu[1]);
    is("generation", "bleu-3", scores.bleu[2]);
    is("generation", "bleu-4", scores.bleu[3]);
    is("generation", "rouge_1", scores.rouge_1);
    is("generation", "rouge_2", scores.rouge_2);
    is("generation", "rouge_l", scores.rouge_l);
    is("generation", "meteor", scores.meteor, 0.018);
    EXPECT_LT(scores.meteor, expected["generation"]["meteor"].get<double>());
  }
}

TEST(Dstc9, SaysWhatIsWrongWithAFile) {
  EXPECT_FALSE(ParseDstc9(*ParseJson("{}")));
  const auto missing = ParseDstc9(*ParseJson(R"([{"target": false}, {"response": "x"}])"));
  ASSERT_FALSE(missing);
  EXPECT_NE(missing.error().message.find("turn 2"), std::string::npos) << missing.error().message;
  EXPECT_FALSE(ParseDstc9(*ParseJson(R"([{"target": true, "knowledge": {}}])")));
  EXPECT_FALSE(ParseDstc9(*ParseJson(R"([{"target": true, "knowledge": [1]}])")));
  EXPECT_FALSE(ParseDstc9(*ParseJson(R"([{"target": true, "response": []}])")));
  EXPECT_FALSE(ParseDstc9(*ParseJson("[3]")));
  EXPECT_FALSE(ReadDstc9File("/nowhere/labels.json"));
  EXPECT_FALSE(ComputeDstc9Scores(std::vector<Dstc9Turn>(2), std::vector<Dstc9Turn>(1)));
}

TEST(Dstc9, RefusesAResponseThatWouldTakeForEver) {
  std::string endless;
  for (int i = 0; i < 40000; ++i) endless += "b ";
  const std::vector<Dstc9Turn> turns = {{.needs_knowledge = true, .knowledge = {}, .response = endless}};
  const auto refused = ComputeDstc9Scores(turns, turns);
  ASSERT_FALSE(refused);
  EXPECT_NE(refused.error().message.find("turn 1"), std::string::npos) << refused.error().message;
}

TEST(Dstc9, OfNothingIsZero) {
  const std::vector<Dstc9Turn> turns(3);
  const auto scores = ComputeDstc9Scores(turns, turns);
  ASSERT_TRUE(scores);
  EXPECT_EQ(scores->detection_f1, 0);
  EXPECT_EQ(scores->bleu[0], 0);
  const std::vector<Dstc9Turn> silent = {{.needs_knowledge = true, .knowledge = {}, .response = ""}};
  EXPECT_EQ(ComputeDstc9Scores(silent, silent)->rouge_l, 0);
  EXPECT_EQ(ComputeDstc9Scores(silent, silent)->detection_f1, 1);
}

}  // namespace
}  // namespace godel

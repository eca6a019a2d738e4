// SPDX-License-Identifier: MIT
#include "godel/evaluate/groundedness/groundedness.h"

#include <gtest/gtest.h>

#include <cmath>

#include "godel/evaluate/generation_run.h"
#include "godel/evaluate/groundedness/knowledge_gain.h"
#include "support/golden.h"

namespace godel {
namespace {

const Example kExample = {.instruction = "",
                          .context = {"Do you like films?", "I do.", "Which one did you see last?"},
                          .knowledge = "Frozen is an animated film of 2013.",
                          .response = "I saw Frozen, an animated film.",
                          .dialog = "d"};

TEST(Groundedness, OfATextByHand) {
  // Words: i saw frozen animated film in 2014 / frozen is animated film of 2013.
  const auto measured = MeasureGroundedness("I saw Frozen, an animated film, in 2014", kExample);
  ASSERT_TRUE(measured);
  EXPECT_DOUBLE_EQ(measured->knowledge_f1, 2.0 * 3 / (7 + 6));
  EXPECT_EQ(measured->longest_copy, 2u);  // animated film; "is" stands before it in the knowledge
  EXPECT_EQ(measured->copied_share, 0);
  EXPECT_EQ(measured->entities, 2u);
  EXPECT_EQ(measured->novel_entities, 1u);
  EXPECT_FALSE(measured->knowledge_gain);
}

TEST(Groundedness, IsNoneWithoutKnowledge) {
  Example bare = kExample;
  bare.knowledge.clear();
  EXPECT_FALSE(MeasureGroundedness("I saw Frozen", bare));
}

TEST(Groundedness, SummaryOfTexts) {
  const std::vector<std::optional<Groundedness>> texts = {Groundedness{.knowledge_f1 = 0.5,
                                                                       .copied_share = 1,
                                                                       .longest_copy = 6,
                                                                       .entities = 3,
                                                                       .novel_entities = 0,
                                                                       .knowledge_gain = 0.5},
                                                          std::nullopt,
                                                          Groundedness{.knowledge_f1 = 0.1,
                                                                       .copied_share = 0,
                                                                       .longest_copy = 1,
                                                                       .entities = 1,
                                                                       .novel_entities = 1,
                                                                       .knowledge_gain = -0.1},
                                                          Groundedness{}};
  const GroundednessSummary sum = SummarizeGroundedness(texts);
  EXPECT_EQ(sum.texts, 3u);
  EXPECT_DOUBLE_EQ(sum.knowledge_f1, 0.2);
  EXPECT_DOUBLE_EQ(sum.copied_share, 1.0 / 3);
  EXPECT_DOUBLE_EQ(sum.longest_copy, 7.0 / 3);
  EXPECT_DOUBLE_EQ(sum.copying_texts, 1.0 / 3);
  EXPECT_DOUBLE_EQ(sum.novel_entity_rate, 0.25);
  EXPECT_DOUBLE_EQ(sum.texts_with_novel, 1.0 / 3);
  ASSERT_TRUE(sum.knowledge_gain);
  EXPECT_DOUBLE_EQ(*sum.knowledge_gain, 0.2);
  EXPECT_DOUBLE_EQ(sum.helped_by_knowledge, 0.5);
  EXPECT_EQ(SummarizeGroundedness({}).texts, 0u);
}

TEST(Groundedness, StrangersAreOthers) {
  for (const size_t examples : {2u, 3u, 10u}) {
    for (size_t i = 0; i < examples; ++i) EXPECT_NE(StrangerOf(i, examples), i);
  }
  EXPECT_EQ(StrangerOf(0, 1), 0u);
}

TEST(KnowledgeGain, IsTheDifferenceOfTwoScores) {
  auto engine = Engine::Load(testing::ModelsDir() / "godel-mini", {.num_threads = 1});
  ASSERT_TRUE(engine) << engine.error().message;
  const auto gain = MeasureKnowledgeGain(**engine, kExample, kExample.response, {});
  ASSERT_TRUE(gain && *gain);

  const auto target = (*engine)->tokenizer().Encode(kExample.response).value();
  const auto loss = [&](const Example& example) {
    auto input = EncodeExample(example, (*engine)->tokenizer(), {}).value();
    return (*engine)->Score({.input_ids = std::move(input), .target_ids = target}).value().loss;
  };
  Example without = kExample;
  without.knowledge.clear();
  EXPECT_NEAR(**gain, loss(without) - loss(kExample), 1e-5);  // losses are means of floats
  EXPECT_GT(**gain, 0) << "the response is taken from the knowledge";

  EXPECT_FALSE(*MeasureKnowledgeGain(**engine, without, "text", {}));
  EXPECT_FALSE(*MeasureKnowledgeGain(**engine, kExample, "", {}));
}

}  // namespace
}  // namespace godel

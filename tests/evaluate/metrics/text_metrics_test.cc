// SPDX-License-Identifier: MIT
// The parts have tests of their own; here it counts that each gets the right texts.
#include "godel/evaluate/metrics/text_metrics.h"

#include <gtest/gtest.h>

namespace godel {
namespace {

using Strings = std::vector<std::string>;

TEST(TextMetrics, NormalizesBeforeItCompares) {
  const auto metrics =
      ComputeTextMetrics(Strings{"The dog, barks!! At one-two."}, {{{"A dog barks at (one) two"}}}, Strings{""});
  ASSERT_TRUE(metrics);
  EXPECT_DOUBLE_EQ(metrics->bleu, 1);
  EXPECT_DOUBLE_EQ(metrics->f1, 1);
  EXPECT_DOUBLE_EQ(metrics->mean_length, 5);
}

TEST(TextMetrics, EqualsGodelsBleuOnTwoReplies) {
  // "there" and "my" stand for words that normalisation leaves alone; "the" would go, and the printed value with it.
  const auto metrics = ComputeTextMetrics(
      Strings{"my cat sat on my mat", "hello there my friend how are you"},
      std::vector<Strings>{{"my cat is on my mat"}, {"hello there friend how are you doing"}}, Strings{"", ""});
  ASSERT_TRUE(metrics);
  EXPECT_NEAR(metrics->bleu, 0.40016016, 5e-9);
  EXPECT_NEAR(metrics->bleu_smoothed, 0.48892302, 5e-9);
  EXPECT_EQ(metrics->examples, 2u);
  EXPECT_DOUBLE_EQ(metrics->distinct_1, 11.0 / 13);  // "my" stands three times
}

TEST(TextMetrics, TakesTheBestReferenceAndTheMeanOverReplies) {
  const auto metrics = ComputeTextMetrics(
      Strings{"green tea", "yes"}, std::vector<Strings>{{"black coffee", "green tea please"}, {"no"}}, Strings{"", ""});
  ASSERT_TRUE(metrics);
  EXPECT_DOUBLE_EQ(metrics->f1, (0.8 + 0) / 2);  // P 1, R 2/3
}

TEST(TextMetrics, MeasuresKnowledgeOnlyWhereThereIsSome) {
  const std::vector<Strings> references = {{"x"}, {"y"}, {"z"}};
  const Strings replies = {"opens at nine", "hello", "closed"};
  const auto metrics = ComputeTextMetrics(replies, references, Strings{"The museum opens at nine.", "", "It is open."});
  ASSERT_TRUE(metrics);
  ASSERT_TRUE(metrics->knowledge_f1);
  EXPECT_DOUBLE_EQ(*metrics->knowledge_f1, (2 * 1 * 0.75 / 1.75 + 0) / 2);
  EXPECT_FALSE(ComputeTextMetrics(replies, references, Strings{"", "", ""})->knowledge_f1);
}

TEST(TextMetrics, NeedsAReferenceAReply) {
  const auto uneven = ComputeTextMetrics(Strings{"a", "b"}, std::vector<Strings>{{"a"}}, Strings{"", ""});
  ASSERT_FALSE(uneven);
  EXPECT_EQ(uneven.error().code, ErrorCode::kInvalidArgument);
  const auto without = ComputeTextMetrics(Strings{"a", "b"}, std::vector<Strings>{{"a"}, {}}, Strings{"", ""});
  ASSERT_FALSE(without);
  EXPECT_NE(without.error().message.find("reply 2"), std::string::npos) << without.error().message;
}

TEST(TextMetrics, OfNothingAreZero) {
  const auto metrics = ComputeTextMetrics({}, {}, {});
  ASSERT_TRUE(metrics);
  EXPECT_EQ(metrics->bleu, 0);
  EXPECT_EQ(metrics->f1, 0);
  EXPECT_EQ(metrics->mean_length, 0);
}

}  // namespace
}  // namespace godel

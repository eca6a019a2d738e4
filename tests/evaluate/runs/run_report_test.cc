// SPDX-License-Identifier: MIT
#include "godel/evaluate/runs/run_report.h"

#include <gtest/gtest.h>

#include "evaluate/runs/example_runs.h"
#include "godel/evaluate/runs/comparison_report.h"
#include "godel/evaluate/runs/example_card.h"
#include "support/well_formed.h"

namespace godel::testing {
namespace {

size_t CountOf(std::string_view what, std::string_view text) {
  size_t count = 0;
  for (size_t at = text.find(what); at != std::string_view::npos; at = text.find(what, at + 1)) ++count;
  return count;
}

TEST(MarkGrounding, MarksWhatWasCopiedAndWhatIsNew) {
  EXPECT_EQ(MarkGrounding("It is the museum is at 5 <b>", kMuseum).markup,
            "It is the <mark>museum is at</mark> <u>5</u> &lt;b&gt;");
  Example bare = kMuseum;
  bare.knowledge.clear();
  EXPECT_EQ(MarkGrounding("at 5 Hill Road", bare).markup, "at 5 Hill Road");
  EXPECT_EQ(MarkGrounding("", kMuseum).markup, "");
}

TEST(RunReport, ShowsFiguresAndReplies) {
  const std::string page = RunReport(RunOf("mine", {"I saw Frozen, an animated film of 2013.", "It is in Rome"}));
  EXPECT_EQ(WhatIsMalformed(page), "");
  const std::string text = TextOf(page);
  for (const char* part : {"Evaluation of mine", "models/mine", "50.00", "Which one did you see last?",
                           "It is at 4 Hill Road.", "It is in Rome", "Best by F1", "Worst by F1"})
    EXPECT_NE(text.find(part), std::string::npos) << part;
  EXPECT_NE(page.find("<mark>animated film of 2013</mark>"), std::string::npos);
  EXPECT_NE(page.find("<u>Rome</u>"), std::string::npos);
  EXPECT_GE(CountOf("<svg", page), 5u);
}

TEST(RunReport, NoTextBreaksOut) {
  const std::string hostile = "</dd></script><script>alert(1)</script><img src=x onerror=\"y\">\xff\x01 & 'z'";
  SavedRun run = RunOf(hostile, {hostile, "plain"});
  run.metrics[hostile] = hostile;
  run.metrics["files"] = {{{"name", hostile}, {hostile, 1}}, 3, "x"};
  run.predictions[0].example.knowledge = hostile;
  run.predictions[0].example.context = {hostile};
  run.predictions[0].scores.push_back({hostile, 1e308});
  const std::string page = RunReport(run);
  EXPECT_EQ(WhatIsMalformed(page), "");
  EXPECT_EQ(page.find("<script"), std::string::npos);
  EXPECT_EQ(page.find("<img"), std::string::npos);
}

TEST(RunReport, WithoutRepliesOrMetricsThereIsLess) {
  SavedRun run = RunOf("mine", {"a"});
  run.predictions[0].reply.reset();
  run.predictions[0].scores.clear();
  run.predictions[0].tokens = 0;
  run.metrics = Json::object();
  const std::string page = RunReport(run);
  EXPECT_EQ(WhatIsMalformed(page), "");
  EXPECT_EQ(page.find("Best by F1"), std::string::npos);
}

TEST(RunReport, ShowsAReplyThatIsSaidToEverythingOnce) {
  const std::string page = RunReport(RunOf("mine", std::vector<std::string>(20, "I do not know.")));
  const size_t worst = page.find("<h2>Worst by F1");
  ASSERT_NE(worst, std::string::npos);
  EXPECT_EQ(CountOf("<article>", page.substr(worst)), 1u);
}

class ComparisonTest : public ::testing::Test {
 protected:
  // b is right about the museum each time, a never.
  ComparisonTest() {
    std::vector<std::string> a, b;
    for (int i = 0; i < 20; ++i) {
      a.push_back(i % 2 == 0 ? "I saw Frozen." : "It is <far>.");
      b.push_back(i % 2 == 0 ? "I saw Frozen." : "It is at 4 Hill Road.");
    }
    runs_ = {RunOf("a", a), RunOf("b&c", b)};
  }
  std::vector<SavedRun> runs_;
};

TEST_F(ComparisonTest, DifferencesAndTheirIntervals) {
  const auto comparison = CompareRuns(runs_, {});
  ASSERT_TRUE(comparison) << comparison.error().message;
  EXPECT_EQ(comparison->examples, 20u);
  bool found = false;
  for (const ComparedMetric& metric : comparison->metrics) {
    ASSERT_EQ(metric.values.size(), 2u);
    ASSERT_EQ(metric.differences.size(), 1u);
    EXPECT_NEAR(metric.differences[0].difference, metric.values[1] - metric.values[0], 1e-12) << metric.name;
    EXPECT_LE(metric.differences[0].low, metric.differences[0].high);
    if (metric.name != "f1") continue;
    found = true;
    // 2 * 3 / (3 + 5) for Frozen; it is, of it is far, against it is at 4 hill road; and 1.
    EXPECT_NEAR(metric.values[0], (0.75 + 2.0 * 2 / (3 + 6)) / 2, 1e-12);
    EXPECT_NEAR(metric.values[1], (0.75 + 1) / 2, 1e-12);
    EXPECT_GT(metric.differences[0].low, 0);
  }
  EXPECT_TRUE(found);
  ASSERT_GE(comparison->metrics.size(), 3u);
  EXPECT_EQ(comparison->metrics[0].name, "sacre_bleu");
  EXPECT_EQ(comparison->metrics[1].name, "bleu");
  EXPECT_EQ(comparison->metrics[2].name, "nats_per_token");
  EXPECT_NEAR(comparison->metrics[2].values[0], 0.5, 1e-12) << "4 nats over 8 tokens";
}

TEST_F(ComparisonTest, TheLargestDifferencesComeFirst) {
  runs_[1].predictions[3] = PredictionOf(kMuseum, "It is at 4 Rome");
  const std::vector<size_t> order = LargestDifferences(runs_, 100);
  ASSERT_EQ(order.size(), 10u) << "the equal replies are left out";
  EXPECT_EQ(order.front(), 1u);
  EXPECT_EQ(order.back(), 3u);
  EXPECT_EQ(LargestDifferences(runs_, 2).size(), 2u);
}

TEST_F(ComparisonTest, RefusesWhatCannotBeCompared) {
  EXPECT_FALSE(CompareRuns(std::span(runs_).first(1), {}));
  runs_[1].predictions[0].example.response = "other";
  EXPECT_NE(CompareRuns(runs_, {}).error().message.find("prediction 1"), std::string::npos);
}

TEST_F(ComparisonTest, PageJsonAndLines) {
  const auto comparison = CompareRuns(runs_, {.samples = 50});
  ASSERT_TRUE(comparison);
  const std::string page = ComparisonReport(runs_, *comparison);
  EXPECT_EQ(WhatIsMalformed(page), "");
  EXPECT_NE(TextOf(page).find("It is <far>."), std::string::npos);
  EXPECT_NE(page.find("class=\"good\""), std::string::npos);
  const auto json = ToJson(*comparison);
  EXPECT_EQ(json["runs"], (std::vector<std::string>{"a", "b&c"}));
  EXPECT_EQ(json["metrics"].size(), comparison->metrics.size());
  const std::string table = ComparisonTable(*comparison);
  EXPECT_NE(table.find("F1"), std::string::npos);
  EXPECT_NE(table.find("b&c"), std::string::npos);
}

}  // namespace
}  // namespace godel::testing

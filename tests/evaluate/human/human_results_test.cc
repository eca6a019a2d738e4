// SPDX-License-Identifier: MIT
#include "godel/evaluate/human/human_results.h"

#include <gtest/gtest.h>

#include <cmath>

#include "evaluate/runs/example_runs.h"
#include "godel/evaluate/human/human_report.h"
#include "support/well_formed.h"

namespace godel::testing {
namespace {

HumanStudy StudyOf(StudyMode mode, std::vector<StudyItem> items) {
  return {.id = "s1", .mode = mode, .seed = 1, .runs = {"x", "y"}, .items = std::move(items)};
}

const HumanStudy kLikert =
    StudyOf(StudyMode::kLikert, {{"001", 0, 0, 0}, {"002", 0, 1, 1}, {"003", 1, 0, 0}, {"004", 1, 1, 1}});
const HumanStudy kPairs = StudyOf(StudyMode::kPairwise, {{"001", 0, 0, 1}, {"002", 1, 1, 0}, {"003", 2, 0, 1}});

Json Answers(const std::string& annotator, Json answers) {
  return {
      {"format", "godel-human-answers"}, {"study", "s1"}, {"annotator", annotator}, {"answers", std::move(answers)}};
}

Json All(const char* item, Json value) {
  return {{"item", item}, {"utility", value}, {"communicative_quality", value}, {"safety", value}};
}

HumanAnswers Read(const HumanStudy& study, const std::vector<Json>& files) {
  const TempDir dir;
  std::vector<std::filesystem::path> paths;
  for (const Json& file : files)
    paths.push_back(dir.Write("answers-" + std::to_string(paths.size()) + ".json", file.dump()));
  auto answers = ReadAnswers(paths, study);
  EXPECT_TRUE(answers) << answers.error().message;
  return std::move(answers).value_or(HumanAnswers());
}

TEST(HumanAnswers, WhatIsWrongIsCountedAndLeftAside) {
  const HumanAnswers answers =
      Read(kLikert, {Answers("ann", {All("001", 4),
                                     All("001", 5),
                                     All("999", 3),
                                     {{"item", "002"}, {"utility", 3}},
                                     7,
                                     {{"utility", 1}},
                                     {{"item", "003"}},
                                     {{"item", "004"}, {"utility", 6}, {"safety", 2.5}}}),
                     Answers("", Json::array({All("002", 1)})), Answers("ann", Json::array({All("003", 2)}))});
  EXPECT_EQ(answers.annotators, (std::vector<std::string>{"ann", "answers-1.json"}));
  EXPECT_EQ(answers.counts.files, 3u);
  EXPECT_EQ(answers.counts.duplicates, 1u);
  EXPECT_EQ(answers.counts.unknown_items, 1u);
  EXPECT_EQ(answers.counts.bad_answers, 2u);
  EXPECT_EQ(answers.counts.bad_values, 2u);
  EXPECT_EQ(answers.counts.partial, 1u);
  EXPECT_EQ(answers.counts.answers, 4u);
  EXPECT_EQ(*answers.judgements[0].at(0)[0], 5) << "the later answer counts";
  EXPECT_FALSE(answers.judgements[0].at(1)[2]);
  EXPECT_EQ(*answers.judgements[0].at(2)[1], 2) << "a second file goes on with the first";
}

TEST(HumanAnswers, OtherFilesAreRefused) {
  HumanAnswers answers;
  const auto refused = [&](Json json) { return AddAnswers(json, kLikert, "f", &answers).error().message; };
  EXPECT_NE(refused(Json::array()).find("no answers"), std::string::npos);
  EXPECT_NE(refused({{"format", "godel-human-key"}}).find("no answers"), std::string::npos);
  Json other = Answers("a", Json::array());
  other["study"] = "s2";
  EXPECT_NE(refused(other).find("s2"), std::string::npos);
  EXPECT_NE(refused(Answers("a", "x")).find("list"), std::string::npos);
  EXPECT_TRUE(answers.annotators.empty());
  const TempDir dir;
  const std::vector<std::filesystem::path> files = {dir.Write("broken.json", "{")};
  EXPECT_NE(ReadAnswers(files, kLikert).error().message.find("broken.json"), std::string::npos);
}

TEST(HumanResults, MeanRatingsByHand) {
  const HumanAnswers answers = Read(kLikert, {Answers("ann", {All("001", 4), All("002", 2), All("003", 5)}),
                                              Answers("bob", {All("001", 2), All("004", 1)})});
  const auto results = SummarizeStudy(kLikert, answers, {});
  ASSERT_TRUE(results) << results.error().message;
  ASSERT_EQ(results->dimensions.size(), 3u);
  const auto& ratings = results->dimensions[0].ratings;
  ASSERT_EQ(ratings.size(), 2u);
  EXPECT_DOUBLE_EQ(ratings[0].mean, 4);  // (4 + 2) / 2 and 5, a mean of means 3 and 5
  EXPECT_DOUBLE_EQ(ratings[1].mean, 1.5);
  EXPECT_EQ(ratings[0].items, 2u);
  EXPECT_EQ(ratings[0].interval.low, 3);
  EXPECT_EQ(ratings[0].interval.high, 5);
  EXPECT_EQ(results->dimensions[0].agreement.items, 1u);
  EXPECT_TRUE(results->correlations.empty());
}

TEST(HumanResults, WinRatesHeedWhoWasA) {
  // Item 1: x is A and wins. Item 2: x is B and wins. Item 3: one for each.
  const HumanAnswers answers = Read(kPairs, {Answers("ann", {All("001", "a"), All("002", "b"), All("003", "a")}),
                                             Answers("bob", {All("001", "tie"), All("003", "b"), All("002", "c")})});
  EXPECT_EQ(answers.counts.bad_values, 3u);
  const auto results = SummarizeStudy(kPairs, answers, {});
  ASSERT_TRUE(results);
  ASSERT_EQ(results->dimensions[2].win_rates.size(), 1u);
  const WinRate& rate = results->dimensions[2].win_rates[0];
  EXPECT_EQ(rate.a, 0u);
  EXPECT_EQ(rate.wins, 3u);
  EXPECT_EQ(rate.losses, 1u);
  EXPECT_EQ(rate.ties, 1u);
  EXPECT_DOUBLE_EQ(rate.rate, (0.75 + 1 + 0.5) / 3);
  EXPECT_GE(rate.interval.low, 0.5);
  EXPECT_LE(rate.interval.high, 1);
}

TEST(HumanResults, CorrelationsWithMetrics) {
  std::vector<SavedRun> runs = {RunOf("x", {"I saw Frozen, an animated film.", "nothing"}),
                                RunOf("y", {"Frozen", "It is at 4 Hill Road."})};
  const HumanAnswers answers =
      Read(kLikert, {Answers("ann", {All("001", 5), All("002", 2), All("003", 1), All("004", 5)})});
  const auto results = SummarizeStudy(kLikert, answers, runs);
  ASSERT_TRUE(results) << results.error().message;
  bool found = false;
  for (const MetricCorrelation& one : results->correlations) {
    if (one.metric != "f1" || one.dimension != 0) continue;
    found = true;
    EXPECT_EQ(one.items, 4u);
    EXPECT_DOUBLE_EQ(one.spearman, 1) << "1, 1/3, 0, 1 against 5, 2, 1, 5";
    EXPECT_GT(one.pearson, 0.9);
    EXPECT_LE(one.pearson_interval.low, one.pearson);
  }
  EXPECT_TRUE(found);
  EXPECT_FALSE(SummarizeStudy(kLikert, answers, std::span(runs).first(1)));
  runs[1].predictions.pop_back();
  EXPECT_NE(SummarizeStudy(kLikert, answers, runs).error().message.find("prediction 2"), std::string::npos);
}

TEST(HumanResults, PairsCorrelateWithDifferences) {
  const std::vector<SavedRun> runs = {RunOf("x", {"I saw Frozen, an animated film.", "At Hill Road", "I saw Frozen"}),
                                      RunOf("y", {"no", "no", "no"})};
  // Liked in the order of the differences in F1, whoever is A.
  const HumanAnswers answers = Read(kPairs, {Answers("ann", {All("001", "a"), All("002", "tie"), All("003", "a")}),
                                             Answers("bob", {All("001", "a"), All("002", "tie"), All("003", "tie")})});
  const auto results = SummarizeStudy(kPairs, answers, runs);
  ASSERT_TRUE(results);
  for (const MetricCorrelation& one : results->correlations) {
    if (one.metric != "f1") continue;
    EXPECT_DOUBLE_EQ(one.spearman, 1);
  }
}

TEST(HumanResults, RunsAreFoundByName) {
  std::vector<SavedRun> runs = {RunOf("y", {"a"}), RunOf("x", {"b"})};
  const auto ordered = InStudyOrder(runs, kLikert);
  ASSERT_TRUE(ordered);
  EXPECT_EQ((*ordered)[0].name, "x");
  runs.pop_back();
  EXPECT_NE(InStudyOrder(runs, kLikert).error().message.find("a run x"), std::string::npos);
}

TEST(HumanReport, LinesJsonAndPage) {
  for (const bool pairs : {false, true}) {
    const HumanStudy& study = pairs ? kPairs : kLikert;
    const HumanAnswers answers =
        Read(study, {Answers("<ann>", Json::array({All("001", pairs ? Json("a") : Json(4))}))});
    const auto results = SummarizeStudy(study, answers, {});
    ASSERT_TRUE(results);
    const std::string page = HumanReport(study, answers, *results);
    EXPECT_EQ(WhatIsMalformed(page), "");
    EXPECT_NE(HumanTable(study, answers, *results).find("Krippendorff"), std::string::npos);
    const auto json = HumanJson(study, answers, *results);
    EXPECT_EQ(json["counts"]["answers"], 1);
    EXPECT_TRUE(json["dimensions"]["utility"]["alpha"]["nominal"].is_null());
    const Json utility = json["dimensions"]["utility"];
    EXPECT_EQ(utility.contains("win_rates"), pairs);
    if (pairs) continue;
    EXPECT_TRUE(utility["ratings"][1]["mean"].is_null()) << "y was not judged";
  }
}

}  // namespace
}  // namespace godel::testing

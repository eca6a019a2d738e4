// SPDX-License-Identifier: MIT
#include "godel/evaluate/runs/saved_run.h"

#include <gtest/gtest.h>

#include <cmath>

#include "evaluate/runs/example_runs.h"

namespace godel::testing {
namespace {

TEST(Prediction, ComesBackFromItsLine) {
  const Prediction written = PredictionOf(kAnimated, "It was <Frozen> \xff by Disney");
  const auto json = ParseJson(PredictionLine(written));
  ASSERT_TRUE(json) << json.error().message;
  const auto read = ParsePrediction(*json);
  ASSERT_TRUE(read) << read.error().message;
  EXPECT_EQ(read->example.context, kAnimated.context);
  EXPECT_EQ(read->example.knowledge, kAnimated.knowledge);
  EXPECT_EQ(read->example.response, kAnimated.response);
  EXPECT_EQ(read->example.dialog, kAnimated.dialog);
  EXPECT_EQ(read->example.turn, 0u);
  EXPECT_FALSE(json->contains("turn")) << "it is not known";
  EXPECT_EQ(*read->reply, "It was <Frozen> \uFFFD by Disney");
  EXPECT_EQ(read->nats, written.nats);
  EXPECT_EQ(read->tokens, written.tokens);
  ASSERT_EQ(read->scores.size(), written.scores.size());
  for (const PredictionScore& score : written.scores) EXPECT_EQ(ScoreOf(*read, score.name), score.value) << score.name;
  EXPECT_TRUE(std::isnan(ScoreOf(*read, "no such")));
}

TEST(Prediction, KeepsTheTurn) {
  Prediction written = PredictionOf(kAnimated, "Yes");
  written.example.turn = 3;
  EXPECT_EQ(ParsePrediction(ParseJson(PredictionLine(written)).value())->example.turn, 3u);
}

TEST(Prediction, ScoresByHand) {
  // i saw frozen, against i saw frozen animated film.
  const Prediction prediction = PredictionOf(kAnimated, "I saw Frozen");
  EXPECT_EQ(ScoreOf(prediction, "words"), 3);
  EXPECT_DOUBLE_EQ(ScoreOf(prediction, "f1"), 2.0 * 3 / (3 + 5));
  EXPECT_GT(ScoreOf(prediction, "sentence_bleu"), 0);
  Example bare = kAnimated;
  bare.knowledge.clear();
  EXPECT_TRUE(std::isnan(ScoreOf(PredictionOf(bare, "I saw Frozen"), "knowledge_f1")));
}

TEST(Prediction, SaysWhatIsWrongWithALine) {
  const auto error = [](const char* line) {
    const auto prediction = ParsePrediction(ParseJson(line).value());
    return prediction ? "none" : prediction.error().message;
  };
  EXPECT_NE(error(R"({"reference": "x"})").find("context"), std::string::npos);
  EXPECT_NE(error(R"({"context": [1], "reference": "x"})").find("context"), std::string::npos);
  EXPECT_NE(error(R"({"context": ["a"]})").find("reference"), std::string::npos);
  EXPECT_NE(error(R"({"context": ["a"], "reference": 3})").find("reference"), std::string::npos);
  EXPECT_NE(error(R"({"context": ["a"], "reference": "x", "scores": []})").find("scores"), std::string::npos);
  EXPECT_EQ(error(R"({"context": "a EOS b", "reference": "x", "scores": {"f1": "?"}, "new": {}})"), "none");
}

TEST(SavedRun, IsReadFromItsFolder) {
  const TempDir dir;
  const SavedRun written = RunOf("mine", {"I saw Frozen.", "At Hill Road"});
  SaveRun(written, dir.path() / "mine");
  const auto read = ReadRun(dir.path() / "mine/");
  ASSERT_TRUE(read) << read.error().message;
  EXPECT_EQ(read->name, "mine");
  EXPECT_EQ(read->predictions.size(), 2u);
  EXPECT_EQ(read->metrics, written.metrics);
}

TEST(SavedRun, SaysWhatIsWrongWithAFolder) {
  const TempDir dir;
  EXPECT_NE(ReadRun(dir.path()).error().message.find("metrics.json"), std::string::npos);
  dir.Write("metrics.json", "{}");
  EXPECT_NE(ReadRun(dir.path()).error().message.find("predictions.jsonl"), std::string::npos);
  dir.Write("predictions.jsonl", "");
  EXPECT_NE(ReadRun(dir.path()).error().message.find("no prediction"), std::string::npos);
  dir.Write("predictions.jsonl", PredictionLine(PredictionOf(kAnimated, "x")) + "\n{\"context\": []}\n");
  EXPECT_NE(ReadRun(dir.path()).error().message.find("predictions.jsonl:2"), std::string::npos);
  dir.Write("metrics.json", "[]");
  EXPECT_NE(ReadRun(dir.path()).error().message.find("expected an object"), std::string::npos);
}

TEST(SavedRun, RunsOfOneNameAreToldApartByTheirPaths) {
  const TempDir dir;
  SaveRun(RunOf("x", {"a", "b"}), dir.path() / "one" / "run");
  SaveRun(RunOf("x", {"a", "b"}), dir.path() / "two" / "run");
  const std::vector<std::string> folders = {(dir.path() / "one" / "run").string(),
                                            (dir.path() / "two" / "run").string()};
  const auto runs = ReadRuns(folders);
  ASSERT_TRUE(runs);
  EXPECT_EQ((*runs)[0].name, folders[0]);
  EXPECT_EQ((*runs)[1].name, folders[1]);
}

TEST(SavedRun, TheFirstDifferenceOfTheDataIsNamed) {
  std::vector<SavedRun> runs = {RunOf("a", {"x", "y"}), RunOf("b", {"z", "z"})};
  EXPECT_TRUE(CheckSameData(runs));
  runs[1].predictions[1].example.knowledge = "other knowledge";
  const auto different = CheckSameData(runs);
  ASSERT_FALSE(different);
  EXPECT_EQ(different.error().code, ErrorCode::kInvalidArgument);
  for (const char* part : {"prediction 2", "knowledge", "other knowledge", "4 Hill Road"})
    EXPECT_NE(different.error().message.find(part), std::string::npos) << different.error().message;
  runs[1] = RunOf("b", {"z"});
  EXPECT_NE(CheckSameData(runs).error().message.find("a has 2 predictions and b has 1"), std::string::npos);
}

}  // namespace
}  // namespace godel::testing

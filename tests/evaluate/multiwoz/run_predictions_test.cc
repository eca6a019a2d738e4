// SPDX-License-Identifier: MIT
#include "godel/evaluate/multiwoz/run_predictions.h"

#include <gtest/gtest.h>

#include "godel/dataset/multiwoz/dialog.h"
#include "support/golden.h"

namespace godel::testing {
namespace {

Prediction Reply(const std::string& dialog, size_t turn, const std::string& reply) {
  Prediction prediction;
  prediction.example.dialog = dialog;
  prediction.example.turn = turn;
  prediction.reply = reply;
  return prediction;
}

std::string ErrorOf(const std::vector<Prediction>& run) {
  const auto predictions = multiwoz::PredictionsOfRun(run);
  return predictions ? "none" : predictions.error().message;
}

TEST(RunPredictions, StandInTheOrderOfTheirTurns) {
  const std::vector<Prediction> run = {Reply("multiwoz/mul2", 1, "c"), Reply("multiwoz/MUL1.json", 2, "b"),
                                       Reply("multiwoz/MUL1.json", 1, "a")};
  const auto predictions = multiwoz::PredictionsOfRun(run);
  ASSERT_TRUE(predictions) << predictions.error().message;
  ASSERT_EQ(predictions->size(), 2u);
  const auto& turns = predictions->at("mul1");
  ASSERT_EQ(turns.size(), 2u);
  EXPECT_EQ(turns[0].response, "a");
  EXPECT_EQ(turns[1].response, "b");
  EXPECT_FALSE(turns[0].state) << "the model was given the corpus' states, it did not say any";
  EXPECT_EQ(predictions->at("mul2").size(), 1u);
}

// A later reply in the place of an absent one would be measured against another turn.
TEST(RunPredictions, EndWhereATurnIsAbsent) {
  const std::vector<Prediction> run = {Reply("multiwoz/a", 1, "1"), Reply("multiwoz/a", 3, "3"),
                                       Reply("multiwoz/b", 2, "2")};
  const auto predictions = multiwoz::PredictionsOfRun(run);
  ASSERT_TRUE(predictions);
  EXPECT_EQ(predictions->at("a").size(), 1u);
  EXPECT_TRUE(predictions->at("b").empty()) << "it is there, so that it counts as too short and not as missing";
}

TEST(RunPredictions, NameWhatIsNoReplyToMultiWoz) {
  EXPECT_NE(
      ErrorOf({Reply("multiwoz/a", 1, "x"), Reply("coqa/7", 1, "x")}).find("prediction 2: expected a dialog like"),
      std::string::npos);
  EXPECT_NE(ErrorOf({Reply("", 1, "x")}).find("godel prepare multiwoz"), std::string::npos);
  EXPECT_NE(ErrorOf({Reply("multiwoz/a", 0, "x")}).find("a: it does not say which turn"), std::string::npos);
  EXPECT_NE(ErrorOf({Reply("multiwoz/a", 1, "x"), Reply("multiwoz/a", 1, "y")}).find("turn 1 is there twice"),
            std::string::npos);
  Prediction mute = Reply("multiwoz/a", 1, "");
  mute.reply.reset();
  EXPECT_NE(ErrorOf({mute}).find("--no-generate"), std::string::npos);
}

TEST(RunPredictions, AreToldFromDialogsByTheirBeginning) {
  const TempDir folder;
  const auto holds_run = [&](const std::string& text) { return multiwoz::HoldsRun(folder.Write("f", text)); };
  Prediction prediction = Reply("multiwoz/a", 1, "x");
  prediction.example.context = {"hi"};
  EXPECT_TRUE(holds_run(PredictionLine(prediction) + "\n"));
  for (const char* const run : {R"({"context": ["hi"], "reply": "x"})", "\n\t{\n\"id\": 7}", R"({"file": "x", "cont)"})
    EXPECT_TRUE(holds_run(run)) << run;
  for (const char* const other : {R"({"mul1": [{"response": "x"}]})", R"({"mul1": ["x"]})", R"({"mul1": []})",
                                  R"({"mul1": [{"resp)", "{}", "[]", "", "text", "\xFF"})
    EXPECT_FALSE(holds_run(other)) << other;
  EXPECT_FALSE(multiwoz::HoldsRun(folder.path()));
  EXPECT_FALSE(multiwoz::HoldsRun(folder.path() / "nowhere"));
  EXPECT_FALSE(multiwoz::HoldsRun("-"));
}

TEST(RunPredictions, NamesOfDialogsComeBack) {
  EXPECT_EQ(multiwoz::DialogOfExample(multiwoz::ExampleDialog("mul0003")), "mul0003");
  EXPECT_FALSE(multiwoz::DialogOfExample("mul0003"));
}

}  // namespace
}  // namespace godel::testing

// SPDX-License-Identifier: MIT
// Which checkpoints a run leaves, which of them is the best, and what becomes of those of an earlier run.
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>
#include <string>
#include <vector>

#include "godel/base/mapped_file.h"
#include "godel/base/replacing_file.h"
#include "godel/formats/checkpoint.h"
#include "godel/train/checkpoint_folder.h"
#include "godel/train/trainer.h"
#include "support/golden.h"
#include "train/small_run.h"

namespace godel::train {
namespace {

namespace fs = std::filesystem;

TEST(RunCheckpoints, AnEarlierRunIsNotOverwritten) {
  const testing::TempDir dir;
  TrainingArguments arguments = SmallRun(dir, "out");
  arguments.batch.max_steps = 1;
  ASSERT_TRUE(Train(arguments, {}));
  const auto again = Train(arguments, {});
  ASSERT_FALSE(again);
  EXPECT_NE(again.error().message.find("--resume_from_checkpoint"), std::string::npos) << again.error().message;
}

// The checkpoints of a longer run before would else be the newest: kept in place of this run's, gone on from, averaged.
TEST(RunCheckpoints, ARunThatReplacesAnotherKeepsItsOwnCheckpoints) {
  const testing::TempDir dir;
  TrainingArguments arguments = SmallRun(dir, "out");
  const fs::path output = arguments.checkpoints.output_dir;
  ASSERT_TRUE(Train(arguments, {}));
  ASSERT_EQ(LastCheckpoint(output), output / "checkpoint-8");
  arguments.checkpoints.overwrite_output_dir = true;
  arguments.checkpoints.save_total_limit = 1;
  arguments.checkpoints.save_steps = 1;
  arguments.batch.max_steps = 3;
  TrainerHooks hooks;
  hooks.stop_requested = [&] {  // after each step, before it is saved
    EXPECT_TRUE(LastCheckpoint(output)) << "nothing to go on from";
    return false;
  };
  ASSERT_TRUE(Train(arguments, hooks));
  EXPECT_EQ(NewestCheckpoints(output, 10), std::vector{output / "checkpoint-3"});
}

// The same of a run that goes back to an earlier checkpoint of its own, or begins from another run's.
TEST(RunCheckpoints, ARunThatGoesBackLeavesLaterCheckpointsBehind) {
  const testing::TempDir dir;
  TrainingArguments arguments = SmallRun(dir, "out");
  arguments.checkpoints.save_steps = 2;
  const fs::path output = arguments.checkpoints.output_dir;
  ASSERT_TRUE(Train(arguments, {}));
  const std::string whole = Bytes(output);
  for (const fs::path& start : {output / "checkpoint-4", dir.path() / "checkpoint-4"}) {
    if (!fs::exists(start)) fs::copy(output / "checkpoint-4", start, fs::copy_options::recursive);
    const bool from_own = start.parent_path() == output;
    arguments.checkpoints.resume_from_checkpoint = start.string();
    arguments.checkpoints.overwrite_output_dir = false;
    const auto refused = Train(arguments, {});
    ASSERT_FALSE(refused);
    EXPECT_NE(refused.error().message.find("checkpoint-8 of an earlier run"), std::string::npos)
        << refused.error().message;
    EXPECT_EQ(NewestCheckpoints(output, 1), std::vector{output / "checkpoint-8"});

    arguments.checkpoints.overwrite_output_dir = true;
    std::vector<std::vector<fs::path>> seen;
    TrainerHooks hooks;
    hooks.stop_requested = [&] {  // after each step, before it is saved
      seen.push_back(NewestCheckpoints(output, 10));
      return false;
    };
    ASSERT_TRUE(Train(arguments, hooks));
    ASSERT_EQ(seen.size(), 4U);
    EXPECT_EQ(seen[1].back(), output / "checkpoint-8") << "nothing is gone before the new run has one of its own";
    EXPECT_EQ(seen[2].back(), output / "checkpoint-6");
    EXPECT_EQ(fs::exists(output / "checkpoint-2"), from_own);
    EXPECT_EQ(Bytes(output), whole);
  }
}

TEST(RunCheckpoints, WhatAProcessThatIsGoneLeftHalfWrittenGoes) {
  const testing::TempDir dir;
  TrainingArguments arguments = SmallRun(dir, "out");
  arguments.batch.max_steps = 1;
  const fs::path output = arguments.checkpoints.output_dir;
  const pid_t gone = ::fork();
  if (gone == 0) ::_exit(0);
  ASSERT_EQ(::waitpid(gone, nullptr, 0), gone);
  const fs::path theirs = output / ("checkpoint-7.partial-" + std::to_string(gone)),
                 alive = output / ("checkpoint-7.partial-" + std::to_string(::getppid())),
                 other = output / "checkpoint-7.partial-copy";
  for (const fs::path& folder : {theirs, alive, other}) fs::create_directories(folder);
  ASSERT_TRUE(Train(arguments, {}));
  EXPECT_FALSE(fs::exists(theirs));
  EXPECT_TRUE(fs::exists(alive));
  EXPECT_TRUE(fs::exists(other));
}

TEST(RunCheckpoints, StopsEarlyWithoutAGainAboveTheThreshold) {
  const testing::TempDir dir;
  TrainingArguments arguments = SmallRun(dir, "out");
  arguments.data.validation_file = arguments.data.train_file[0].path;
  arguments.evaluation.eval_strategy = IntervalStrategy::kSteps;
  arguments.evaluation.eval_steps = 1;
  arguments.evaluation.early_stopping_patience = 2;
  arguments.evaluation.early_stopping_threshold = 100;  // no loss of 8,102 ids can fall by that
  arguments.logging.logging_strategy = IntervalStrategy::kNo;
  arguments.logging.logging_first_step = true;
  const auto result = Train(arguments, {});
  ASSERT_TRUE(result) << result.error().message;
  EXPECT_EQ(result->end, TrainingEnd::kEarlyStopping);
  EXPECT_EQ(result->log.global_step, 3U);  // the first evaluation is a gain, then two are not
  EXPECT_EQ(LossesOf(result->log).size(), 1U);
}

// The loss falls, so when the highest is called the best, the best weights are the first ones.
TEST(RunCheckpoints, TheBestCheckpointsModelComesWithItsOwnFigures) {
  const testing::TempDir dir;
  TrainingArguments arguments = SmallRun(dir, "out");
  arguments.data.validation_file = arguments.data.train_file[0].path;
  arguments.evaluation.eval_strategy = IntervalStrategy::kSteps;
  arguments.evaluation.eval_steps = 2;
  arguments.evaluation.load_best_model_at_end = true;
  arguments.checkpoints.save_steps = 2;
  arguments.evaluation.greater_is_better = true;
  const auto result = Train(arguments, {});
  ASSERT_TRUE(result) << result.error().message;
  ASSERT_TRUE(result->log.best_global_step && result->log.best_metric);
  ASSERT_EQ(*result->log.best_global_step, 2U);
  EXPECT_EQ(Bytes(result->folder), Bytes(*result->log.best_model_checkpoint));
  const auto card = ReadTextFile(result->folder / "README.md", size_t{1} << 20);
  ASSERT_TRUE(card);
  EXPECT_NE(card->find(fmt::format("| {:.5g} |", *result->log.best_metric)), std::string::npos) << *card;
}

// A run whose evaluations, one a step, give these scores from `first` on.
Result<TrainingResult> TrainWithScores(const TrainingArguments& arguments, TrainerHooks hooks, size_t first) {
  hooks.evaluate = [next = first](const fs::path&, std::span<const Example>) mutable {
    constexpr double kScores[] = {1, 3, 2, 3, 5, 4, 5, 2};  // a new best at steps 1, 2 and 5
    return MeasuredReplies{.figures = {{"score", kScores[next++]}}, .samples = {}};
  };
  return Train(arguments, hooks);
}

TrainingArguments RunThatSavesTheBest(const testing::TempDir& dir, const std::string& output) {
  TrainingArguments arguments = SmallRun(dir, output);
  arguments.data.validation_file = arguments.data.train_file[0].path;
  arguments.evaluation.eval_strategy = IntervalStrategy::kSteps;
  arguments.evaluation.eval_steps = 1;
  arguments.evaluation.predict_with_generate = true;
  arguments.evaluation.metric_for_best_model = "score";
  arguments.checkpoints.save_strategy = SaveStrategy::kBest;
  return arguments;
}

TEST(RunCheckpoints, EachNewBestLeavesACheckpointAndNothingElseDoes) {
  const testing::TempDir dir;
  TrainingArguments arguments = RunThatSavesTheBest(dir, "out");
  ASSERT_TRUE(ValidateArguments(arguments));
  const fs::path output = arguments.checkpoints.output_dir;
  const auto last = TrainWithScores(arguments, {}, 0);
  ASSERT_TRUE(last) << last.error().message;
  EXPECT_EQ(NewestCheckpoints(output, 10),
            (std::vector{output / "checkpoint-1", output / "checkpoint-2", output / "checkpoint-5"}));
  EXPECT_EQ(last->log.best_model_checkpoint, (output / "checkpoint-5").string());
  EXPECT_NE(Bytes(output), Bytes(output / "checkpoint-5")) << "the end is not the best";

  arguments.checkpoints.overwrite_output_dir = true;
  arguments.checkpoints.save_total_limit = 1;
  arguments.evaluation.load_best_model_at_end = true;
  ASSERT_TRUE(ValidateArguments(arguments));
  const auto best = TrainWithScores(arguments, {}, 0);
  ASSERT_TRUE(best) << best.error().message;
  EXPECT_EQ(NewestCheckpoints(output, 10), std::vector{output / "checkpoint-5"});
  EXPECT_EQ(Bytes(output), Bytes(output / "checkpoint-5"));
}

// What was best before is in the checkpoint: the lower and the equal score after it leave none.
TEST(RunCheckpoints, ARunGoesOnFromItsBestCheckpointAndKnowsTheBest) {
  const testing::TempDir dir;
  const auto whole = TrainWithScores(RunThatSavesTheBest(dir, "whole"), {}, 0);
  ASSERT_TRUE(whole) << whole.error().message;
  TrainingArguments arguments = RunThatSavesTheBest(dir, "stopped");
  const fs::path output = arguments.checkpoints.output_dir;
  ASSERT_TRUE(TrainWithScores(arguments, StopAfter(4), 0));
  EXPECT_EQ(LastCheckpoint(output), output / "checkpoint-4") << "who is told to stop loses nothing";
  fs::remove_all(output / "checkpoint-4");  // as if it had been killed
  arguments.checkpoints.resume_from_checkpoint = kLastCheckpoint;
  const auto rest = TrainWithScores(arguments, {}, 2);
  ASSERT_TRUE(rest) << rest.error().message;
  EXPECT_EQ(NewestCheckpoints(output, 10),
            (std::vector{output / "checkpoint-1", output / "checkpoint-2", output / "checkpoint-5"}));
  EXPECT_EQ(LossesOf(rest->log), LossesOf(whole->log));
  EXPECT_EQ(Bytes(rest->folder), Bytes(whole->folder));
}

TEST(RunCheckpoints, OldCheckpointsGo) {
  const testing::TempDir dir;
  TrainingArguments arguments = SmallRun(dir, "out");
  arguments.checkpoints.save_steps = 2;
  arguments.checkpoints.save_total_limit = 2;
  ASSERT_TRUE(Train(arguments, {}));
  EXPECT_FALSE(fs::exists(fs::path(arguments.checkpoints.output_dir) / "checkpoint-4"));
  EXPECT_TRUE(fs::exists(fs::path(arguments.checkpoints.output_dir) / "checkpoint-6"));
  EXPECT_TRUE(fs::exists(fs::path(arguments.checkpoints.output_dir) / "checkpoint-8"));
}

TEST(RunCheckpoints, AnotherModelsCheckpointIsRefused) {
  const testing::TempDir dir;
  ASSERT_TRUE(Train(SmallRun(dir, "out"), {}));
  TrainingArguments other = SmallRun(dir, "out");
  dir.Write("config.json",
            R"({"model_type":"t5","vocab_size":8102,"d_model":8,"d_kv":4,"d_ff":32,"num_layers":2,"num_heads":4})");
  other.checkpoints.resume_from_checkpoint = kLastCheckpoint;
  const auto result = Train(other, {});
  ASSERT_FALSE(result);
  EXPECT_NE(result.error().message.find("expected floats of shape"), std::string::npos) << result.error().message;
}

TEST(RunCheckpoints, EndsWithTheMeanOfTheLastCheckpoints) {
  const testing::TempDir dir;
  TrainingArguments arguments = SmallRun(dir, "out");
  arguments.checkpoints.save_steps = 2;
  arguments.checkpoints.average_checkpoints = 3;
  const auto result = Train(arguments, {});
  ASSERT_TRUE(result) << result.error().message;
  const auto mean = LoadSafetensors(result->folder / "model.safetensors");
  ASSERT_TRUE(mean);
  const auto first = [&](const Checkpoint& checkpoint) {
    float value = 0;
    ReadF32(checkpoint.Find("shared.weight")->view, 5 * 16, std::span(&value, 1));
    return static_cast<double>(value);
  };
  double sum = 0;
  for (const char* const name : {"checkpoint-4", "checkpoint-6", "checkpoint-8"}) {
    const auto checkpoint = LoadSafetensors(result->folder / name / "model.safetensors");
    ASSERT_TRUE(checkpoint);
    sum += first(*checkpoint);
  }
  EXPECT_FLOAT_EQ(static_cast<float>(first(*mean)), static_cast<float>(sum / 3));
}

}  // namespace
}  // namespace godel::train

// SPDX-License-Identifier: MIT
// Whole runs on the smallest of models: what was interrupted goes on as if it had not been, and a run that goes wrong
// leaves what was good.
#include "godel/train/trainer.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "godel/base/json.h"
#include "godel/base/replacing_file.h"
#include "godel/formats/checkpoint.h"
#include "godel/train/checkpoint_folder.h"
#include "support/golden.h"
#include "train/event_reader.h"
#include "train/small_run.h"

namespace godel::train {
namespace {

namespace fs = std::filesystem;

TEST(Trainer, AStoppedRunGoesOnBitByBit) {
  const testing::TempDir dir;
  const auto whole = Train(SmallRun(dir, "whole"), {});
  ASSERT_TRUE(whole) << whole.error().message;
  ASSERT_EQ(LossesOf(whole->log).size(), 8U);
  EXPECT_LT(LossesOf(whole->log).back(), LossesOf(whole->log).front());
  for (const char* const name : {"config.json", "model.safetensors", "tokenizer.json", "generation_config.json",
                                 "README.md", "trainer_state.json", "training_args.json", "loss_curve.svg"})
    EXPECT_TRUE(fs::exists(whole->folder / name)) << name;

  TrainingArguments stopped = SmallRun(dir, "stopped");
  const auto first = Train(stopped, StopAfter(3));
  ASSERT_TRUE(first) << first.error().message;
  EXPECT_EQ(first->end, TrainingEnd::kStopped);
  stopped.checkpoints.resume_from_checkpoint = kLastCheckpoint;
  const auto rest = Train(stopped, {});
  ASSERT_TRUE(rest) << rest.error().message;
  EXPECT_EQ(LossesOf(rest->log), LossesOf(whole->log));
  EXPECT_EQ(Bytes(rest->folder), Bytes(whole->folder));
}

// What a line of the log and the patience count over several steps is in the checkpoint too.
TEST(Trainer, AStopBetweenTwoLinesOfTheLogAndTwoEvaluationsLeavesNoTrace) {
  const testing::TempDir dir;
  const auto run = [&](const char* output) {
    TrainingArguments arguments = SmallRun(dir, output);
    arguments.data.validation_file = arguments.data.train_file[0].path;
    arguments.evaluation.eval_strategy = IntervalStrategy::kSteps;
    arguments.evaluation.eval_steps = 2;
    arguments.evaluation.early_stopping_patience = 2;
    arguments.evaluation.early_stopping_threshold = 100;  // the evaluations after the first are no gain
    arguments.logging.logging_steps = 3;
    return arguments;
  };
  const auto whole = Train(run("whole"), {});
  ASSERT_TRUE(whole) << whole.error().message;
  EXPECT_EQ(whole->end, TrainingEnd::kEarlyStopping);
  ASSERT_EQ(whole->log.global_step, 6U);
  ASSERT_EQ(LossesOf(whole->log).size(), 2U);

  TrainingArguments stopped = run("stopped");
  ASSERT_TRUE(Train(stopped, StopAfter(5)));  // one evaluation without a gain, two steps not logged
  stopped.checkpoints.resume_from_checkpoint = kLastCheckpoint;
  const auto rest = Train(stopped, {});
  ASSERT_TRUE(rest) << rest.error().message;
  EXPECT_EQ(rest->end, TrainingEnd::kEarlyStopping);
  EXPECT_EQ(rest->log.global_step, 6U);
  EXPECT_EQ(LossesOf(rest->log), LossesOf(whole->log));
}

// Checkpoints of before these were kept, of runs that log every step, lack nothing else.
TEST(Trainer, ACheckpointWithoutCountsSinceTheLogGoesOn) {
  const testing::TempDir dir;
  const auto whole = Train(SmallRun(dir, "whole"), {});
  ASSERT_TRUE(whole) << whole.error().message;
  TrainingArguments stopped = SmallRun(dir, "stopped");
  const auto first = Train(stopped, StopAfter(3));
  ASSERT_TRUE(first) << first.error().message;
  const fs::path state = first->folder / "training_state.json";
  auto stored = ReadJsonFile(state);
  ASSERT_TRUE(stored) << stored.error().message;
  for (const char* const name : {"logged_loss", "logged_steps", "without_gain"})
    EXPECT_EQ(stored->erase(name), 1U) << name;
  ASSERT_TRUE(WriteTextFile(state, Dump(*stored)));
  stopped.checkpoints.resume_from_checkpoint = kLastCheckpoint;
  const auto rest = Train(stopped, {});
  ASSERT_TRUE(rest) << rest.error().message;
  EXPECT_EQ(LossesOf(rest->log), LossesOf(whole->log));
  EXPECT_EQ(Bytes(rest->folder), Bytes(whole->folder));
}

TEST(Trainer, AnAdapterForAModelIsAnsweredWithWhatToWrite) {
  const testing::TempDir dir;
  TrainingArguments arguments = SmallRun(dir, "out");
  dir.Write("adapter_config.json", R"({"base_model_name_or_path":"small/base"})");
  std::filesystem::remove(dir.path() / "config.json");
  arguments.model = {};
  arguments.model.model_name_or_path = dir.path().string();
  const auto refused = Train(arguments, {});
  ASSERT_FALSE(refused);
  for (const std::string& part : {std::string("a LoRA adapter"), "--model small/base --lora " + dir.path().string(),
                                  std::string("--resume_from_checkpoint")})
    EXPECT_NE(refused.error().message.find(part), std::string::npos) << refused.error().message;
  EXPECT_FALSE(fs::exists(arguments.checkpoints.output_dir));
}

TEST(Trainer, ALossThatIsNoNumberStopsAndLeavesTheLastCheckpoint) {
  const testing::TempDir dir;
  TrainingArguments arguments = SmallRun(dir, "out");
  arguments.batch.max_steps = 40;
  arguments.optimizer.learning_rate = 1e30;
  arguments.schedule.warmup_steps = 5;  // the first update has a rate of 0, so the first checkpoint is sound
  arguments.checkpoints.save_steps = 1;
  const auto result = Train(arguments, {});
  ASSERT_FALSE(result);
  EXPECT_NE(result.error().message.find(" is intact"), std::string::npos) << result.error().message;
  const auto config = LoadT5Config(fs::path(arguments.checkpoints.output_dir) / "checkpoint-1" / "config.json");
  const auto checkpoint = LoadCheckpointFolder(fs::path(arguments.checkpoints.output_dir) / "checkpoint-1");
  ASSERT_TRUE(config && checkpoint);
  EXPECT_TRUE(TrainableT5::FromCheckpoint(*checkpoint, *config, {}));
}

// A step that asks for more than there is, as libtorch says it.
TEST(Trainer, MemoryThatLacksIsToldWithWhatToDoAndWhatIsIntact) {
  const testing::TempDir dir;
  TrainerHooks hooks;
  hooks.show_progress = [](const TrainingProgress& progress) {
    TORCH_CHECK(progress.step != 6, "can't allocate memory: you tried to allocate 5 bytes.");
  };
  const auto result = Train(SmallRun(dir, "out"), hooks);
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().code, ErrorCode::kResourceExhausted);
  for (const char* const part : {"step 7: can't allocate memory", "--gradient_checkpointing", "checkpoint-4 is intact"})
    EXPECT_NE(result.error().message.find(part), std::string::npos) << result.error().message;
}

// What stands in the one event file of the run under this tag: step -> text of the text plugin.
std::map<uint64_t, std::string> TextsOf(const fs::path& runs, const std::string& tag) {
  std::map<uint64_t, std::string> texts;
  for (const auto& entry : fs::directory_iterator(runs))
    for (const std::string& record : ReadRecords(Contents(entry.path()))) {
      if (Fields(record).count(5) == 0) continue;  // the version
      for (const auto& [number, value] : Fields(Only(record, 5).bytes)) {
        if (Only(value.bytes, 1).bytes != tag) continue;
        EXPECT_EQ(Only(Only(Only(value.bytes, 9).bytes, 1).bytes, 1).bytes, "text");
        texts[Only(record, 2).number] = Only(Only(value.bytes, 8).bytes, 8).bytes;
      }
    }
  return texts;
}

TEST(Trainer, TensorBoardGetsTheSampleRepliesOfEachEvaluation) {
  const testing::TempDir dir;
  TrainingArguments arguments = SmallRun(dir, "out");
  arguments.data.validation_file = arguments.data.train_file[0].path;
  arguments.evaluation.eval_strategy = IntervalStrategy::kSteps;
  arguments.evaluation.eval_steps = 3;
  arguments.evaluation.predict_with_generate = true;
  arguments.logging.report_to = ReportTo::kTensorboard;
  TrainerHooks hooks;
  int evaluations = 0;
  std::string said;
  hooks.say = [&](const std::string& line) { said += line + "\n"; };
  hooks.evaluate = [&](const fs::path&, std::span<const Example>) {
    const std::string nth = std::to_string(++evaluations);
    return MeasuredReplies{.figures = {{"bleu", evaluations}},
                           .samples = {{"who?", "me", "reply " + nth}, {"a *b*\nc", "", "Grüße " + nth}}};
  };
  const auto result = Train(arguments, hooks);
  ASSERT_TRUE(result) << result.error().message;
  const fs::path runs = result->folder / "runs";
  const std::map<uint64_t, std::string> first = {{3, "**Said:** who?\n\n**Reply:** reply 1\n\n**Wanted:** me"},
                                                 {6, "**Said:** who?\n\n**Reply:** reply 2\n\n**Wanted:** me"}};
  EXPECT_EQ(TextsOf(runs, "replies/1"), first);
  const auto second = TextsOf(runs, "replies/2");
  ASSERT_EQ(second.size(), 2U);
  EXPECT_EQ(second.at(6), "**Said:** a \\*b\\* c\n\n**Reply:** Grüße 2\n\n**Wanted:** ");
  EXPECT_TRUE(TextsOf(runs, "replies/3").empty());
  EXPECT_NE(said.find("  > who?\n  < reply 2\n"), std::string::npos) << said;
}

// Of the first step, before which both models are the same: noise moves the loss of training, not that of evaluation.
TEST(Trainer, NeftunesNoiseIsThatOfTheArguments) {
  const testing::TempDir dir;
  const auto losses = [&](double alpha) {
    TrainingArguments arguments = SmallRun(dir, "out-" + std::to_string(alpha));
    arguments.objective.neftune_noise_alpha = alpha;
    arguments.data.validation_file = arguments.data.train_file[0].path;
    arguments.evaluation.eval_strategy = IntervalStrategy::kSteps;
    arguments.evaluation.eval_steps = 1;
    arguments.batch.max_steps = 1;
    arguments.optimizer.learning_rate = 1e-30;
    const auto result = Train(arguments, {});
    EXPECT_TRUE(result) << result.error().message;
    std::map<std::string, double> found = {{"loss", LossesOf(result->log).at(0)}};
    for (const LogEntry& entry : result->log.log_history)
      if (const auto at = entry.metrics.find("eval_loss"); at != entry.metrics.end()) found["eval_loss"] = at->second;
    return found;
  };
  const auto without = losses(0), with = losses(15);
  EXPECT_NE(with.at("loss"), without.at("loss"));
  EXPECT_EQ(with.at("eval_loss"), without.at("eval_loss"));
}

TEST(Trainer, RecomputedLayersGiveTheSameBits) {
  const testing::TempDir dir;
  const auto kept = Train(SmallRun(dir, "kept"), {});
  TrainingArguments arguments = SmallRun(dir, "recomputed");
  arguments.precision.gradient_checkpointing = true;
  const auto recomputed = Train(arguments, {});
  ASSERT_TRUE(kept && recomputed);
  EXPECT_EQ(LossesOf(recomputed->log), LossesOf(kept->log));
  EXPECT_EQ(Bytes(recomputed->folder), Bytes(kept->folder));
}

TEST(Trainer, RecomputedLayersTrainAdaptersOfAFrozenModel) {
  const testing::TempDir dir;
  ASSERT_TRUE(Train(SmallRun(dir, "base"), {}));
  TrainingArguments arguments = SmallRun(dir, "kept");
  arguments.model.model_name_or_path = (dir.path() / "base").string();
  arguments.lora.use_lora = true;
  arguments.lora.lora_dropout = 0.1;
  arguments.lora.lora_target_modules = {"q", "wo"};
  const auto kept = Train(arguments, {});
  ASSERT_TRUE(kept) << kept.error().message;
  arguments.checkpoints.output_dir = (dir.path() / "recomputed").string();
  arguments.precision.gradient_checkpointing = true;
  const auto recomputed = Train(arguments, {});
  ASSERT_TRUE(recomputed) << recomputed.error().message;
  EXPECT_EQ(LossesOf(recomputed->log), LossesOf(kept->log));
  EXPECT_LT(LossesOf(kept->log).back(), LossesOf(kept->log).front());
}

TEST(Trainer, WritesAMergedModelBesideTheAdapter) {
  const testing::TempDir dir;
  ASSERT_TRUE(Train(SmallRun(dir, "base"), {}));
  TrainingArguments arguments = SmallRun(dir, "adapter");
  arguments.model.model_name_or_path = (dir.path() / "base").string();
  arguments.data.validation_file = arguments.data.train_file[0].path;
  arguments.evaluation.eval_strategy = IntervalStrategy::kSteps;
  arguments.evaluation.eval_steps = 8;
  arguments.lora.use_lora = true;
  arguments.lora.lora_merge = true;
  const auto result = Train(arguments, {});
  ASSERT_TRUE(result) << result.error().message;
  EXPECT_TRUE(fs::exists(result->folder / "adapter_model.safetensors"));
  EXPECT_TRUE(fs::exists(result->folder / "README.md"));
  // The merged model has the loss that model and adapter had together: no step is taken before the evaluation.
  TrainingArguments merged = SmallRun(dir, "again");
  merged.model.model_name_or_path = (result->folder / "merged").string();
  merged.data.validation_file = arguments.data.validation_file;
  merged.evaluation = arguments.evaluation;
  merged.evaluation.eval_steps = 1;
  merged.batch.max_steps = 1;
  merged.optimizer.learning_rate = 1e-30;
  const auto loss = [](const TrainingLog& log) {
    for (const LogEntry& entry : log.log_history)
      if (const auto found = entry.metrics.find("eval_loss"); found != entry.metrics.end()) return found->second;
    return 0.0;
  };
  const auto again = Train(merged, {});
  ASSERT_TRUE(again) << again.error().message;
  EXPECT_NEAR(loss(again->log), loss(result->log), 1e-5);
}

}  // namespace
}  // namespace godel::train

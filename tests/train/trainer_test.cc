// SPDX-License-Identifier: MIT
// Whole runs on the smallest of models: what was interrupted goes on as if it had not been, and a run that goes wrong
// leaves what was good.
#include "godel/train/trainer.h"

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "godel/base/json.h"
#include "godel/base/mapped_file.h"
#include "godel/base/replacing_file.h"
#include "godel/formats/checkpoint.h"
#include "godel/train/checkpoint_folder.h"
#include "support/golden.h"
#include "train/event_reader.h"
#include "train/small_run.h"

namespace godel::train {
namespace {

namespace fs = std::filesystem;

std::string Bytes(const fs::path& folder) {
  const auto checkpoint = LoadSafetensors(folder / "model.safetensors");
  EXPECT_TRUE(checkpoint);
  std::string bytes;
  for (const auto& [name, tensor] : checkpoint->tensors)
    bytes.append(reinterpret_cast<const char*>(tensor.view.data.data()), tensor.view.data.size());
  return bytes;
}

TrainerHooks StopAfter(int steps) {
  TrainerHooks hooks;
  hooks.stop_requested = [left = steps]() mutable { return --left == 0; };
  return hooks;
}

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

TEST(Trainer, AnEarlierRunIsNotOverwritten) {
  const testing::TempDir dir;
  TrainingArguments arguments = SmallRun(dir, "out");
  arguments.batch.max_steps = 1;
  ASSERT_TRUE(Train(arguments, {}));
  const auto again = Train(arguments, {});
  ASSERT_FALSE(again);
  EXPECT_NE(again.error().message.find("--resume_from_checkpoint"), std::string::npos) << again.error().message;
}

// The checkpoints of a longer run before would else be the newest: kept in place of this run's, gone on from, averaged.
TEST(Trainer, ARunThatReplacesAnotherKeepsItsOwnCheckpoints) {
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
TEST(Trainer, ARunThatGoesBackLeavesLaterCheckpointsBehind) {
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

TEST(Trainer, WhatAProcessThatIsGoneLeftHalfWrittenGoes) {
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

TEST(Trainer, StopsEarlyWithoutAGainAboveTheThreshold) {
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
TEST(Trainer, TheBestCheckpointsModelComesWithItsOwnFigures) {
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

TEST(Trainer, EachNewBestLeavesACheckpointAndNothingElseDoes) {
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
TEST(Trainer, ARunGoesOnFromItsBestCheckpointAndKnowsTheBest) {
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

TEST(Trainer, OldCheckpointsGo) {
  const testing::TempDir dir;
  TrainingArguments arguments = SmallRun(dir, "out");
  arguments.checkpoints.save_steps = 2;
  arguments.checkpoints.save_total_limit = 2;
  ASSERT_TRUE(Train(arguments, {}));
  EXPECT_FALSE(fs::exists(fs::path(arguments.checkpoints.output_dir) / "checkpoint-4"));
  EXPECT_TRUE(fs::exists(fs::path(arguments.checkpoints.output_dir) / "checkpoint-6"));
  EXPECT_TRUE(fs::exists(fs::path(arguments.checkpoints.output_dir) / "checkpoint-8"));
}

TEST(Trainer, AnotherModelsCheckpointIsRefused) {
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

TEST(Trainer, EndsWithTheMeanOfTheLastCheckpoints) {
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

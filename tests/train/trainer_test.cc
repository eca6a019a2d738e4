// SPDX-License-Identifier: MIT
// Whole runs on the smallest of models: what was interrupted goes on as if it had not been, and a run that goes wrong
// leaves what was good.
#include "godel/train/trainer.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <string>
#include <vector>

#include "godel/base/json.h"
#include "godel/formats/checkpoint.h"
#include "godel/train/checkpoint_folder.h"
#include "support/golden.h"

namespace godel::train {
namespace {

namespace fs = std::filesystem;

// A fresh model of 8,002 ids and next to nothing else, on a few dozen sentences.
TrainingArguments SmallRun(const testing::TempDir& dir, const std::string& output) {
  std::string lines;
  for (int i = 0; i < 40; ++i)
    lines += R"({"Context":"what is number )" + std::to_string(i) + R"( called?","Knowledge":"it has the name )" +
             std::string(1, static_cast<char>('a' + i % 26)) + R"(","Response":"the name is )" +
             std::string(1, static_cast<char>('a' + i % 26)) + "\"}\n";
  dir.Write("train.jsonl", lines);
  dir.Write("config.json", R"({"model_type":"t5","vocab_size":8002,"d_model":16,"d_kv":4,"d_ff":32,"num_layers":2,
      "num_heads":4,"feed_forward_proj":"relu","dropout_rate":0.1,"initializer_factor":0.2})");
  TrainingArguments arguments;
  arguments.model.config_name = (dir.path() / "config.json").string();
  arguments.model.tokenizer_name = (testing::ModelsDir() / "godel-mini").string();
  arguments.data.train_file = {{(dir.path() / "train.jsonl").string(), 1}};
  arguments.checkpoints.output_dir = (dir.path() / output).string();
  arguments.checkpoints.save_steps = 4;
  arguments.batch.max_steps = 8;
  arguments.batch.per_device_train_batch_size = 4;
  arguments.batch.gradient_accumulation_steps = 2;
  arguments.optimizer.learning_rate = 1e-2;
  arguments.logging.logging_steps = 1;
  arguments.precision.num_threads = 1;
  return arguments;
}

std::vector<double> LossesOf(const TrainingLog& log) {
  std::vector<double> losses;
  for (const LogEntry& entry : log.log_history)
    if (entry.loss) losses.push_back(*entry.loss);
  return losses;
}

std::string Bytes(const fs::path& folder) {
  const auto checkpoint = LoadSafetensors(folder / "model.safetensors");
  EXPECT_TRUE(checkpoint);
  std::string bytes;
  for (const auto& [name, tensor] : checkpoint->tensors)
    bytes.append(reinterpret_cast<const char*>(tensor.view.data.data()), tensor.view.data.size());
  return bytes;
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
  int steps = 0;
  TrainerHooks hooks;
  hooks.stop_requested = [&] { return ++steps == 3; };
  const auto first = Train(stopped, hooks);
  ASSERT_TRUE(first) << first.error().message;
  EXPECT_EQ(first->end, TrainingEnd::kStopped);
  stopped.checkpoints.resume_from_checkpoint = kLastCheckpoint;
  const auto rest = Train(stopped, {});
  ASSERT_TRUE(rest) << rest.error().message;
  EXPECT_EQ(LossesOf(rest->log), LossesOf(whole->log));
  EXPECT_EQ(Bytes(rest->folder), Bytes(whole->folder));
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

TEST(Trainer, StopsEarlyWithoutAGainAboveTheThreshold) {
  const testing::TempDir dir;
  TrainingArguments arguments = SmallRun(dir, "out");
  arguments.data.validation_file = arguments.data.train_file[0].path;
  arguments.evaluation.eval_strategy = IntervalStrategy::kSteps;
  arguments.evaluation.eval_steps = 1;
  arguments.evaluation.early_stopping_patience = 2;
  arguments.evaluation.early_stopping_threshold = 100;  // no loss of 8,002 ids can fall by that
  arguments.logging.logging_strategy = IntervalStrategy::kNo;
  arguments.logging.logging_first_step = true;
  const auto result = Train(arguments, {});
  ASSERT_TRUE(result) << result.error().message;
  EXPECT_EQ(result->end, TrainingEnd::kEarlyStopping);
  EXPECT_EQ(result->log.global_step, 3U);  // the first evaluation is a gain, then two are not
  EXPECT_EQ(LossesOf(result->log).size(), 1U);
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
            R"({"model_type":"t5","vocab_size":8002,"d_model":8,"d_kv":4,"d_ff":32,"num_layers":2,"num_heads":4})");
  other.checkpoints.resume_from_checkpoint = kLastCheckpoint;
  const auto result = Train(other, {});
  ASSERT_FALSE(result);
  EXPECT_NE(result.error().message.find("expected floats of shape"), std::string::npos) << result.error().message;
}

}  // namespace
}  // namespace godel::train

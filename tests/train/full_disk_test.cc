// SPDX-License-Identifier: MIT
// A disk that fills up while a run writes: the run ends with the file and the reason, what was whole before stays
// whole and can be gone on from, and what is half is nowhere.
#include <gtest/gtest.h>

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "godel/base/mapped_file.h"
#include "godel/formats/checkpoint.h"
#include "godel/train/checkpoint_folder.h"
#include "godel/train/trainer.h"
#include "support/full_disk.h"
#include "support/golden.h"
#include "train/small_run.h"

namespace godel::train {
namespace {

namespace fs = std::filesystem;
using testing::FullDisk;

// A model of 1.0 MB with an optimizer of 2.1 MB beside a tokenizer of 0.6 MB: limits between these sizes stop the
// writing at each of them.
TrainingArguments MegabyteRun(const testing::TempDir& dir, const std::string& output) {
  TrainingArguments arguments = SmallRun(dir, output);
  dir.Write("config.json", R"({"model_type":"t5","vocab_size":8102,"d_model":32,"d_kv":4,"d_ff":32,"num_layers":1,
      "num_heads":4,"feed_forward_proj":"relu","dropout_rate":0.1,"initializer_factor":0.2})");
  return arguments;
}

std::string WeightsOf(const fs::path& folder) {
  const auto bytes = ReadTextFile(folder / "model.safetensors", size_t{1} << 24);
  EXPECT_TRUE(bytes) << bytes.error().message;
  return bytes.value_or("");
}

std::vector<std::string> NamesThatBegin(const std::string& prefix, const fs::path& folder) {
  std::vector<std::string> names;
  for (const auto& entry : fs::directory_iterator(folder))
    if (const std::string name = entry.path().filename(); name.starts_with(prefix)) names.push_back(name);
  return names;
}

struct Limit {
  const char* file;
  size_t bytes;
};

class FullDiskAtACheckpoint : public ::testing::TestWithParam<Limit> {};

TEST_P(FullDiskAtACheckpoint, LeavesTheOneBefore) {
  const testing::TempDir dir;
  const auto whole = Train(MegabyteRun(dir, "whole"), {});
  ASSERT_TRUE(whole) << whole.error().message;

  TrainingArguments arguments = MegabyteRun(dir, "out");
  const fs::path output = arguments.checkpoints.output_dir;
  std::optional<FullDisk> full;
  int steps = 0;
  TrainerHooks hooks;
  hooks.stop_requested = [&] {
    if (++steps == 5) full.emplace(GetParam().bytes);  // checkpoint-4 is there, checkpoint-8 will not fit
    return false;
  };
  const auto failed = Train(arguments, hooks);
  full.reset();
  ASSERT_FALSE(failed);
  EXPECT_EQ(static_cast<int>(failed.error().code), static_cast<int>(ErrorCode::kIo));
  for (const std::string& word :
       {std::string(GetParam().file), std::string("File too large"), (output / "checkpoint-4").string() + " is intact"})
    EXPECT_NE(failed.error().message.find(word), std::string::npos) << failed.error().message;
  EXPECT_EQ(NamesThatBegin("checkpoint-", output), std::vector<std::string>{"checkpoint-4"});
  EXPECT_TRUE(NamesThatBegin("model", output).empty());
  EXPECT_TRUE(LoadCheckpointFolder(output / "checkpoint-4"));

  arguments.checkpoints.resume_from_checkpoint = kLastCheckpoint;
  const auto rest = Train(arguments, {});
  ASSERT_TRUE(rest) << rest.error().message;
  EXPECT_EQ(LossesOf(rest->log), LossesOf(whole->log));
  EXPECT_EQ(WeightsOf(rest->folder), WeightsOf(whole->folder));
}

INSTANTIATE_TEST_SUITE_P(Files, FullDiskAtACheckpoint,
                         ::testing::Values(Limit{"config.json", 16}, Limit{"tokenizer.json", 100'000},
                                           Limit{"model.safetensors", 800'000},
                                           Limit{"optimizer.safetensors", 1'500'000}),
                         [](const auto& limit) {
                           const std::string name = limit.param.file;
                           return name.substr(0, name.find('.'));
                         });

TEST(FullDiskAtTheEnd, LeavesTheModelThatWasThere) {
  const testing::TempDir dir;
  TrainingArguments arguments = MegabyteRun(dir, "out");
  arguments.batch.max_steps = 1;
  arguments.checkpoints.save_strategy = SaveStrategy::kNo;
  const auto first = Train(arguments, {});
  ASSERT_TRUE(first) << first.error().message;
  const std::string before = WeightsOf(first->folder);

  arguments.batch.max_steps = 2;
  std::optional<FullDisk> full;
  TrainerHooks hooks;
  hooks.stop_requested = [&] { return full.emplace(800'000), false; };
  const auto failed = Train(arguments, hooks);
  full.reset();
  ASSERT_FALSE(failed);
  for (const char* const word : {"out/model.safetensors", "File too large", "there is no checkpoint"})
    EXPECT_NE(failed.error().message.find(word), std::string::npos) << failed.error().message;
  EXPECT_EQ(WeightsOf(first->folder), before);
  EXPECT_EQ(NamesThatBegin("model", first->folder), std::vector<std::string>{"model.safetensors"});
}

TEST(FullDiskAtAnEvaluation, LeavesNoHalfModel) {
  const testing::TempDir dir;
  TrainingArguments arguments = MegabyteRun(dir, "out");
  arguments.data.validation_file = arguments.data.train_file[0].path;
  arguments.evaluation.eval_strategy = IntervalStrategy::kSteps;
  arguments.evaluation.eval_steps = 6;
  arguments.evaluation.predict_with_generate = true;
  std::optional<FullDisk> full;
  int steps = 0;
  TrainerHooks hooks;
  hooks.evaluate = [](const fs::path&, std::span<const Example>) { return MeasuredReplies{}; };
  hooks.stop_requested = [&] {
    if (++steps == 5) full.emplace(800'000);
    return false;
  };
  const auto failed = Train(arguments, hooks);
  full.reset();
  ASSERT_FALSE(failed);
  for (const char* const word : {"model.safetensors", "File too large", "checkpoint-4 is intact"})
    EXPECT_NE(failed.error().message.find(word), std::string::npos) << failed.error().message;
  EXPECT_FALSE(fs::exists(fs::path(arguments.checkpoints.output_dir) / "evaluated_model"));
}

}  // namespace
}  // namespace godel::train

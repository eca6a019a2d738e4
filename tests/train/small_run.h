// SPDX-License-Identifier: MIT
// A whole run on the smallest of models, for tests of the loop.
#pragma once
#include <gtest/gtest.h>

#include <filesystem>
#include <string>
#include <vector>

#include "godel/formats/checkpoint.h"
#include "godel/train/trainer.h"
#include "godel/train/training_arguments.h"
#include "godel/train/training_log.h"
#include "support/golden.h"

namespace godel::train {

// A fresh model of 8,102 ids and next to nothing else, on a few dozen sentences.
inline TrainingArguments SmallRun(const testing::TempDir& dir, const std::string& output) {
  std::string lines;
  for (int i = 0; i < 40; ++i)
    lines += R"({"Context":"what is number )" + std::to_string(i) + R"( called?","Knowledge":"it has the name )" +
             std::string(1, static_cast<char>('a' + i % 26)) + R"(","Response":"the name is )" +
             std::string(1, static_cast<char>('a' + i % 26)) + "\"}\n";
  dir.Write("train.jsonl", lines);
  dir.Write("config.json", R"({"model_type":"t5","vocab_size":8102,"d_model":16,"d_kv":4,"d_ff":32,"num_layers":2,
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

inline std::vector<double> LossesOf(const TrainingLog& log) {
  std::vector<double> losses;
  for (const LogEntry& entry : log.log_history)
    if (entry.loss) losses.push_back(*entry.loss);
  return losses;
}

// All weights of the model in the folder.
inline std::string Bytes(const std::filesystem::path& folder) {
  const auto checkpoint = LoadSafetensors(folder / "model.safetensors");
  EXPECT_TRUE(checkpoint);
  std::string bytes;
  for (const auto& [name, tensor] : checkpoint->tensors)
    bytes.append(reinterpret_cast<const char*>(tensor.view.data.data()), tensor.view.data.size());
  return bytes;
}

// Stops the run after so many steps.
inline TrainerHooks StopAfter(int steps) {
  TrainerHooks hooks;
  hooks.stop_requested = [left = steps]() mutable { return --left == 0; };
  return hooks;
}

}  // namespace godel::train

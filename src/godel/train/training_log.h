// SPDX-License-Identifier: MIT
// The history of a run, kept in trainer_state.json as transformers' Trainer writes it: a resumed run goes on with it,
// the loss curve is drawn from it, and tools made for transformers read it.
#pragma once
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "godel/base/json_fwd.h"
#include "godel/base/result.h"

namespace godel::train {

// What was logged at one step. A training step has a loss and its companions; an evaluation has metrics alone.
struct LogEntry {
  size_t step = 0;   // optimizer steps done
  double epoch = 0;  // passes over the data done, with the part of the current one
  std::optional<double> loss = {};
  std::optional<double> learning_rate = {};
  std::optional<double> grad_norm = {};
  std::optional<double> tokens_per_second = {};
  std::map<std::string, double> metrics = {};  // all other numbers, by their names in the file: "eval_loss"
};

enum class Better { kLower, kHigher };

struct TrainingLog {
  size_t global_step = 0;
  double epoch = 0;
  size_t max_steps = 0;
  size_t num_train_epochs = 0;
  size_t logging_steps = 500;
  size_t eval_steps = 500;
  size_t save_steps = 500;
  std::optional<size_t> train_batch_size = {};
  size_t num_input_tokens_seen = 0;
  double total_flos = 0;
  std::optional<double> best_metric = {};
  std::optional<size_t> best_global_step = {};
  std::optional<std::string> best_model_checkpoint = {};  // a folder
  std::vector<LogEntry> log_history = {};                 // in the order of logging

  // Adds the entry and takes over its step and epoch.
  void Record(LogEntry entry);

  // Takes `metric` as the best when it is finite and better than all before, at the current step; says whether it was.
  bool RecordIfBest(double metric, Better better, const std::string& checkpoint);
};

// JSON knows no NaN and no infinity: they become null, and null becomes NaN again. The members of transformers that a
// native run has no use for get its defaults, so that its TrainerState loads the file.
Json ToJson(const TrainingLog& log);

// Members that are absent or null keep their defaults and those that are unknown are left out, as are those of an entry
// that are no numbers. Error: kBadData, naming the member: "log_history[3]: step: expected ...".
Result<TrainingLog> TrainingLogFromJson(const Json& json);

// The file is replaced as a whole. Error: kIo.
Status SaveTrainingLog(const TrainingLog& log, const std::filesystem::path& path);
// Error: kNotFound, kIo, kBadData or kResourceExhausted; messages start with the path.
Result<TrainingLog> LoadTrainingLog(const std::filesystem::path& path);

}  // namespace godel::train

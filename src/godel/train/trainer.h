// SPDX-License-Identifier: MIT
// The loop: batches in, a model folder out, and nothing lost on the way.
#pragma once
#include <filesystem>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "godel/dataset/example.h"
#include "godel/train/data_sources.h"
#include "godel/train/process_place.h"
#include "godel/train/progress_line.h"
#include "godel/train/training_arguments.h"
#include "godel/train/training_log.h"

namespace godel::train {

// What a model answers to the held-out examples.
struct MeasuredReplies {
  struct Sample {
    std::string said;  // the turn that was answered
    std::string wanted;
    std::string reply;
  };
  std::map<std::string, double> figures;  // by their names without "eval_"
  std::vector<Sample> samples;            // of the same examples every time, to be read beside the figures
};

// What a program lends the loop. All may be empty.
struct TrainerHooks {
  std::function<void(const std::string&)> say;                 // a line for people
  std::function<void(const TrainingProgress&)> show_progress;  // after every step
  std::function<void()> started;         // before the first step: until then there is nothing to save
  std::function<bool()> stop_requested;  // asked between steps: true saves a checkpoint and ends
  FindStatedData find_stated_data;       // of the training files, for the model's card
  // Of the model (or of the base with the adapter) in `folder`.
  std::function<Result<MeasuredReplies>(const std::filesystem::path& folder, std::span<const Example>)> evaluate;
};

enum class TrainingEnd { kFinished, kStopped, kEarlyStopping };

struct TrainingResult {
  TrainingEnd end = TrainingEnd::kFinished;
  std::filesystem::path folder;  // of the model; of the last checkpoint when it was stopped
  TrainingLog log;
};

// Writes checkpoints below output_dir and at the end the model into it, with a model card, trainer_state.json,
// training_args.json and loss_curve.svg. Bit-identical on one machine and number of threads, also when it was stopped
// and resumed in between. Error: what is wrong with the model, the data or the disk; kBadData when the loss is no
// number any more, before anything that was written is touched.
//
// One of several processes (`place`) takes every so-many-th batch; gradients are added up, so that they take the steps
// that one process with as many accumulation steps would take. The first one reports, evaluates and writes.
Result<TrainingResult> Train(const TrainingArguments& arguments, const TrainerHooks& hooks,
                             const ProcessPlace& place = {});

}  // namespace godel::train

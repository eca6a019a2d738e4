// SPDX-License-Identifier: MIT
// What a run leaves on disk: Hugging Face folders that every other tool reads, and beside the weights whatever is
// needed to go on as if nothing had happened. A folder appears under its name only when it is whole.
#pragma once
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "godel/dataset/batch_stream.h"
#include "godel/train/optimizer.h"
#include "godel/train/trainable_t5.h"
#include "godel/train/training_log.h"

namespace godel::train {

// Where a run stands between two steps.
struct RunState {
  size_t step = 0;       // optimizer steps done
  uint64_t forward = 0;  // micro-batches done
  BatchPosition position;
  double logged_loss = 0;  // sum of the losses since the last line of the log
  size_t logged_steps = 0;
  size_t without_gain = 0;  // evaluations since the last gain
  TrainingLog log;
};

// config.json, model.safetensors (f32) and the tokenizer's files of `tokenizer_folder`; or the adapter alone in PEFT's
// layout when the model has one. Replaces files that are there. Error: kIo.
Status SaveModel(TrainableT5& model, const std::filesystem::path& tokenizer_folder,
                 const std::filesystem::path& folder);

// The same, without adapters.
Status SaveWholeModel(const TrainableT5& model, const std::filesystem::path& tokenizer_folder,
                      const std::filesystem::path& folder);

// "<output>/checkpoint-<step>". Error: kIo, naming the file; what was there before stays.
Result<std::filesystem::path> SaveCheckpoint(TrainableT5& model, Optimizer& optimizer, const RunState& state,
                                             const std::filesystem::path& tokenizer_folder,
                                             const std::filesystem::path& output);

// Puts the weights, the optimiser and the state back. Error: kBadData when it is of another model or optimiser.
Status LoadCheckpoint(const std::filesystem::path& folder, TrainableT5* model, Optimizer* optimizer, RunState* state);

// The weights alone.
Status LoadCheckpointWeights(const std::filesystem::path& folder, TrainableT5* model);

// The checkpoint-N below `output` of the largest N, at most `count`, oldest first.
std::vector<std::filesystem::path> NewestCheckpoints(const std::filesystem::path& output, size_t count);

// The checkpoint-N of the largest N below `output`; nullopt when there is none.
std::optional<std::filesystem::path> LastCheckpoint(const std::filesystem::path& output);

// The checkpoint-N below `output` that a run which goes on from `start` has not made: those of a larger N, or all when
// `start` is elsewhere or empty. Oldest first.
std::vector<std::filesystem::path> CheckpointsBeyond(const std::filesystem::path& output,
                                                     const std::filesystem::path& start);

// Removes what processes of this machine that are gone have left half written below `output`.
void RemoveUnfinishedCheckpoints(const std::filesystem::path& output);

// Removes the oldest but for the last `keep` and `best`.
void RemoveOldCheckpoints(const std::filesystem::path& output, size_t keep, const std::string& best);

}  // namespace godel::train

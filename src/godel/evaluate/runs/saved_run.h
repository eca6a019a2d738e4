// SPDX-License-Identifier: MIT
// A run as `godel evaluate --output` left it: a folder with metrics.json and predictions.jsonl.
#pragma once
#include <filesystem>
#include <span>
#include <string>
#include <vector>

#include "godel/base/json.h"
#include "godel/base/result.h"
#include "godel/evaluate/runs/prediction.h"

namespace godel {

struct SavedRun {
  std::string name;  // the folder's
  Json metrics;      // metrics.json
  std::vector<Prediction> predictions;
};

inline constexpr size_t kMostPredictions = 2'000'000;

// The folder's own name, whatever "./" and "/" a shell leaves around it.
std::string RunName(const std::filesystem::path& folder);

// predictions.jsonl alone. Error: as ReadRun for this file, and RowReader::Open.
Result<std::vector<Prediction>> ReadPredictionLines(const std::filesystem::path& file);

// Holds all of it in memory. Error: kNotFound when it is no such folder; kBadData with file and line, also when there
// is no prediction; kResourceExhausted above kMostPredictions.
Result<SavedRun> ReadRun(const std::filesystem::path& folder);

// The folders' last names, or where two of those are the same the whole paths.
Result<std::vector<SavedRun>> ReadRuns(std::span<const std::string> folders);

// Runs can be compared example by example when they are over the same examples in the same order: context, knowledge,
// reference and instruction. Error: kInvalidArgument, with the first difference.
Status CheckSameData(std::span<const SavedRun> runs);

}  // namespace godel

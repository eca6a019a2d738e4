// SPDX-License-Identifier: MIT
// What `godel evaluate --output` leaves in its folder: metrics.json, predictions.jsonl and report.html.
#pragma once
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "command_line/result_json.h"
#include "evaluate/reply_journal.h"
#include "evaluate/report.h"
#include "godel/base/result.h"
#include "godel/evaluate/groundedness/groundedness_run.h"
#include "godel/evaluate/runs/prediction.h"

namespace godel::apps {

struct EvaluatedFile {
  std::string name;
  std::vector<Example> examples;
  std::vector<EvaluatedExample> evaluated;
};

// Asked before hours of work: whether the three may be written there, and makes the folder. Error: kInvalidArgument
// when one exists and `force` is not set; kIo.
Status PrepareRunFolder(const std::filesystem::path& folder, bool force);

// A line an example, with the scores of its reply where there is one. `grounded` has one for each example of all files
// in order, or is empty, in which case the replies' texts are measured here.
// Error: ScoreReplies'.
Result<std::vector<Prediction>> PredictionsOf(const std::vector<EvaluatedFile>& files, bool with_replies,
                                              std::vector<std::optional<Groundedness>> grounded);

// {"replies": {...}, "references": {...}, "strangers": {...}}
OutputJson ToJson(const GroundednessRun& run);
// Lines for people.
std::string GroundednessTable(const GroundednessRun& run);

// The three files; the report takes `folder`'s name.
Status WriteRun(const std::filesystem::path& folder, const OutputJson& metrics, std::vector<Prediction> predictions);

}  // namespace godel::apps

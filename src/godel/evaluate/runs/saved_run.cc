// SPDX-License-Identifier: MIT
#include "godel/evaluate/runs/saved_run.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <set>
#include <system_error>
#include <utility>

#include "godel/dataset/example_json.h"
#include "godel/dataset/row_reader.h"

namespace godel {
namespace {

namespace fs = std::filesystem;

std::string Shortened(const std::string& text) {
  return Excerpt(Json(text));
}

// What differs first between two examples; empty when nothing does.
std::string Difference(const Example& a, const Example& b, const std::string& run_a, const std::string& run_b) {
  const auto say = [&](const char* what, const std::string& in_a, const std::string& in_b) {
    return fmt::format("the {} is {} in {} and {} in {}", what, Shortened(in_a), run_a, Shortened(in_b), run_b);
  };
  if (a.context != b.context) return say("context", JoinTurns(a.context), JoinTurns(b.context));
  if (a.knowledge != b.knowledge) return say("knowledge", a.knowledge, b.knowledge);
  if (a.response != b.response) return say("reference", a.response, b.response);
  if (a.instruction != b.instruction) return say("instruction", a.instruction, b.instruction);
  return {};
}

}  // namespace

std::string RunName(const fs::path& folder) {
  const fs::path plain = folder.lexically_normal();
  return (plain.has_filename() ? plain.filename() : plain.parent_path().filename()).string();
}

Result<std::vector<Prediction>> ReadPredictionLines(const fs::path& file) {
  std::vector<Prediction> predictions;
  GODEL_TRY(RowReader rows, RowReader::Open({file}));
  while (true) {
    GODEL_TRY(const std::optional<Json> row, rows.Next());
    if (!row) break;
    auto prediction = ParsePrediction(*row);
    if (!prediction) return Within(fmt::format("{}:{}", rows.file(), rows.line()), std::move(prediction.error()));
    if (predictions.size() == kMostPredictions)
      return Fail(ErrorCode::kResourceExhausted,
                  fmt::format("{}: more than {} predictions", file.string(), kMostPredictions));
    predictions.push_back(std::move(*prediction));
  }
  if (predictions.empty()) return Fail(ErrorCode::kBadData, file.string() + ": there is no prediction in it");
  return predictions;
}

Result<SavedRun> ReadRun(const fs::path& folder) {
  const fs::path predictions = folder / "predictions.jsonl", metrics = folder / "metrics.json";
  std::error_code failed;
  for (const fs::path& file : {metrics, predictions}) {
    if (!fs::exists(file, failed))
      return Fail(ErrorCode::kNotFound, fmt::format("{} is not there; a run is a folder that 'godel evaluate --output' "
                                                    "has written",
                                                    file.string()));
  }
  SavedRun run{.name = RunName(folder), .metrics = {}, .predictions = {}};
  GODEL_TRY(run.metrics, ReadJsonFile(metrics));
  if (!run.metrics.is_object())
    return Fail(ErrorCode::kBadData,
                fmt::format("{}: expected an object, found {}", metrics.string(), Excerpt(run.metrics)));
  GODEL_TRY(run.predictions, ReadPredictionLines(predictions));
  return run;
}

Result<std::vector<SavedRun>> ReadRuns(std::span<const std::string> folders) {
  std::vector<SavedRun> runs;
  std::set<std::string> names;
  for (const std::string& folder : folders) {
    GODEL_TRY(SavedRun run, ReadRun(folder));
    names.insert(run.name);
    runs.push_back(std::move(run));
  }
  if (names.size() < runs.size()) {
    for (size_t i = 0; i < runs.size(); ++i) runs[i].name = folders[i];
  }
  return runs;
}

Status CheckSameData(std::span<const SavedRun> runs) {
  for (const SavedRun& run : runs) {
    const SavedRun& first = runs.front();
    const size_t shared = std::min(first.predictions.size(), run.predictions.size());
    for (size_t i = 0; i < shared; ++i) {
      const std::string difference =
          Difference(first.predictions[i].example, run.predictions[i].example, first.name, run.name);
      if (!difference.empty())
        return Fail(ErrorCode::kInvalidArgument,
                    fmt::format("the runs are over different data, first at prediction {}: {}", i + 1, difference));
    }
    if (first.predictions.size() != run.predictions.size())
      return Fail(ErrorCode::kInvalidArgument,
                  fmt::format("the runs are over different data: {} has {} predictions and {} has {}", first.name,
                              first.predictions.size(), run.name, run.predictions.size()));
  }
  return {};
}

}  // namespace godel

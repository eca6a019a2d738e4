// SPDX-License-Identifier: MIT
#include "godel/evaluate/multiwoz/run_predictions.h"

#include <fmt/format.h>

#include <map>
#include <optional>
#include <string>
#include <system_error>
#include <utility>

#include "godel/dataset/json_members.h"
#include "godel/dataset/multiwoz/dialog.h"

namespace godel::multiwoz {
namespace {

using RepliesByTurn = std::map<size_t, std::string>;

Status AddReply(const Prediction& prediction, std::map<std::string, RepliesByTurn>* dialogs) {
  const std::optional<std::string> id = DialogOfExample(prediction.example.dialog);
  if (!id)
    return Fail(ErrorCode::kBadData,
                fmt::format("expected a dialog like {}, found {}; the run must be over examples of 'godel prepare "
                            "multiwoz'",
                            ExampleDialog("mul0003"), Excerpt(Json(prediction.example.dialog))));
  if (prediction.example.turn == 0)
    return Fail(ErrorCode::kBadData,
                fmt::format("{}: it does not say which turn it is; examples of 'godel prepare multiwoz' do", *id));
  if (!prediction.reply) return Fail(ErrorCode::kBadData, *id + ": it has no reply (--no-generate?)");
  if (!(*dialogs)[*id].try_emplace(prediction.example.turn, *prediction.reply).second)
    return Fail(ErrorCode::kBadData, fmt::format("{}: turn {} is there twice", *id, prediction.example.turn));
  return {};
}

std::vector<PredictedTurn> TurnsUpToAGap(const RepliesByTurn& replies) {
  std::vector<PredictedTurn> turns;
  for (const auto& [turn, reply] : replies) {
    if (turn != turns.size() + 1) break;
    turns.push_back({.response = reply});
  }
  return turns;
}

}  // namespace

Result<Predictions> PredictionsOfRun(std::span<const Prediction> run) {
  std::map<std::string, RepliesByTurn> dialogs;
  for (size_t i = 0; i < run.size(); ++i) {
    if (Status added = AddReply(run[i], &dialogs); !added)
      return Within(fmt::format("prediction {}", i + 1), std::move(added.error()));
  }
  Predictions predictions;
  for (const auto& [id, replies] : dialogs) predictions.emplace(id, TurnsUpToAGap(replies));
  return predictions;
}

bool HoldsRun(const std::filesystem::path& file) {
  std::error_code failed;
  if (!std::filesystem::is_regular_file(file, failed)) return false;
  Result<LineSource> lines = LineSource::Open(file.string());
  if (!lines) return false;
  const Result<std::optional<JsonMember>> first = JsonMembers(std::move(*lines)).Next();
  if (!first || !*first || !(*first)->value) return false;
  return (*first)->key == "context" || !(*first)->value->is_array();  // a run's context is its only array
}

}  // namespace godel::multiwoz

// SPDX-License-Identifier: MIT
#include "godel/train/training_log.h"

#include <fmt/format.h>

#include <cmath>
#include <limits>
#include <string_view>
#include <utility>

#include "godel/base/json.h"
#include "godel/base/replacing_file.h"
#include "godel/base/utf8.h"

namespace godel::train {
namespace {

// Millions of entries; a file beyond that is no log.
constexpr size_t kMaxFileBytes = size_t{64} << 20;

template <class T>
Json OrNull(const std::optional<T>& value) {
  return value ? Json(*value) : Json(nullptr);
}

// nlohmann writes NaN as null too, but keeps it a number in memory.
Json Number(double value) {
  return std::isfinite(value) ? Json(value) : Json(nullptr);
}

double NumberOrNan(const Json& value) {
  return value.is_number() ? value.get<double>() : std::numeric_limits<double>::quiet_NaN();
}

Json EntryToJson(const LogEntry& entry) {
  Json json = Json::object();
  for (const auto& [name, value] : entry.metrics) json[ReplaceInvalidUtf8(name)] = Number(value);
  const auto add = [&](const char* name, const std::optional<double>& value) {
    if (value) json[name] = Number(*value);
  };
  add("loss", entry.loss);
  add("learning_rate", entry.learning_rate);
  add("grad_norm", entry.grad_norm);
  add("tokens_per_second", entry.tokens_per_second);
  json["step"] = entry.step;
  json["epoch"] = Number(entry.epoch);
  return json;
}

// A count; Python writes some of them as 10.0.
Status ReadCount(const Json& object, std::string_view key, size_t* out) {
  constexpr double kMaxExact = 9007199254740992;  // 2^53
  const auto member = object.find(key);
  if (member != object.end() && member->is_number_float()) {
    const double value = member->get<double>();
    if (value >= 0 && value <= kMaxExact && value == std::floor(value)) {
      *out = static_cast<size_t>(value);
      return {};
    }
  }
  GODEL_TRY(const auto value, OptionalMember<size_t>(object, key));
  if (value) *out = *value;
  return {};
}

Status ReadCount(const Json& object, std::string_view key, std::optional<size_t>* out) {
  const auto member = object.find(key);
  if (member == object.end() || member->is_null()) return {};
  return ReadCount(object, key, &out->emplace());
}

Status ReadNumber(const Json& object, std::string_view key, double* out) {
  GODEL_TRY(const auto value, OptionalMember<double>(object, key));
  if (value) *out = *value;
  return {};
}

Result<LogEntry> EntryFromJson(const Json& json) {
  if (!json.is_object()) return Fail(ErrorCode::kBadData, fmt::format("expected an object, found {}", Excerpt(json)));
  LogEntry entry;
  std::optional<size_t> step;
  GODEL_TRY_STATUS(ReadCount(json, "step", &step));
  if (!step) return Fail(ErrorCode::kBadData, "step: expected a whole number, 0 or above, found none");
  entry.step = *step;
  GODEL_TRY_STATUS(ReadNumber(json, "epoch", &entry.epoch));
  const std::pair<std::string_view, std::optional<double>*> named[] = {{"loss", &entry.loss},
                                                                       {"learning_rate", &entry.learning_rate},
                                                                       {"grad_norm", &entry.grad_norm},
                                                                       {"tokens_per_second", &entry.tokens_per_second}};
  for (const auto& [name, out] : named) {
    const auto member = json.find(name);
    if (member == json.end()) continue;
    if (!member->is_number() && !member->is_null())
      return Fail(ErrorCode::kBadData, fmt::format("{}: expected a number, found {}", name, Excerpt(*member)));
    *out = NumberOrNan(*member);
  }
  for (const auto& [name, value] : json.items()) {
    const bool is_named = name == "step" || name == "epoch" || name == "loss" || name == "learning_rate" ||
                          name == "grad_norm" || name == "tokens_per_second";
    if (!is_named && (value.is_number() || value.is_null())) entry.metrics[name] = NumberOrNan(value);
  }
  return entry;
}

Status ReadHistory(const Json& json, std::vector<LogEntry>* out) {
  const auto member = json.find("log_history");
  if (member == json.end() || member->is_null()) return {};
  if (!member->is_array())
    return Fail(ErrorCode::kBadData, fmt::format("log_history: expected an array, found {}", Excerpt(*member)));
  out->reserve(member->size());
  for (const Json& item : *member) {
    auto entry = EntryFromJson(item);
    if (!entry) return Within(fmt::format("log_history[{}]", out->size()), entry.error());
    out->push_back(*std::move(entry));
  }
  return {};
}

}  // namespace

void TrainingLog::Record(LogEntry entry) {
  global_step = entry.step;
  epoch = entry.epoch;
  log_history.push_back(std::move(entry));
}

bool TrainingLog::RecordIfBest(double metric, Better better, const std::string& checkpoint) {
  if (!std::isfinite(metric)) return false;
  const bool is_best = !best_metric || (better == Better::kLower ? metric < *best_metric : metric > *best_metric);
  if (!is_best) return false;
  best_metric = metric;
  best_global_step = global_step;
  best_model_checkpoint = checkpoint;
  return true;
}

Json ToJson(const TrainingLog& log) {
  Json history = Json::array();
  for (const LogEntry& entry : log.log_history) history.push_back(EntryToJson(entry));
  const std::optional<std::string> checkpoint =
      log.best_model_checkpoint ? std::optional(ReplaceInvalidUtf8(*log.best_model_checkpoint)) : std::nullopt;
  return Json{{"global_step", log.global_step},
              {"epoch", Number(log.epoch)},
              {"max_steps", log.max_steps},
              {"num_train_epochs", log.num_train_epochs},
              {"logging_steps", log.logging_steps},
              {"eval_steps", log.eval_steps},
              {"save_steps", log.save_steps},
              {"train_batch_size", OrNull(log.train_batch_size)},
              {"num_input_tokens_seen", log.num_input_tokens_seen},
              {"total_flos", Number(log.total_flos)},
              {"best_metric", OrNull(log.best_metric)},
              {"best_global_step", OrNull(log.best_global_step)},
              {"best_model_checkpoint", OrNull(checkpoint)},
              {"log_history", std::move(history)},
              {"is_local_process_zero", true},
              {"is_world_process_zero", true},
              {"is_hyper_param_search", false},
              {"trial_name", nullptr},
              {"trial_params", nullptr},
              {"stateful_callbacks", Json::object()}};
}

Result<TrainingLog> TrainingLogFromJson(const Json& json) {
  if (!json.is_object()) return Fail(ErrorCode::kBadData, fmt::format("expected an object, found {}", Excerpt(json)));
  TrainingLog log;
  const std::pair<std::string_view, size_t*> counts[] = {{"global_step", &log.global_step},
                                                         {"max_steps", &log.max_steps},
                                                         {"num_train_epochs", &log.num_train_epochs},
                                                         {"logging_steps", &log.logging_steps},
                                                         {"eval_steps", &log.eval_steps},
                                                         {"save_steps", &log.save_steps},
                                                         {"num_input_tokens_seen", &log.num_input_tokens_seen}};
  for (const auto& [name, out] : counts) GODEL_TRY_STATUS(ReadCount(json, name, out));
  GODEL_TRY_STATUS(ReadCount(json, "train_batch_size", &log.train_batch_size));
  GODEL_TRY_STATUS(ReadCount(json, "best_global_step", &log.best_global_step));
  GODEL_TRY_STATUS(ReadNumber(json, "epoch", &log.epoch));
  GODEL_TRY_STATUS(ReadNumber(json, "total_flos", &log.total_flos));
  GODEL_TRY(log.best_metric, OptionalMember<double>(json, "best_metric"));
  GODEL_TRY(log.best_model_checkpoint, OptionalMember<std::string>(json, "best_model_checkpoint"));
  GODEL_TRY_STATUS(ReadHistory(json, &log.log_history));
  return log;
}

Status SaveTrainingLog(const TrainingLog& log, const std::filesystem::path& path) {
  return WriteTextFile(path, ToJson(log).dump(2) + "\n");
}

Result<TrainingLog> LoadTrainingLog(const std::filesystem::path& path) {
  GODEL_TRY(const Json json, ReadJsonFile(path, {.max_bytes = kMaxFileBytes, .max_depth = 16}));
  auto log = TrainingLogFromJson(json);
  if (!log) return Within(path.string(), log.error());
  return log;
}

}  // namespace godel::train

// SPDX-License-Identifier: MIT
// Reading a study's key.
#include <fmt/format.h>

#include <optional>
#include <set>
#include <utility>

#include "godel/evaluate/human/human_study.h"

namespace godel {
namespace {

template <class T>
Result<T> Required(const Json& object, std::string_view key) {
  GODEL_TRY(std::optional<T> value, OptionalMember<T>(object, key));
  if (!value) return Fail(ErrorCode::kBadData, fmt::format("{} is absent", key));
  return std::move(*value);
}

Result<size_t> RunNumber(const Json& item, std::string_view key, size_t runs) {
  GODEL_TRY(const size_t run, Required<size_t>(item, key));
  if (run >= runs) return Fail(ErrorCode::kBadData, fmt::format("{} is {}, but there are {} runs", key, run, runs));
  return run;
}

Result<StudyItem> ParseItem(const Json& json, StudyMode mode, size_t runs) {
  StudyItem item;
  GODEL_TRY(item.id, Required<std::string>(json, "id"));
  GODEL_TRY(item.prediction, Required<size_t>(json, "prediction"));
  GODEL_TRY(item.a, RunNumber(json, mode == StudyMode::kLikert ? "run" : "a", runs));
  item.b = item.a;
  if (mode == StudyMode::kPairwise) {
    GODEL_TRY(item.b, RunNumber(json, "b", runs));
  }
  return item;
}

}  // namespace

Result<HumanStudy> ParseStudyKey(const Json& json) {
  GODEL_TRY(const std::optional<std::string> format, OptionalMember<std::string>(json, "format"));
  if (format.value_or("") != "godel-human-key")
    return Fail(ErrorCode::kBadData, "this is no key of a study; 'godel evaluate human sample' writes one");
  HumanStudy study;
  GODEL_TRY(study.id, Required<std::string>(json, "study"));
  GODEL_TRY(const std::string mode, Required<std::string>(json, "mode"));
  auto parsed = ParseStudyMode(mode);
  if (!parsed) return Fail(ErrorCode::kBadData, "mode: " + parsed.error().message);
  study.mode = *parsed;
  GODEL_TRY(const std::optional<size_t> seed, OptionalMember<size_t>(json, "seed"));
  study.seed = seed.value_or(0);
  GODEL_TRY(const std::optional<size_t> equal, OptionalMember<size_t>(json, "equal_examples"));
  study.equal_examples = equal.value_or(0);
  const auto runs = json.find("runs");
  if (runs == json.end() || !runs->is_array() || runs->empty())
    return Fail(ErrorCode::kBadData, "runs: expected a list of names");
  for (const Json& run : *runs) {
    if (!run.is_string()) return Fail(ErrorCode::kBadData, "runs: expected names, found " + Excerpt(run));
    study.runs.push_back(run.get<std::string>());
  }
  const auto items = json.find("items");
  if (items == json.end() || !items->is_array()) return Fail(ErrorCode::kBadData, "items: expected a list");
  std::set<std::string> ids;
  for (const Json& item : *items) {
    auto one = ParseItem(item, study.mode, study.runs.size());
    if (!one) return Within(fmt::format("item {}", study.items.size() + 1), std::move(one.error()));
    if (!ids.insert(one->id).second)
      return Fail(ErrorCode::kBadData, fmt::format("item {}: the id {} comes twice", study.items.size() + 1, one->id));
    study.items.push_back(std::move(*one));
  }
  return study;
}

Result<HumanStudy> ReadStudyKey(const std::filesystem::path& path) {
  GODEL_TRY(const Json json, ReadJsonFile(path));
  auto study = ParseStudyKey(json);
  if (!study) return Within(path.string(), std::move(study.error()));
  return study;
}

}  // namespace godel

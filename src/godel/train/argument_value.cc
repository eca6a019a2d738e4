// SPDX-License-Identifier: MIT
#include "godel/train/argument_value.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>

namespace godel::train {
namespace {

// "a.jsonl:2": a weight is what stands behind the last colon, if that is a number. A file whose own name ends like that
// is written with a weight, or as an object in a config file.
TrainFile SplitWeight(const std::string& text) {
  const size_t colon = text.rfind(':');
  if (colon == std::string::npos || colon == 0) return {.path = text};
  const std::optional<Json> weight = NumberIn(std::string_view(text).substr(colon + 1));
  if (!weight) return {.path = text};
  return {.path = text.substr(0, colon), .weight = weight->get<double>()};
}

Status ReadTrainFile(const Json& json, TrainFile* file) {
  if (json.is_string()) {
    *file = SplitWeight(json.get<std::string>());
    return {};
  }
  if (!json.is_object()) return Expected("a file's path or {path, weight}", json);
  for (const auto& [key, value] : json.items()) {
    Status read;
    if (key == "path")
      read = ReadValue(value, &file->path);
    else if (key == "weight")
      read = ReadValue(value, &file->weight);
    else
      return Fail(ErrorCode::kInvalidArgument, fmt::format("unknown key {}; a file has path and weight", Excerpt(key)));
    if (!read) return Within(key, read.error());
  }
  if (!json.contains("path")) return Fail(ErrorCode::kInvalidArgument, "expected a path beside the weight");
  return {};
}

// All of `text` as a T; nullopt when it is not one or does not fit.
template <class T>
std::optional<T> Whole(std::string_view text) {
  T number{};
  const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (failure != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return number;
}

}  // namespace

std::optional<Json> NumberIn(std::string_view text) {
  if (text.starts_with('+')) text.remove_prefix(1);
  // from_chars would take the words inf and nan.
  const std::string_view digits = text.starts_with('-') ? text.substr(1) : text;
  if (digits.empty() || digits.find_first_not_of("0123456789.eE+-") != std::string_view::npos) return std::nullopt;
  if (const auto whole = Whole<uint64_t>(text)) return Json(*whole);
  if (const auto whole = Whole<int64_t>(text)) return Json(*whole);
  if (const auto number = Whole<double>(text)) return Json(*number);
  return std::nullopt;
}

tl::unexpected<Error> Expected(std::string_view what, const Json& found) {
  return Fail(ErrorCode::kInvalidArgument, fmt::format("expected {}, found {}", what, Excerpt(found)));
}

Status ReadValue(const Json& json, bool* value) {
  if (!json.is_boolean()) return Expected("true or false", json);
  *value = json.get<bool>();
  return {};
}

Status ReadValue(const Json& json, uint64_t* value) {
  // JSON that was made by a program may hold a signed integer where parsed text holds an unsigned one.
  if (!json.is_number_unsigned() && !(json.is_number_integer() && json.get<int64_t>() >= 0))
    return Expected("a whole number, 0 or above", json);
  *value = json.get<uint64_t>();
  return {};
}

Status ReadValue(const Json& json, int64_t* value) {
  constexpr uint64_t kMost = std::numeric_limits<int64_t>::max();
  if (!json.is_number_integer() || (json.is_number_unsigned() && json.get<uint64_t>() > kMost))
    return Expected("a whole number", json);
  *value = json.get<int64_t>();
  return {};
}

Status ReadValue(const Json& json, double* value) {
  // Infinities and NaN come from YAML and TOML, which have words for them.
  if (!json.is_number() || !std::isfinite(json.get<double>())) return Expected("a number", json);
  *value = json.get<double>();
  return {};
}

Status ReadValue(const Json& json, std::string* value) {
  if (!json.is_string()) return Expected("a text (in quotes if it looks like something else)", json);
  *value = json.get<std::string>();
  return {};
}

Status ReadValue(const Json& json, PromptFormat* value) {
  if (!json.is_string()) return Expected("v1.1 or v1.0", json);
  GODEL_TRY(*value, ParsePromptFormat(json.get_ref<const std::string&>()));
  return {};
}

Status ReadValue(const Json& json, std::vector<std::string>* value) {
  if (!json.is_string() && !json.is_array()) return Expected("a list of names", json);
  std::vector<std::string> names;
  for (const Json& item : json.is_array() ? json : Json::array({json})) {
    std::string text;
    GODEL_TRY_STATUS(ReadValue(item, &text));
    for (size_t from = 0; from <= text.size();) {
      const size_t comma = std::min(text.find(',', from), text.size());
      const size_t begin = std::min(text.find_first_not_of(' ', from), comma);
      const size_t last = text.find_last_not_of(' ', comma == 0 ? 0 : comma - 1);
      names.push_back(last == std::string::npos || last < begin ? "" : text.substr(begin, last + 1 - begin));
      from = comma + 1;
    }
  }
  *value = std::move(names);
  return {};
}

Status ReadValue(const Json& json, std::vector<TrainFile>* value) {
  std::vector<TrainFile> files;
  for (const Json& item : json.is_array() ? json : Json::array({json})) {
    TrainFile file;
    GODEL_TRY_STATUS(ReadTrainFile(item, &file));
    files.push_back(std::move(file));
  }
  *value = std::move(files);
  return {};
}

Json WriteValue(PromptFormat value) {
  return value == PromptFormat::kV11 ? "v1.1" : "v1.0";
}

Json WriteValue(const std::vector<TrainFile>& value) {
  Json files = Json::array();
  for (const TrainFile& file : value) files.push_back({{"path", file.path}, {"weight", file.weight}});
  return files;
}

Json WriteValue(const std::vector<std::string>& value) {
  return value;
}

}  // namespace godel::train

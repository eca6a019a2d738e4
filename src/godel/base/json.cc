// SPDX-License-Identifier: MIT
#include "godel/base/json.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <type_traits>

#include "godel/base/mapped_file.h"

namespace godel {
namespace {

// The deepest nesting of brackets outside strings. Cheap, and done before the parser builds anything.
size_t NestingDepth(std::string_view text) {
  size_t depth = 0, deepest = 0;
  bool in_string = false;
  for (size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (in_string) {
      if (c == '\\')
        ++i;
      else if (c == '"')
        in_string = false;
    } else if (c == '"') {
      in_string = true;
    } else if (c == '{' || c == '[') {
      deepest = std::max(deepest, ++depth);
    } else if ((c == '}' || c == ']') && depth > 0) {
      --depth;
    }
  }
  return deepest;
}

template <class T>
constexpr const char* TypeName() {
  if constexpr (std::is_same_v<T, bool>)
    return "true or false";
  else if constexpr (std::is_same_v<T, std::string>)
    return "a string";
  else if constexpr (std::is_same_v<T, double>)
    return "a number";
  else if constexpr (std::is_same_v<T, size_t>)
    return "a whole number, 0 or above";
  else
    return "a whole number";
}

template <class T>
bool Holds(const Json& value) {
  if constexpr (std::is_same_v<T, bool>)
    return value.is_boolean();
  else if constexpr (std::is_same_v<T, std::string>)
    return value.is_string();
  else if constexpr (std::is_same_v<T, double>)
    return value.is_number();
  else if constexpr (std::is_same_v<T, size_t>)
    return value.is_number_unsigned();
  else
    return value.is_number_integer() && !(value.is_number_unsigned() && value.get<uint64_t>() > INT64_MAX);
}

}  // namespace

Result<Json> ParseJson(std::string_view text, const JsonLimits& limits) {
  if (text.size() > limits.max_bytes)
    return Fail(ErrorCode::kResourceExhausted,
                fmt::format("JSON of {} bytes; at most {} are read", text.size(), limits.max_bytes));
  if (const size_t depth = NestingDepth(text); depth > limits.max_depth)
    return Fail(ErrorCode::kResourceExhausted,
                fmt::format("JSON nested {} deep; at most {} is read", depth, limits.max_depth));
  try {
    return Json::parse(text.begin(), text.end());
  } catch (const Json::exception& error) {
    // "[json.exception.parse_error.101] parse error at line 1, column 5: ..." without the bracket.
    std::string_view what = error.what();
    if (const size_t end = what.find("] "); end != std::string_view::npos) what.remove_prefix(end + 2);
    return Fail(ErrorCode::kBadData, fmt::format("not valid JSON: {}", what));
  }
}

Result<Json> ReadJsonFile(const std::filesystem::path& path, const JsonLimits& limits) {
  GODEL_TRY(const std::string text, ReadTextFile(path, limits.max_bytes));
  auto json = ParseJson(text, limits);
  if (!json) return Within(path.string(), json.error());
  return json;
}

template <class T>
Result<std::optional<T>> OptionalMember(const Json& object, std::string_view key) {
  if (!object.is_object()) return std::optional<T>();
  const auto member = object.find(key);
  if (member == object.end() || member->is_null()) return std::optional<T>();
  if (!Holds<T>(*member))
    return Fail(ErrorCode::kBadData, fmt::format("{}: expected {}, found {}", key, TypeName<T>(), Excerpt(*member)));
  return std::optional<T>(member->template get<T>());
}

template Result<std::optional<bool>> OptionalMember(const Json&, std::string_view);
template Result<std::optional<int64_t>> OptionalMember(const Json&, std::string_view);
template Result<std::optional<size_t>> OptionalMember(const Json&, std::string_view);
template Result<std::optional<double>> OptionalMember(const Json&, std::string_view);
template Result<std::optional<std::string>> OptionalMember(const Json&, std::string_view);

std::string Dump(const Json& json, int indent) {
  return json.dump(indent, ' ', /*ensure_ascii=*/false, Json::error_handler_t::replace);
}

std::string Dump(const nlohmann::ordered_json& json, int indent) {
  return json.dump(indent, ' ', /*ensure_ascii=*/false, nlohmann::ordered_json::error_handler_t::replace);
}

std::string Excerpt(const Json& value) {
  if (value.is_array()) return fmt::format("an array of {}", value.size());
  if (value.is_object()) return "an object";
  std::string text = value.dump(-1, ' ', true, Json::error_handler_t::replace);
  if (text.size() > 60) text = text.substr(0, 57) + "...";
  return text;
}

}  // namespace godel

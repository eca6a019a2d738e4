// SPDX-License-Identifier: MIT
#include "godel/train/toml_config.h"

#include <fmt/format.h>
#include <toml++/toml.h>

#include <algorithm>
#include <string>
#include <utility>

#include "godel/base/json.h"

namespace godel::train {
namespace {

Result<Json> ToJson(const toml::node& node, size_t max_depth) {
  if (max_depth == 0 && (node.is_table() || node.is_array()))
    return Fail(ErrorCode::kResourceExhausted, fmt::format("line {}: nested too deep", node.source().begin.line));
  if (const toml::table* const table = node.as_table()) {
    Json object = Json::object();
    for (const auto& [key, value] : *table) {
      GODEL_TRY(object[std::string(key.str())], ToJson(value, max_depth - 1));
    }
    return object;
  }
  if (const toml::array* const array = node.as_array()) {
    Json list = Json::array();
    for (const toml::node& value : *array) {
      GODEL_TRY(Json item, ToJson(value, max_depth - 1));
      list.push_back(std::move(item));
    }
    return list;
  }
  if (const auto* const text = node.as_string()) return Json(text->get());
  if (const auto* const number = node.as_integer()) return Json(number->get());
  if (const auto* const number = node.as_floating_point()) return Json(number->get());
  if (const auto* const boolean = node.as_boolean()) return Json(boolean->get());
  return Fail(ErrorCode::kUnsupported, fmt::format("line {}: dates and times are not read", node.source().begin.line));
}

// Behind the string that starts at `at`: "..", '..', or of several lines with three quotes. One without an end stops at
// its line's, as the parser does.
size_t EndOfString(std::string_view text, size_t at) {
  const char quote = text[at];
  const std::string triple(3, quote);
  const bool lines = text.substr(at).starts_with(triple);
  for (size_t i = at + (lines ? 3 : 1); i < text.size(); ++i) {
    if (text[i] == '\\' && quote == '"') {
      ++i;
    } else if (lines && text.substr(i).starts_with(triple)) {
      size_t end = i + 3;
      for (; end < i + 5 && end < text.size() && text[end] == quote; ++end) {
      }  // up to two quotes of the text itself may stand before the three that end it
      return end;
    } else if (!lines && (text[i] == quote || text[i] == '\n')) {
      return i + 1;
    }
  }
  return text.size();
}

// The most dots of a key (a.b.c = 1) or a headline ([a.b.c]). Each is a table in a table, and the parser, which limits
// brackets, recurses over these without a limit.
size_t DeepestKey(std::string_view text) {
  size_t dots = 0, deepest = 0;
  for (size_t i = 0; i < text.size();) {
    const char c = text[i];
    if (c == '"' || c == '\'') {
      i = EndOfString(text, i);
      continue;
    }
    if (c == '#') {
      i = std::min(text.find('\n', i), text.size());
      continue;
    }
    if (c == '.')
      deepest = std::max(deepest, ++dots);
    else if (c == '\n' || c == '=' || c == ',' || c == '{')
      dots = 0;
    ++i;
  }
  return deepest;
}

}  // namespace

Result<Json> ParseToml(std::string_view text, size_t max_depth) {
  if (DeepestKey(text) > max_depth)
    return Fail(ErrorCode::kResourceExhausted, fmt::format("a name of more than {} parts", max_depth));
  try {
    return ToJson(toml::parse(text), max_depth);
  } catch (const toml::parse_error& error) {
    const toml::source_position at = error.source().begin;
    return Fail(ErrorCode::kBadData,
                fmt::format("not valid TOML: line {}, column {}: {}", at.line, at.column, error.description()));
  }
}

}  // namespace godel::train

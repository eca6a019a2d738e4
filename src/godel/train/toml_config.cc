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

bool StartsName(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-' ||
         c == '"' || c == '\'';
}

// Whether a name stands behind the bracket or two of a headline that starts at `at`, or nothing at all.
bool IsHeadline(std::string_view text, size_t at) {
  const auto skip_blanks = [&](size_t from) { return std::min(text.find_first_not_of(" \t", from), text.size()); };
  at = skip_blanks(at + 1);
  if (at < text.size() && text[at] == '[') at = skip_blanks(at + 1);
  return at == text.size() || StartsName(text[at]) || text[at] == ']';
}

// Looks for what the parser (toml++ 3.3) does not bear, and what TOML does not have either: it asserts that headlines
// start with a name and is undefined for some characters beyond ASCII outside texts. Dots are TOML: each of a.b.c is a
// table in a table, over which it recurses without the limit that it has for brackets.
Status CheckNames(std::string_view text, size_t max_depth) {
  size_t line = 1, dots = 0, brackets = 0;
  bool line_is_blank = true;
  const auto refuse = [&](std::string_view what) {
    return Fail(ErrorCode::kBadData, fmt::format("not valid TOML: line {}: {}", line, what));
  };
  for (size_t i = 0, end = 0; i < text.size(); i = end) {
    const char c = text[i];
    end = i + 1;
    if (c == '"' || c == '\'') end = EndOfString(text, i);
    if (c == '#') end = std::min(text.find('\n', i), text.size());
    if (static_cast<unsigned char>(c) >= 0x80) return refuse("expected names and values; texts stand in quotes");
    if (c == '[' && brackets == 0 && line_is_blank && !IsHeadline(text, i)) return refuse("expected a name behind [");
    if (c == '[' || c == '{') ++brackets;
    if ((c == ']' || c == '}') && brackets > 0) --brackets;
    if (c == '\n' || c == '=' || c == ',' || c == '{') dots = 0;
    if (c == '.' && ++dots > max_depth)
      return Fail(ErrorCode::kResourceExhausted, fmt::format("line {}: a name of more than {} parts", line, max_depth));
    line_is_blank = c == '\n' || (line_is_blank && (c == ' ' || c == '\t' || c == '\r'));
    line += std::count(text.begin() + i, text.begin() + end, '\n');
  }
  return {};
}

}  // namespace

Result<Json> ParseToml(std::string_view text, size_t max_depth) {
  GODEL_TRY_STATUS(CheckNames(text, max_depth));
  try {
    return ToJson(toml::parse(text), max_depth);
  } catch (const toml::parse_error& error) {
    const toml::source_position at = error.source().begin;
    return Fail(ErrorCode::kBadData,
                fmt::format("not valid TOML: line {}, column {}: {}", at.line, at.column, error.description()));
  }
}

}  // namespace godel::train

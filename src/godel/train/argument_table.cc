// SPDX-License-Identifier: MIT
#include "godel/train/argument_table.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <set>

#include "godel/base/edit_distance.h"
#include "godel/base/json.h"
#include "godel/base/utf8.h"
#include "godel/train/absent_arguments.h"
#include "godel/train/argument_value.h"

namespace godel::train {
namespace {

bool SameName(std::string_view name, std::string_view given) {
  return std::equal(name.begin(), name.end(), given.begin(), given.end(),
                    [](char a, char b) { return a == b || (a == '_' && b == '-'); });
}

bool IsNone(std::string_view text) {
  return text == "none" || text == "None" || text == "null";
}

// The JSON that a flag's text stands for.
Result<Json> FromText(const Argument& argument, const std::string& text) {
  if (FirstInvalidUtf8(text)) return Fail(ErrorCode::kInvalidArgument, "expected UTF-8");
  switch (argument.kind) {
    case ArgumentKind::kFlag:
      if (text.empty() || text == "true" || text == "True") return Json(true);
      if (text == "false" || text == "False") return Json(false);
      if (IsNone(text)) return Json(nullptr);
      break;
    case ArgumentKind::kNumber:
      if (const auto number = NumberIn(text)) return *number;
      if (IsNone(text)) return Json(nullptr);
      break;
    case ArgumentKind::kText:
    case ArgumentKind::kList:
      break;
  }
  return Json(text);
}

std::string DocCell(std::string text) {
  for (size_t at = 0; (at = text.find('|', at)) != std::string::npos; at += 2) text.insert(at, 1, '\\');
  return text;
}

}  // namespace

const Argument* FindArgument(std::span<const Argument> table, std::string_view name) {
  const auto found = std::find_if(table.begin(), table.end(), [&](const Argument& argument) {
    return SameName(argument.name, name) || (!argument.alias.empty() && SameName(argument.alias, name));
  });
  return found == table.end() ? nullptr : &*found;
}

tl::unexpected<Error> UnknownArgument(std::span<const Argument> table, std::string_view name) {
  if (const auto instead = InPlaceOf(name))
    return Fail(ErrorCode::kInvalidArgument, fmt::format("{}: not an argument here; {}", name, *instead));
  const std::string shown = Excerpt(Json(std::string(name)));
  constexpr size_t kLongestName = 64;  // beyond it no name is near, and the comparison would cost its length
  std::string_view nearest;
  size_t best = std::max<size_t>(3, name.size() / 2);
  for (const Argument& argument : table) {
    if (name.size() > kLongestName) break;
    for (const std::string_view candidate : {argument.name, argument.alias}) {
      const size_t distance = EditDistance(name, candidate);
      if (candidate.empty() || distance >= best) continue;
      best = distance;
      nearest = candidate;
    }
  }
  if (nearest.empty())
    return Fail(ErrorCode::kInvalidArgument, fmt::format("unknown argument {}; --help lists all", shown));
  return Fail(ErrorCode::kInvalidArgument, fmt::format("unknown argument {}; did you mean \"{}\"?", shown, nearest));
}

Status SetFromTexts(const Argument& argument, std::span<const std::string> texts) {
  const auto set = [&]() -> Status {
    if (argument.kind == ArgumentKind::kList) {
      Json list = Json::array();
      for (const std::string& text : texts) {
        GODEL_TRY(Json value, FromText(argument, text));
        list.push_back(std::move(value));
      }
      return argument.set(list);
    }
    if (texts.size() > 1)
      return Fail(ErrorCode::kInvalidArgument, fmt::format("expected one value, found {}", texts.size()));
    GODEL_TRY(const Json value, FromText(argument, texts.empty() ? "" : texts.front()));
    return argument.set(value);
  };
  auto status = set();
  if (!status) return Within(std::string(argument.name), status.error());
  return {};
}

Status SetFromJson(const Argument& argument, const Json& value) {
  auto status = argument.set(value);
  if (!status) return Within(std::string(argument.name), status.error());
  return {};
}

Json ToJson(const TrainingArguments& arguments) {
  TrainingArguments copy = arguments;
  Json json = Json::object();
  for (const Argument& argument : ArgumentTable(copy)) json[std::string(argument.name)] = argument.get();
  return json;
}

Status ApplyJson(const Json& object, TrainingArguments* arguments) {
  if (!object.is_object()) return Expected("names with values", object);
  TrainingArguments changed = *arguments;
  const std::vector<Argument> table = ArgumentTable(changed);
  std::set<const Argument*> seen;
  for (const auto& [name, value] : object.items()) {
    const Argument* const argument = FindArgument(table, name);
    if (argument == nullptr) return UnknownArgument(table, name);
    if (!seen.insert(argument).second)
      return Fail(ErrorCode::kInvalidArgument, fmt::format("{} is given twice, by two of its names", argument->name));
    GODEL_TRY_STATUS(SetFromJson(*argument, value));
  }
  *arguments = std::move(changed);
  return {};
}

std::string ValueText(const Argument& argument) {
  const Json value = argument.get();
  if (value.is_null()) return "";
  if (value.is_string()) return value.get<std::string>();
  if (!value.is_array()) return value.dump();
  std::string text;
  for (const Json& item : value)
    text.append(text.empty() ? "" : " ").append(item.is_string() ? item.get<std::string>() : item.dump());
  return text;
}

std::string ArgumentDocs() {
  TrainingArguments defaults;
  std::string docs;
  std::string_view group;
  for (const Argument& argument : ArgumentTable(defaults)) {
    if (argument.group != group) {
      group = argument.group;
      fmt::format_to(std::back_inserter(docs),
                     "{}### {}\n\n| argument | value | default | meaning |\n| --- | --- | --- | --- |\n",
                     docs.empty() ? "" : "\n", group);
    }
    const std::string also = argument.alias.empty() ? "" : fmt::format(" (also `{}`)", argument.alias);
    fmt::format_to(std::back_inserter(docs), "| `{}`{} | {} | {} | {} |\n", argument.name, also, DocCell(argument.type),
                   DocCell(ValueText(argument)), DocCell(std::string(argument.help)));
  }
  return docs;
}

}  // namespace godel::train

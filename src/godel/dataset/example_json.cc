// SPDX-License-Identifier: MIT
#include "godel/dataset/example_json.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <optional>
#include <system_error>
#include <utility>

namespace godel {
namespace {

constexpr std::string_view kSpace = " \t\r\n\f\v";
constexpr std::string_view kSeparator = "EOS";

bool IsSpaceOrEnd(std::string_view text, size_t at) {
  return at >= text.size() || kSpace.find(text[at]) != std::string_view::npos;
}

// The next EOS that is a word; text.size() when there is none.
size_t FindSeparator(std::string_view text, size_t from) {
  for (size_t at = text.find(kSeparator, from); at != std::string_view::npos; at = text.find(kSeparator, at + 1))
    if ((at == 0 || IsSpaceOrEnd(text, at - 1)) && IsSpaceOrEnd(text, at + kSeparator.size())) return at;
  return text.size();
}

// Names what there is, as a column is most often only spelt otherwise. `flag` names the column on the command line.
tl::unexpected<Error> NoColumn(const Json& row, const std::string& column, std::string_view flag) {
  constexpr size_t kShown = 8;
  std::string found;
  size_t shown = 0;
  for (const auto& [key, value] : row.items()) {
    if (shown++ == kShown) {
      found += ", ...";
      break;
    }
    found += (found.empty() ? "" : ", ") + Excerpt(Json(key));
  }
  return Fail(ErrorCode::kBadData, fmt::format("there is no column {}; found {} ({} COLUMN names another)",
                                               Excerpt(Json(column)), found.empty() ? "none" : found, flag));
}

Result<std::string> OptionalText(const Json& row, const std::string& column) {
  GODEL_TRY(const std::optional<std::string> text, OptionalMember<std::string>(row, column));
  return std::string(TrimSpace(text.value_or("")));
}

Result<std::vector<std::string>> ParseContext(const Json& value, const std::string& column) {
  if (value.is_string()) return SplitTurns(value.get_ref<const std::string&>());
  if (!value.is_array())
    return Fail(ErrorCode::kBadData,
                fmt::format("{}: expected a string or an array of strings, found {}", column, Excerpt(value)));
  std::vector<std::string> turns;
  for (const Json& turn : value) {
    if (!turn.is_string())
      return Fail(ErrorCode::kBadData,
                  fmt::format("{}: expected an array of strings, found {} in it", column, Excerpt(turn)));
    const std::string_view text = TrimSpace(turn.get_ref<const std::string&>());
    if (!text.empty()) turns.emplace_back(text);
  }
  return turns;
}

// Numbers are common as ids.
Result<std::string> ParseDialogId(const Json& row, const std::string& column) {
  const auto id = row.find(column);
  if (id != row.end() && id->is_number_integer()) return id->dump();
  return OptionalText(row, column);
}

// Files of others may have a column of this name for something else. Of CSV, numbers come as texts.
size_t TurnNumber(const Json& row, const std::string& column) {
  const auto turn = row.find(column);
  if (turn == row.end()) return 0;
  if (turn->is_number_unsigned()) return turn->get<size_t>();
  if (!turn->is_string()) return 0;
  const auto& text = turn->get_ref<const std::string&>();
  size_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  return error == std::errc() && end == text.data() + text.size() ? number : 0;
}

}  // namespace

std::string_view TrimSpace(std::string_view text) {
  const size_t begin = text.find_first_not_of(kSpace);
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(kSpace) - begin + 1);
}

std::vector<std::string> SplitTurns(std::string_view text) {
  std::vector<std::string> turns;
  for (size_t begin = 0; begin < text.size();) {
    const size_t end = FindSeparator(text, begin);
    const std::string_view turn = TrimSpace(text.substr(begin, end - begin));
    if (!turn.empty()) turns.emplace_back(turn);
    begin = end + kSeparator.size();
  }
  return turns;
}

std::string JoinTurns(const std::vector<std::string>& turns) {
  return fmt::format("{}", fmt::join(turns, " EOS "));
}

Result<Example> ParseExample(const Json& row, const ColumnNames& columns) {
  const auto context = row.find(columns.context);
  if (context == row.end()) return NoColumn(row, columns.context, "--context-column");
  if (!row.contains(columns.response)) return NoColumn(row, columns.response, "--response-column");
  Example example;
  GODEL_TRY(example.context, ParseContext(*context, columns.context));
  GODEL_TRY(example.knowledge, OptionalText(row, columns.knowledge));
  GODEL_TRY(example.response, OptionalText(row, columns.response));
  GODEL_TRY(example.instruction, OptionalText(row, columns.instruction));
  GODEL_TRY(example.dialog, ParseDialogId(row, columns.dialog));
  example.turn = TurnNumber(row, columns.turn);
  if (example.context.empty()) return Fail(ErrorCode::kBadData, columns.context + ": there is no turn in it to answer");
  if (example.response.empty()) return Fail(ErrorCode::kBadData, columns.response + ": it is empty");
  return example;
}

std::string ExampleRow(const Example& example) {
  nlohmann::ordered_json row;
  std::string joined = JoinTurns(example.context);
  if (SplitTurns(joined) == example.context)
    row["Context"] = std::move(joined);
  else
    row["Context"] = example.context;
  row["Knowledge"] = example.knowledge;
  row["Response"] = example.response;
  if (!example.instruction.empty()) row["Instruction"] = example.instruction;
  if (!example.dialog.empty()) row["Dialog"] = example.dialog;
  if (example.turn > 0) row["Turn"] = example.turn;
  return Dump(row);
}

}  // namespace godel

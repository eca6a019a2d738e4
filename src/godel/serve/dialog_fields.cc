// SPDX-License-Identifier: MIT
#include "godel/serve/dialog_fields.h"

#include <fmt/format.h>

namespace godel {

bool IsBlank(std::string_view text) {
  return text.find_first_not_of(" \t\n\v\f\r") == std::string_view::npos;
}

Result<std::vector<std::string>> ReadTurns(const Json& value, const std::string& name, const ApiContext& context) {
  if (!value.is_array()) return WrongField(name, "a list of turns, oldest first", value);
  if (value.size() > context.max_turns)
    return WrongField(name, fmt::format("at most {} turns", context.max_turns), std::to_string(value.size()));
  std::vector<std::string> turns;
  for (const Json& turn : value) {
    GODEL_TRY(std::string text, ReadText(turn, fmt::format("{}[{}]", name, turns.size())));
    turns.push_back(std::move(text));
  }
  return turns;
}

Result<std::vector<std::string>> ReadDialog(const Json& value, const std::string& name, const ApiContext& context) {
  GODEL_TRY(std::vector<std::string> turns, ReadTurns(value, name, context));
  if (turns.empty()) return WrongField(name, "at least one turn, the user's", "none");
  if (IsBlank(turns.back()))
    return WrongField(fmt::format("{}[{}]", name, turns.size() - 1), "what the user said", "white space");
  return turns;
}

}  // namespace godel

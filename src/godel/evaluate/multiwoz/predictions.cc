// SPDX-License-Identifier: MIT
#include "godel/evaluate/multiwoz/predictions.h"

#include <fmt/format.h>

#include <functional>
#include <utility>

#include "godel/base/json.h"
#include "godel/dataset/json_members.h"
#include "godel/dataset/multiwoz/dialog.h"
#include "godel/dataset/multiwoz/slot_values.h"
#include "godel/text/lower_ascii.h"

namespace godel::multiwoz {
namespace {

constexpr size_t kMaxPredictedBytes = size_t{16} << 20;  // of a dialog

// A text; a number as models may write it; the first of several alternatives.
std::optional<std::string> PredictedValue(const Json& value) {
  if (value.is_string()) return value.get<std::string>();
  if (value.is_number()) return value.dump();
  if (value.is_array() && !value.empty() && !value.front().is_array()) return PredictedValue(value.front());
  return std::nullopt;
}

Result<DialogState> ParseState(const Json& state) {
  if (!state.is_object()) return Fail(ErrorCode::kBadData, "state: expected an object, found " + Excerpt(state));
  DialogState parsed;
  for (const auto& [domain, values] : state.items()) {
    if (!values.is_object())
      return Fail(ErrorCode::kBadData, fmt::format("state: {}: expected an object, found {}", domain, Excerpt(values)));
    for (const auto& [key, value] : values.items()) {
      const std::optional<std::string> text = PredictedValue(value);
      if (!text)
        return Fail(ErrorCode::kBadData,
                    fmt::format("state: {} {}: expected a text, found {}", domain, key, Excerpt(value)));
      const std::string slot = CanonicalSlot(key);
      if (!text->empty()) parsed[domain][slot] = CanonicalValue(slot, *text);
    }
  }
  return parsed;
}

Result<std::vector<std::string>> ParseNames(const Json& names) {
  if (!names.is_array()) return Fail(ErrorCode::kBadData, "expected an array of domains, found " + Excerpt(names));
  std::vector<std::string> parsed;
  for (const Json& name : names) {
    if (!name.is_string()) return Fail(ErrorCode::kBadData, "expected the name of a domain, found " + Excerpt(name));
    parsed.push_back(LowerAscii(name.get_ref<const std::string&>()));
  }
  return parsed;
}

Result<PredictedTurn> ParsePredictedTurn(const Json& turn) {
  GODEL_TRY(const std::optional<std::string> response, OptionalMember<std::string>(turn, "response"));
  if (!response) return Fail(ErrorCode::kBadData, "expected an object with a response, found " + Excerpt(turn));
  PredictedTurn parsed{.response = *response};
  if (const auto state = turn.find("state"); state != turn.end() && !state->is_null()) {
    GODEL_TRY(parsed.state, ParseState(*state));
  }
  if (const auto domains = turn.find("active_domains"); domains != turn.end() && !domains->is_null()) {
    auto names = ParseNames(*domains);
    if (!names) return Within("active_domains", std::move(names.error()));
    parsed.active_domains = std::move(*names);
  }
  return parsed;
}

// Calls `add` with each member of the file's object.
Status ReadMembers(const std::string& path, const std::function<Status(const std::string&, const Json&)>& add) {
  GODEL_TRY(LineSource lines, LineSource::Open(path));
  JsonMembers members(std::move(lines), kMaxPredictedBytes);
  while (true) {
    GODEL_TRY(std::optional<JsonMember> member, members.Next());
    if (!member) return {};
    const auto where = [&] { return fmt::format("{}:{}: {}", path, member->line, member->key); };
    if (!member->value) return Within(where(), std::move(member->value.error()));
    if (Status added = add(DialogId(member->key), *member->value); !added)
      return Within(where(), std::move(added.error()));
  }
}

}  // namespace

Result<std::vector<PredictedTurn>> ParsePredictedTurns(const Json& turns) {
  if (!turns.is_array()) return Fail(ErrorCode::kBadData, "expected an array of turns, found " + Excerpt(turns));
  std::vector<PredictedTurn> parsed;
  for (size_t i = 0; i < turns.size(); ++i) {
    auto turn = ParsePredictedTurn(turns[i]);
    if (!turn) return Within(fmt::format("turn {}", i + 1), std::move(turn.error()));
    parsed.push_back(std::move(*turn));
  }
  return parsed;
}

Result<Predictions> ReadPredictions(const std::string& path) {
  Predictions predictions;
  GODEL_TRY_STATUS(ReadMembers(path, [&](const std::string& id, const Json& turns) -> Status {
    GODEL_TRY(std::vector<PredictedTurn> parsed, ParsePredictedTurns(turns));
    if (!predictions.try_emplace(id, std::move(parsed)).second)
      return Fail(ErrorCode::kBadData, "this dialog is there twice");
    return {};
  }));
  return predictions;
}

Result<BookedDomains> ReadBookedDomains(const std::string& path) {
  BookedDomains booked;
  GODEL_TRY_STATUS(ReadMembers(path, [&](const std::string& id, const Json& turns) -> Status {
    if (!turns.is_array()) return Fail(ErrorCode::kBadData, "expected an array of turns, found " + Excerpt(turns));
    std::vector<std::vector<std::string>>& of_dialog = booked[id];
    of_dialog.clear();
    for (const Json& turn : turns) {
      GODEL_TRY(std::vector<std::string> names, ParseNames(turn));
      of_dialog.push_back(std::move(names));
    }
    return {};
  }));
  return booked;
}

}  // namespace godel::multiwoz

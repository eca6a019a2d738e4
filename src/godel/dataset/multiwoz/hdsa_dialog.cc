// SPDX-License-Identifier: MIT
// Dialogs as HDSA-Dialog prepared them: delexicalised answers with the belief state and the acts beside them. Where
// there is nothing, the text "None" may stand.
#include <fmt/format.h>

#include <utility>

#include "godel/base/json.h"
#include "godel/dataset/example_json.h"
#include "godel/dataset/multiwoz/dialog_json.h"
#include "godel/dataset/multiwoz/slot_values.h"
#include "godel/text/lower_ascii.h"

namespace godel::multiwoz {
namespace {

// {"hotel": {"area": "north"}} or {"hotel": [["area", "north"]]}; slots may be spelt "hotel-area" and "book people".
void ReadBeliefState(const Json& belief, Exchange* exchange) {
  if (!belief.is_object()) return;
  const auto add = [&](const std::string& domain, const Json& slot, const Json& value) {
    if (!slot.is_string() || !value.is_string()) return;
    const std::string_view text = TrimSpace(value.get_ref<const std::string&>());
    const std::string& name = slot.get_ref<const std::string&>();
    if (text.empty() || text == "None" || text == "not mentioned") return;
    exchange->state[domain][CanonicalSlot(name.substr(name.find('-') + 1))] = std::string(text);
  };
  for (const auto& [key, values] : belief.items()) {
    const std::string domain = LowerAscii(key);
    if (!IsDomain(domain)) continue;
    if (values.is_object()) {
      for (const auto& [slot, value] : values.items()) add(domain, Json(slot), value);
    } else if (values.is_array()) {
      for (const Json& pair : values) {
        if (pair.is_array() && pair.size() == 2) add(domain, pair[0], pair[1]);
      }
    }
  }
}

// {"hotel-inform-choice": [...]}, a list of such names, or "None".
void ReadActNames(const Json& acts, Exchange* exchange) {
  const auto add = [&](const std::string& name, const Json& value) {
    exchange->acts.push_back({.name = LowerAscii(name), .value = value.is_string() ? value.get<std::string>() : ""});
  };
  if (acts.is_object()) {
    for (const auto& [name, values] : acts.items())
      add(name, values.is_array() && !values.empty() ? values.front() : values);
  } else if (acts.is_array()) {
    for (const Json& act : acts) {
      if (act.is_string() && act.get_ref<const std::string&>() != "None") add(act.get<std::string>(), Json());
    }
  }
}

// A number, or one as a text. Comparing the text with numbers is what made every count but none "more than two".
Result<std::optional<size_t>> MatchesOf(const Json& turn) {
  const auto found = turn.find("KB");
  if (found == turn.end() || found->is_null()) return std::optional<size_t>();
  if (found->is_number_unsigned()) return std::optional<size_t>(found->get<size_t>());
  if (found->is_string()) {
    const std::string_view text = TrimSpace(found->get_ref<const std::string&>());
    if (text.empty() || text == "None") return std::optional<size_t>();
    constexpr size_t kMaxDigits = 9;
    if (text.size() <= kMaxDigits && text.find_first_not_of("0123456789") == std::string_view::npos)
      return std::optional<size_t>(std::stoul(std::string(text)));
  }
  return Fail(ErrorCode::kBadData, "KB: expected how many venues were found, found " + Excerpt(*found));
}

Result<Exchange> ReadHdsaTurn(const Json& turn) {
  GODEL_TRY(const std::optional<std::string> user, OptionalMember<std::string>(turn, "user_orig"));
  GODEL_TRY(const std::optional<std::string> user_delexicalised, OptionalMember<std::string>(turn, "user"));
  GODEL_TRY(const std::optional<std::string> answer, OptionalMember<std::string>(turn, "sys"));
  GODEL_TRY(const std::optional<std::string> said, OptionalMember<std::string>(turn, "sys_orig"));
  if (!answer || (!user && !user_delexicalised))
    return Fail(ErrorCode::kBadData, "expected an object with user_orig and sys");
  Exchange exchange;
  exchange.user = std::string(TrimSpace(user ? *user : *user_delexicalised));
  exchange.delexicalised = std::string(TrimSpace(*answer));
  exchange.system = said ? std::string(TrimSpace(*said)) : *exchange.delexicalised;
  if (const auto belief = turn.find("BS"); belief != turn.end()) ReadBeliefState(*belief, &exchange);
  if (const auto acts = turn.find("act"); acts != turn.end()) ReadActNames(*acts, &exchange);
  GODEL_TRY(exchange.matches, MatchesOf(turn));
  return exchange;
}

}  // namespace

Result<WozDialog> ParseHdsaDialog(const Json& dialog, std::string_view name) {
  GODEL_TRY(const std::optional<std::string> id, OptionalMember<std::string>(dialog, "file"));
  WozDialog parsed{.id = DialogId(id ? *id : std::string(name)), .goal = {}, .has_bookings = false, .exchanges = {}};
  const Json& info = dialog["info"];
  if (!info.is_array()) return Fail(ErrorCode::kBadData, "info: expected an array, found " + Excerpt(info));
  for (size_t turn = 0; turn < info.size(); ++turn) {
    auto exchange = ReadHdsaTurn(info[turn]);
    if (!exchange) return Within(fmt::format("info {}", turn + 1), std::move(exchange.error()));
    parsed.exchanges.push_back(std::move(*exchange));
  }
  return parsed;
}

}  // namespace godel::multiwoz

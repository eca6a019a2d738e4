// SPDX-License-Identifier: MIT
// Dialogs of MultiWOZ 2.0, 2.1, 2.3 and 2.4: a log in which each system turn carries the whole belief state.
#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "godel/base/json.h"
#include "godel/dataset/example_json.h"
#include "godel/dataset/multiwoz/dialog_json.h"
#include "godel/dataset/multiwoz/slot_values.h"
#include "godel/text/lower_ascii.h"

namespace godel::multiwoz {
namespace {

// Values that say nothing. 2.3 and 2.4 have lists of alternatives, of which the first counts.
std::string BeliefValue(const Json& value) {
  if (value.is_array()) return value.empty() ? "" : BeliefValue(value.front().is_string() ? value.front() : Json());
  if (!value.is_string()) return "";
  std::string text(TrimSpace(value.get_ref<const std::string&>()));
  if (text == "not mentioned" || text == "none" || text == "[]") return "";
  return text;
}

// [{"name": .., "reference": "JXVKZ7KV"}..]; the last one is the latest.
void ReadBookings(const std::string& domain, const Json& bookings, Exchange* exchange) {
  if (!bookings.is_array() || bookings.empty()) return;
  exchange->booked.insert(domain);
  const Json& last = bookings.back();
  const auto reference = last.is_object() ? last.find("reference") : last.end();
  if (last.is_object() && reference != last.end() && reference->is_string())
    exchange->references[domain] = reference->get<std::string>();
}

void ReadBelief(const Json& metadata, Exchange* exchange) {
  for (const auto& [domain, parts] : metadata.items()) {
    if (!IsDomain(domain) || !parts.is_object()) continue;
    SlotValues values;
    const auto wanted = parts.find("semi");
    if (wanted != parts.end() && wanted->is_object()) {
      for (const auto& [slot, value] : wanted->items()) {
        std::string text = BeliefValue(value);
        if (!text.empty()) values[CanonicalSlot(slot)] = std::move(text);
      }
    }
    const auto book = parts.find("book");
    if (book != parts.end() && book->is_object()) {
      for (const auto& [slot, value] : book->items()) {
        if (slot == "booked") {
          // A taxi needs no reference, and what is booked of one is its car.
          if (domain != "taxi") ReadBookings(domain, value, exchange);
          continue;
        }
        std::string text = BeliefValue(value);
        if (!text.empty() && slot != "ticket") values["book" + CanonicalSlot(slot)] = std::move(text);
      }
    }
    if (!values.empty()) exchange->state[domain] = std::move(values);
  }
}

// "Hotel-Inform" and "Choice" as "hotel-inform-choice".
void ReadActs(const Json& acts, Exchange* exchange) {
  for (const auto& [name, pairs] : acts.items()) {
    if (!pairs.is_array()) continue;
    for (const Json& pair : pairs) {
      if (!pair.is_array() || pair.size() < 2 || !pair[0].is_string() || !pair[1].is_string()) continue;
      exchange->acts.push_back({.name = LowerAscii(name) + "-" + LowerAscii(pair[0].get_ref<const std::string&>()),
                                .value = pair[1].get<std::string>()});
    }
  }
}

// Where each word of the text lies, as cut at white space.
std::vector<std::pair<size_t, size_t>> WordPlaces(std::string_view text) {
  std::vector<std::pair<size_t, size_t>> places;
  for (size_t at = 0; at < text.size();) {
    const size_t begin = text.find_first_not_of(" \t\r\n\f\v", at);
    if (begin == std::string_view::npos) break;
    at = std::min(text.find_first_of(" \t\r\n\f\v", begin), text.size());
    places.emplace_back(begin, at);
  }
  return places;
}

// [act, slot, value, first word, last word].
void ReadSpans(const Json& spans, Exchange* exchange) {
  const auto words = WordPlaces(exchange->system);
  for (const Json& span : spans) {
    if (!span.is_array() || span.size() < 5 || !span[0].is_string() || !span[1].is_string() ||
        !span[3].is_number_unsigned() || !span[4].is_number_unsigned())
      continue;
    const auto first = span[3].get<size_t>();
    const auto last = span[4].get<size_t>();
    if (first > last || last >= words.size()) continue;
    if (span[2].is_string() && span[2].get_ref<const std::string&>() == "dontcare") continue;
    const std::string act = LowerAscii(span[0].get_ref<const std::string&>());
    exchange->spans.push_back({.begin = words[first].first,
                               .end = words[last].second,
                               .domain = act.substr(0, act.find('-')),
                               .slot = LowerAscii(span[1].get_ref<const std::string&>())});
  }
  std::stable_sort(exchange->spans.begin(), exchange->spans.end(),
                   [](const Span& left, const Span& right) { return left.begin < right.begin; });
  size_t end = 0;
  std::erase_if(exchange->spans, [&](const Span& span) {
    if (span.begin < end) return true;
    end = span.end;
    return false;
  });
}

Result<std::string> TextOfTurn(const Json& turn, size_t index) {
  auto text = OptionalMember<std::string>(turn, "text");
  if (!text) return Within(fmt::format("log {}", index + 1), std::move(text.error()));
  if (!*text) return Fail(ErrorCode::kBadData, fmt::format("log {}: expected an object with a text", index + 1));
  return std::string(TrimSpace(**text));
}

}  // namespace

Result<WozDialog> ParseLogDialog(const Json& dialog, std::string_view name) {
  WozDialog parsed{.id = DialogId(name), .goal = {}, .has_bookings = true, .exchanges = {}};
  const Json& log = dialog["log"];
  if (!log.is_array()) return Fail(ErrorCode::kBadData, "log: expected an array, found " + Excerpt(log));
  if (const auto goal = dialog.find("goal"); goal != dialog.end()) parsed.goal = ParseGoal(*goal);
  for (size_t turn = 0; turn + 1 < log.size(); turn += 2) {
    Exchange exchange;
    GODEL_TRY(exchange.user, TextOfTurn(log[turn], turn));
    GODEL_TRY(exchange.system, TextOfTurn(log[turn + 1], turn + 1));
    const Json& answer = log[turn + 1];
    if (const auto metadata = answer.find("metadata"); metadata != answer.end() && metadata->is_object())
      ReadBelief(*metadata, &exchange);
    // "No Annotation" where there are none.
    if (const auto acts = answer.find("dialog_act"); acts != answer.end() && acts->is_object())
      ReadActs(*acts, &exchange);
    if (const auto spans = answer.find("span_info"); spans != answer.end() && spans->is_array())
      ReadSpans(*spans, &exchange);
    parsed.exchanges.push_back(std::move(exchange));
  }
  return parsed;
}

}  // namespace godel::multiwoz

// SPDX-License-Identifier: MIT
// Dialogs of MultiWOZ 2.2: turns of a user and a system, each with a frame for every domain, as in Schema-Guided
// Dialogue.
#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "godel/base/json.h"
#include "godel/base/utf8.h"
#include "godel/dataset/example_json.h"
#include "godel/dataset/multiwoz/dialog_json.h"
#include "godel/dataset/multiwoz/slot_values.h"
#include "godel/text/lower_ascii.h"

namespace godel::multiwoz {
namespace {

// "hotel-bookday" as "bookday".
std::string SlotOf(std::string_view name) {
  const size_t dash = name.find('-');
  return CanonicalSlot(dash == std::string_view::npos ? name : name.substr(dash + 1));
}

void ReadState(const Json& frames, Exchange* exchange) {
  for (const Json& frame : frames) {
    if (!frame.is_object()) continue;
    const auto service = frame.find("service");
    const auto state = frame.find("state");
    if (service == frame.end() || !service->is_string() || state == frame.end() || !state->is_object()) continue;
    const auto slots = state->find("slot_values");
    if (slots == state->end() || !slots->is_object()) continue;
    const std::string domain = LowerAscii(service->get_ref<const std::string&>());
    if (!IsDomain(domain)) continue;
    for (const auto& [slot, alternatives] : slots->items()) {
      if (alternatives.is_array() && !alternatives.empty() && alternatives.front().is_string())
        exchange->state[domain][SlotOf(slot)] = alternatives.front().get<std::string>();
    }
  }
}

// The byte where the code point number `index` begins; the text's size when there are fewer.
size_t ByteOf(std::string_view text, size_t index) {
  size_t at = 0;
  for (; index > 0 && at < text.size(); --index) {
    const auto code_point = DecodeUtf8(text.substr(at));
    at += code_point ? code_point->bytes : 1;
  }
  return at;
}

// {"slot", "start", "exclusive_end"}, counted in code points.
void ReadFrameSpans(const Json& frames, Exchange* exchange) {
  for (const Json& frame : frames) {
    const auto slots = frame.is_object() ? frame.find("slots") : frame.end();
    if (!frame.is_object() || slots == frame.end() || !slots->is_array()) continue;
    for (const Json& slot : *slots) {
      if (!slot.is_object()) continue;
      const auto name = slot.find("slot");
      const auto start = slot.find("start");
      const auto end = slot.find("exclusive_end");
      if (name == slot.end() || !name->is_string() || start == slot.end() || !start->is_number_unsigned() ||
          end == slot.end() || !end->is_number_unsigned())
        continue;
      const std::string whole = LowerAscii(name->get_ref<const std::string&>());
      const Span span{.begin = ByteOf(exchange->system, start->get<size_t>()),
                      .end = ByteOf(exchange->system, end->get<size_t>()),
                      .domain = whole.substr(0, whole.find('-')),
                      .slot = SlotOf(whole)};
      if (span.begin < span.end) exchange->spans.push_back(span);
    }
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

struct SpokenBy {
  std::string text;
  bool system = false;
};

Result<SpokenBy> ReadSpoken(const Json& turn, size_t index) {
  auto text = OptionalMember<std::string>(turn, "utterance");
  auto speaker = OptionalMember<std::string>(turn, "speaker");
  if (!text) return Within(fmt::format("turns {}", index + 1), std::move(text.error()));
  if (!speaker) return Within(fmt::format("turns {}", index + 1), std::move(speaker.error()));
  const std::string who = *speaker ? LowerAscii(**speaker) : "";
  if (!*text || (who != "user" && who != "system"))
    return Fail(ErrorCode::kBadData,
                fmt::format("turns {}: expected an utterance and as its speaker USER or SYSTEM", index + 1));
  return SpokenBy{.text = **std::move(text), .system = who == "system"};
}

}  // namespace

Result<WozDialog> ParseFrameDialog(const Json& dialog, std::string_view name) {
  GODEL_TRY(const std::optional<std::string> id, OptionalMember<std::string>(dialog, "dialogue_id"));
  WozDialog parsed{.id = DialogId(id ? *id : std::string(name)), .goal = {}, .has_bookings = false, .exchanges = {}};
  const Json& turns = dialog["turns"];
  if (!turns.is_array()) return Fail(ErrorCode::kBadData, "turns: expected an array, found " + Excerpt(turns));
  std::optional<Exchange> open;
  for (size_t index = 0; index < turns.size(); ++index) {
    GODEL_TRY(SpokenBy spoken, ReadSpoken(turns[index], index));
    const auto found = turns[index].find("frames");
    const Json frames = found != turns[index].end() && found->is_array() ? *found : Json::array();
    if (!spoken.system) {
      open = Exchange{};
      open->user = std::string(TrimSpace(spoken.text));
      ReadState(frames, &*open);
    } else if (open) {
      open->system = std::move(spoken.text);  // spans count from its first sign, white space or not
      ReadFrameSpans(frames, &*open);
      parsed.exchanges.push_back(std::move(*open));
      open.reset();
    } else {
      return Fail(ErrorCode::kBadData, fmt::format("turns {}: the system speaks before the user", index + 1));
    }
  }
  return parsed;
}

}  // namespace godel::multiwoz

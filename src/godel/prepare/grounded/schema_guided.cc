// SPDX-License-Identifier: MIT
#include "godel/prepare/grounded/schema_guided.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <utility>

#include "godel/base/utf8.h"
#include "godel/dataset/example_json.h"
#include "godel/text/lower_ascii.h"

namespace godel {
namespace {

constexpr std::string_view kOutsideText = "slots outside the text";
// The published dialogs stay below 50. Examples repeat what was said before, so many turns would take memory by their
// square.
constexpr size_t kMaxTurns = 500;

// slot and value, by the slots' names.
using SchemaValues = std::vector<std::pair<std::string, std::string>>;

// What the user wants, as of the last turn that said so.
struct Belief {
  std::vector<std::pair<std::string, SchemaValues>> services;

  void Set(const std::string& service, SchemaValues values) {
    const auto known =
        std::find_if(services.begin(), services.end(), [&](const auto& entry) { return entry.first == service; });
    if (known == services.end()) {
      services.emplace_back(service, std::move(values));
    } else {
      known->second = std::move(values);
    }
  }

  std::string Text() const {
    std::string text;
    for (const auto& [service, values] : services) {
      text += fmt::format("{}{}", text.empty() ? "belief : " : " | ", service);
      for (size_t i = 0; i < values.size(); ++i)
        text += fmt::format("{}{} = {}", i == 0 ? " " : " ; ", values[i].first, values[i].second);
    }
    return text;
  }
};

template <class T>
Result<T> Required(const Json& object, std::string_view key) {
  GODEL_TRY(std::optional<T> value, OptionalMember<T>(object, key));
  if (!value) return Fail(ErrorCode::kBadData, fmt::format("{}: it is missing", key));
  return std::move(*value);
}

// The member as an array; an empty one when it is absent.
Result<Json::array_t> ItemsOf(const Json& object, const char* key) {
  const auto member = object.find(key);
  if (member == object.end() || member->is_null()) return Json::array_t();
  if (!member->is_array())
    return Fail(ErrorCode::kBadData, fmt::format("{}: expected an array, found {}", key, Excerpt(*member)));
  return member->get<Json::array_t>();
}

// "Restaurants_2" is the second make of what is called restaurants.
std::string ServiceName(std::string_view service) {
  return LowerAscii(service.substr(0, service.find('_')));
}

// The first of each slot's values: the others spell the same.
Result<SchemaValues> ReadState(const Json& state) {
  SchemaValues values;
  const auto slots = state.find("slot_values");
  if (slots == state.end() || !slots->is_object())
    return Fail(ErrorCode::kBadData, "state: slot_values: expected an object");
  for (const auto& [slot, texts] : slots->items()) {
    if (!texts.is_array() || texts.empty() || !texts.front().is_string())
      return Fail(ErrorCode::kBadData,
                  fmt::format("state: {}: expected an array of texts, found {}", slot, Excerpt(texts)));
    values.emplace_back(slot, texts.front().get<std::string>());
  }
  return values;
}

Result<std::vector<SlotSpan>> ReadSpans(const Json& frame) {
  std::vector<SlotSpan> spans;
  GODEL_TRY(const Json::array_t slots, ItemsOf(frame, "slots"));
  for (const Json& slot : slots) {
    if (slot.contains("copy_from")) continue;  // of turns that name a slot by another one there is no place in the text
    SlotSpan span;
    GODEL_TRY(span.slot, Required<std::string>(slot, "slot"));
    GODEL_TRY(span.begin, Required<size_t>(slot, "start"));
    GODEL_TRY(span.end, Required<size_t>(slot, "exclusive_end"));
    spans.push_back(std::move(span));
  }
  return spans;
}

// Offsets of the code points and, last, the text's length.
std::vector<size_t> CodePointOffsets(std::string_view text) {
  std::vector<size_t> offsets;
  for (size_t at = 0; at < text.size();) {
    offsets.push_back(at);
    const std::optional<CodePoint> next = DecodeUtf8(text.substr(at));
    at += next ? next->bytes : 1;
  }
  offsets.push_back(text.size());
  return offsets;
}

struct SchemaTurn {
  bool user = false;
  std::string utterance;
  Json::array_t frames;
};

Result<SchemaTurn> ReadTurn(const Json& json, const SchemaGuidedOptions& options) {
  SchemaTurn turn;
  GODEL_TRY(const std::string speaker, Required<std::string>(json, "speaker"));
  if (speaker != "USER" && speaker != "SYSTEM")
    return Fail(ErrorCode::kBadData, fmt::format("speaker: expected USER or SYSTEM, found {}", speaker));
  turn.user = speaker == "USER";
  GODEL_TRY(turn.utterance, Required<std::string>(json, "utterance"));
  GODEL_TRY(turn.frames, ItemsOf(json, "frames"));
  if (options.upstream_rules && turn.frames.size() > 1) turn.frames.resize(1);
  return turn;
}

Status UpdateBelief(const SchemaTurn& turn, Belief* belief) {
  for (const Json& frame : turn.frames) {
    const auto state = frame.find("state");
    if (state == frame.end()) continue;
    GODEL_TRY(const std::string service, Required<std::string>(frame, "service"));
    GODEL_TRY(SchemaValues values, ReadState(*state));
    belief->Set(ServiceName(service), std::move(values));
  }
  return {};
}

Result<std::string> SystemText(const SchemaTurn& turn, const SchemaGuidedOptions& options, Tally* tally) {
  if (options.keep_values) return turn.utterance;
  std::vector<SlotSpan> spans;
  for (const Json& frame : turn.frames) {
    GODEL_TRY(std::vector<SlotSpan> found, ReadSpans(frame));
    spans.insert(spans.end(), found.begin(), found.end());
  }
  return Delexicalise(turn.utterance, std::move(spans), tally);
}

Status ConvertTurn(const SchemaTurn& turn, const SchemaGuidedOptions& options, Belief* belief,
                   std::vector<std::string>* history, std::vector<Example>* examples, Tally* tally) {
  if (turn.user) {
    GODEL_TRY_STATUS(UpdateBelief(turn, belief));
    if (options.upstream_rules && belief->services.size() > 1)
      belief->services.erase(belief->services.begin(), belief->services.end() - 1);
    history->emplace_back(TrimSpace(turn.utterance));
    return {};
  }
  GODEL_TRY(const std::string text, SystemText(turn, options, tally));
  Example example;
  example.context = *history;
  example.knowledge = belief->Text();
  example.response = std::string(TrimSpace(text));
  history->push_back(example.response);
  if (example.context.empty() || example.response.empty()) {
    tally->Count("dropped: no context or response");
    return {};
  }
  examples->push_back(std::move(example));
  return {};
}

}  // namespace

std::string Delexicalise(std::string_view text, std::vector<SlotSpan> spans, Tally* tally) {
  const std::vector<size_t> offsets = CodePointOffsets(text);
  std::erase_if(spans, [&](const SlotSpan& span) {
    const bool outside = span.begin >= span.end || span.end >= offsets.size();
    if (outside) tally->Count(kOutsideText);
    return outside;
  });
  // The longest first; each takes its place unless a longer one has it.
  std::stable_sort(spans.begin(), spans.end(), [](const SlotSpan& a, const SlotSpan& b) {
    return a.end - a.begin != b.end - b.begin ? a.end - a.begin > b.end - b.begin : a.begin < b.begin;
  });
  std::vector<const SlotSpan*> owner(offsets.size(), nullptr);
  for (const SlotSpan& span : spans) {
    // A longer one that overlaps covers one of the ends.
    if (owner[span.begin] == nullptr && owner[span.end - 1] == nullptr)
      std::fill(owner.begin() + static_cast<std::ptrdiff_t>(span.begin),
                owner.begin() + static_cast<std::ptrdiff_t>(span.end), &span);
  }
  std::string out;
  for (size_t i = 0; i + 1 < offsets.size(); ++i) {
    if (owner[i] == nullptr)
      out += text.substr(offsets[i], offsets[i + 1] - offsets[i]);
    else if (i == owner[i]->begin)
      out += fmt::format("[{}]", owner[i]->slot);
  }
  return out;
}

Result<std::vector<Example>> ConvertSchemaGuided(const Json& dialog, const std::string& place,
                                                 const SchemaGuidedOptions& options, Tally* tally) {
  GODEL_TRY(const std::string id, Required<std::string>(dialog, "dialogue_id"));
  GODEL_TRY(const Json::array_t turns, ItemsOf(dialog, "turns"));
  if (turns.size() > kMaxTurns)
    return Fail(ErrorCode::kResourceExhausted, fmt::format("{} turns; at most {} are read", turns.size(), kMaxTurns));
  Belief belief;
  std::vector<std::string> history;
  std::vector<Example> examples;
  for (size_t i = 0; i < turns.size(); ++i) {
    auto turn = ReadTurn(turns[i], options);
    if (!turn) return Within(fmt::format("turn {}", i + 1), turn.error());
    auto converted = ConvertTurn(*turn, options, &belief, &history, &examples, tally);
    if (!converted) return Within(fmt::format("turn {}", i + 1), converted.error());
  }
  for (Example& example : examples) example.dialog = fmt::format("sgd/{}/{}", place, id);
  return examples;
}

}  // namespace godel

// SPDX-License-Identifier: MIT
#include "godel/prepare/tasks/wizard_of_wikipedia.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <optional>
#include <unordered_map>
#include <utility>

#include "godel/prepare/tasks/dialog_examples.h"
#include "godel/prepare/tasks/json_fields.h"

namespace godel {
namespace {

struct WowTurn {
  bool is_wizard = false;
  std::string text;
  std::string knowledge;
};

// {} and null when nothing was looked up; otherwise one sentence under the name of its passage.
Result<std::string> CheckedSentence(const Json& turn, const WowOptions& options) {
  const auto checked = turn.find("checked_sentence");
  if (checked == turn.end() || checked->is_null() || (checked->is_object() && checked->empty())) return std::string();
  if (!checked->is_object())
    return Fail(ErrorCode::kBadData, "checked_sentence: expected an object, found " + Excerpt(*checked));
  const Json& sentence = *checked->begin();
  if (!sentence.is_string())
    return Fail(ErrorCode::kBadData, "checked_sentence: expected a string in it, found " + Excerpt(sentence));
  std::string text = OneLineText(sentence.get_ref<const std::string&>());
  if (text == "no_passages_used" && !options.keeps_no_passages_used) text.clear();
  return text;
}

Result<WowTurn> ParseTurn(const Json& turn, const WowOptions& options) {
  if (!turn.is_object()) return Fail(ErrorCode::kBadData, "expected an object, found " + Excerpt(turn));
  WowTurn parsed;
  GODEL_TRY(const std::string speaker, TextMember(turn, "speaker"));
  GODEL_TRY(parsed.text, TextMember(turn, "text"));
  parsed.is_wizard = speaker.find("Wizard") != std::string::npos;
  if (parsed.is_wizard) {
    GODEL_TRY(parsed.knowledge, CheckedSentence(turn, options));
  }
  return parsed;
}

Result<std::vector<std::string>> StartOf(const Json& dialog, DialogStart start) {
  std::vector<std::string> turns;
  if (start == DialogStart::kNothing) return turns;
  GODEL_TRY(std::string text, TextMember(dialog, start == DialogStart::kPersona ? "persona" : "chosen_topic"));
  if (!text.empty()) turns.push_back(std::move(text));
  return turns;
}

}  // namespace

Result<DialogStart> ParseDialogStart(std::string_view name) {
  if (name == "persona") return DialogStart::kPersona;
  if (name == "topic") return DialogStart::kTopic;
  if (name == "nothing") return DialogStart::kNothing;
  return Fail(ErrorCode::kInvalidArgument, fmt::format("expected persona, topic or nothing, found '{}'", name));
}

Result<std::vector<Example>> ConvertWowDialog(const Json& dialog, const std::string& name, const WowOptions& options,
                                              Tally* tally) {
  GODEL_TRY(const Json* turns, ArrayMember(dialog, "dialog"));
  GODEL_TRY(std::vector<std::string> history, StartOf(dialog, options.start));
  DialogExamples examples("wow/" + name);
  for (size_t i = 0; i < turns->size(); ++i) {
    auto turn = ParseTurn((*turns)[i], options);
    if (!turn) return Within(fmt::format("turn {}", i + 1), std::move(turn.error()));
    if (turn->text.empty()) continue;
    if (turn->is_wizard && history.empty()) tally->Count(kWithoutContext);
    if (turn->is_wizard && !history.empty())
      GODEL_TRY_STATUS(examples.Add(history, std::move(turn->knowledge), turn->text));
    history.push_back(std::move(turn->text));
  }
  return std::move(examples).Take();
}

Result<CorpusReading> ReadWow(const TaskFiles& files, const WowOptions& options, const GiveExample& give) {
  const ConvertRow convert = [&](const Json& row, const std::string& name, Tally* tally) {
    return ConvertWowDialog(row, name, options, tally);
  };
  return ReadTaskRows(files, "dialogs", convert, give);
}

std::vector<size_t> UpstreamWowChoice(const std::vector<std::string>& topics) {
  struct Topic {
    size_t dialogs = 0;
    std::optional<size_t> second;
  };
  std::vector<Topic> in_order;  // of their first dialogs
  std::unordered_map<std::string_view, size_t> known;
  for (size_t i = 0; i < topics.size(); ++i) {
    const auto [place, is_new] = known.emplace(topics[i], in_order.size());
    if (is_new) in_order.emplace_back();
    Topic& topic = in_order[place->second];
    if (++topic.dialogs == 2) topic.second = i;
  }
  std::stable_sort(in_order.begin(), in_order.end(),
                   [](const Topic& a, const Topic& b) { return a.dialogs > b.dialogs; });
  std::vector<size_t> chosen;
  constexpr size_t kEnd = 100;
  for (size_t i = 1; i < std::min(in_order.size(), kEnd); i += 2)
    if (in_order[i].second) chosen.push_back(*in_order[i].second);
  return chosen;
}

Result<CorpusReading> ReadUpstreamWow(const TaskFiles& files, const WowOptions& options, const GiveExample& give) {
  std::vector<std::string> topics;
  const ConvertRow read_topic = [&](const Json& row, const std::string&, Tally*) -> Result<std::vector<Example>> {
    GODEL_TRY(topics.emplace_back(), TextMember(row, "chosen_topic"));
    return std::vector<Example>();
  };
  const GiveExample nothing = [](const Example&) -> Status { return {}; };
  GODEL_TRY(const CorpusReading first, ReadTaskRows(files, "dialogs", read_topic, nothing));

  const std::vector<size_t> chosen = UpstreamWowChoice(topics);
  std::map<size_t, std::vector<Example>> examples;
  for (const size_t index : chosen) examples[index];
  size_t index = 0;  // among the rows that have a topic
  const ConvertRow convert = [&](const Json& row, const std::string& name,
                                 Tally* tally) -> Result<std::vector<Example>> {
    GODEL_TRY_STATUS(TextMember(row, "chosen_topic"));
    const auto place = examples.find(index++);
    if (place == examples.end()) {
      tally->Count("left out: dialogs that were not chosen");
      return std::vector<Example>();
    }
    GODEL_TRY(place->second, ConvertWowDialog(row, name, options, tally));
    tally->Count("examples", place->second.size());
    return std::vector<Example>();
  };
  GODEL_TRY(CorpusReading reading, ReadTaskRows(files, "dialogs", convert, nothing));
  for (const size_t at : chosen)
    for (Example& example : examples[at]) GODEL_TRY_STATUS(give(std::move(example)));
  return reading;
}

}  // namespace godel

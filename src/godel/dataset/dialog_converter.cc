// SPDX-License-Identifier: MIT
#include "godel/dataset/dialog_converter.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

#include "godel/dataset/example_json.h"

namespace godel {
namespace {

Result<std::string> Text(const Json& object, std::string_view key) {
  GODEL_TRY(const std::optional<std::string> text, OptionalMember<std::string>(object, key));
  if (!text) return Fail(ErrorCode::kBadData, fmt::format("{}: expected a string, found none", key));
  return std::string(TrimSpace(*text));
}

// nullptr when it is absent or null.
Result<const Json*> Array(const Json& object, const char* key) {
  const auto member = object.find(key);
  if (member == object.end() || member->is_null()) return nullptr;
  if (!member->is_array())
    return Fail(ErrorCode::kBadData, fmt::format("{}: expected an array, found {}", key, Excerpt(*member)));
  return &*member;
}

Result<SpokenTurn> ParseTurn(const Json& object, size_t num_knowledge) {
  if (!object.is_object()) return Fail(ErrorCode::kBadData, "expected an object, found " + Excerpt(object));
  SpokenTurn turn;
  GODEL_TRY(turn.speaker, Text(object, "s"));
  GODEL_TRY(turn.text, Text(object, "t"));
  GODEL_TRY(turn.knowledge, OptionalMember<size_t>(object, "ki"));
  if (turn.knowledge && *turn.knowledge >= num_knowledge)
    return Fail(ErrorCode::kBadData,
                fmt::format("ki: {} is beyond kb, which holds {} texts", *turn.knowledge, num_knowledge));
  return turn;
}

bool IsSystem(std::string_view speaker) {
  return speaker == "system" || speaker == "assistant";
}

// Without empty turns, and without two of one speaker in a row.
std::vector<SpokenTurn> Alternating(const std::vector<SpokenTurn>& spoken) {
  std::vector<SpokenTurn> turns;
  for (const SpokenTurn& turn : spoken) {
    if (turn.text.empty()) continue;
    if (turns.empty() || turns.back().speaker != turn.speaker) {
      turns.push_back(turn);
      continue;
    }
    turns.back().text += " " + turn.text;
    if (turn.knowledge) turns.back().knowledge = turn.knowledge;
  }
  return turns;
}

template <class T, size_t kNames>
Result<T> ParseName(std::string_view what, std::string_view name,
                    const std::array<std::pair<std::string_view, T>, kNames>& names) {
  std::string known;
  for (const auto& [known_name, value] : names) {
    if (name == known_name) return value;
    known += fmt::format("{}{}", known.empty() ? "" : ", ", known_name);
  }
  return Fail(ErrorCode::kInvalidArgument, fmt::format("{}: expected one of {}, found '{}'", what, known, name));
}

std::vector<std::string> TextsOf(const std::vector<SpokenTurn>& turns, size_t begin, size_t end) {
  std::vector<std::string> texts;
  texts.reserve(end - begin);
  for (size_t i = begin; i < end; ++i) texts.push_back(turns[i].text);
  return texts;
}

}  // namespace

Result<Dialog> ParseDialog(const Json& object) {
  Dialog dialog;
  for (const auto& [key, text] :
       {std::pair{"id", &dialog.id}, std::pair{"src", &dialog.source}, std::pair{"split", &dialog.split}}) {
    GODEL_TRY(std::optional<std::string> found, OptionalMember<std::string>(object, key));
    *text = std::move(found).value_or("");
  }
  GODEL_TRY(const Json* knowledge, Array(object, "kb"));
  if (knowledge != nullptr) {
    for (const Json& text : *knowledge) {
      if (!text.is_string()) return Fail(ErrorCode::kBadData, "kb: expected strings, found " + Excerpt(text));
      dialog.knowledge.emplace_back(TrimSpace(text.get_ref<const std::string&>()));
    }
  }
  GODEL_TRY(const Json* turns, Array(object, "turns"));
  if (turns == nullptr) return Fail(ErrorCode::kBadData, "turns: expected an array, found none");
  for (const Json& turn : *turns) {
    auto parsed = ParseTurn(turn, dialog.knowledge.size());
    if (!parsed) return Within(fmt::format("turn {}", dialog.turns.size() + 1), std::move(parsed.error()));
    dialog.turns.push_back(std::move(*parsed));
  }
  return dialog;
}

bool HasSystem(const Dialog& dialog) {
  return std::any_of(dialog.turns.begin(), dialog.turns.end(),
                     [](const SpokenTurn& turn) { return IsSystem(turn.speaker); });
}

Result<AnsweringSide> ParseAnsweringSide(std::string_view name) {
  using enum AnsweringSide;
  return ParseName<AnsweringSide, 3>("answers", name, {{{"auto", kAuto}, {"system", kSystem}, {"both", kBoth}}});
}

Result<KnowledgeChoice> ParseKnowledgeChoice(std::string_view name) {
  using enum KnowledgeChoice;
  return ParseName<KnowledgeChoice, 4>("knowledge", name,
                                       {{{"auto", kAuto}, {"turn", kTurn}, {"latest", kLatest}, {"none", kNone}}});
}

std::vector<Example> ConvertDialog(const Dialog& dialog, const DialogConversion& options) {
  const bool has_system = HasSystem(dialog);
  const bool only_system =
      options.answers == AnsweringSide::kSystem || (options.answers == AnsweringSide::kAuto && has_system);
  const bool latest =
      options.knowledge == KnowledgeChoice::kLatest || (options.knowledge == KnowledgeChoice::kAuto && has_system);
  const std::vector<SpokenTurn> turns = Alternating(dialog.turns);
  const std::string id = dialog.id.empty() ? "" : fmt::format("{}/{}/{}", dialog.source, dialog.split, dialog.id);

  std::vector<Example> examples;
  std::optional<size_t> known;
  const size_t together = std::max<size_t>(1, options.response_turns);
  size_t next = 1;  // the first turn that no response holds yet
  for (size_t i = 0; i < turns.size(); ++i) {
    if (turns[i].knowledge || !latest) known = turns[i].knowledge;
    if (i < next || (only_system && !IsSystem(turns[i].speaker))) continue;
    next = std::min(i + together, turns.size());
    const size_t kept = options.max_context_turns == 0 ? i : std::min(i, options.max_context_turns);
    Example example{.instruction = options.instruction,
                    .context = TextsOf(turns, i - kept, i),
                    .knowledge = {},
                    .response = JoinTurns(TextsOf(turns, i, next)),
                    .dialog = id};
    if (known && options.knowledge != KnowledgeChoice::kNone) example.knowledge = dialog.knowledge[*known];
    examples.push_back(std::move(example));
  }
  return examples;
}

bool IsWantedSplit(std::string_view split, const std::vector<std::string>& wanted) {
  return wanted.empty() || std::any_of(wanted.begin(), wanted.end(), [&](const std::string& name) {
           return split.starts_with(name) && (split.size() == name.size() || split[name.size()] == '_');
         });
}

Result<std::optional<Example>> ConvertInstruct(const Json& object, const std::string& instruction) {
  GODEL_TRY(const std::string prompt, Text(object, "prompt"));
  GODEL_TRY(const std::string completion, Text(object, "completion"));
  const std::string_view response = TrimSpace(std::string_view(completion).substr(0, completion.find("<|endoftext|>")));
  if (prompt.empty() || response.empty()) return std::optional<Example>();
  return Example{.instruction = instruction,
                 .context = {prompt},
                 .knowledge = {},
                 .response = std::string(response),
                 .dialog = {}};
}

}  // namespace godel

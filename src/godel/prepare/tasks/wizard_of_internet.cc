// SPDX-License-Identifier: MIT
#include "godel/prepare/tasks/wizard_of_internet.h"

#include <fmt/format.h>

#include <utility>

#include "godel/prepare/tasks/dialog_examples.h"
#include "godel/prepare/tasks/json_fields.h"

namespace godel {
namespace {

constexpr std::string_view kStrayFlags = "flags without a sentence";

// The sentences of one document whose flags are set.
Status AddSelected(const Json& document, const Json& flags, std::string* knowledge, Tally* tally) {
  GODEL_TRY(const Json* sentences, ArrayMember(document, "content"));
  if (!flags.is_array())
    return Fail(ErrorCode::kBadData, "selected_contents: expected arrays in it, found " + Excerpt(flags));
  for (size_t i = 0; i < flags.size(); ++i) {
    if (!flags[i].is_boolean())
      return Fail(ErrorCode::kBadData, "selected_contents: expected true or false, found " + Excerpt(flags[i]));
    if (!flags[i].get<bool>()) continue;
    if (i >= sentences->size()) {
      tally->Count(kStrayFlags);
      continue;
    }
    const Json& sentence = (*sentences)[i];
    if (!sentence.is_string())
      return Fail(ErrorCode::kBadData, "content: expected strings in it, found " + Excerpt(sentence));
    const std::string text = OneLineText(sentence.get_ref<const std::string&>());
    if (!text.empty()) *knowledge += (knowledge->empty() ? "" : " ") + text;
  }
  return {};
}

// selected_contents[0] says in one flag that nothing was selected; the others belong to a document each.
Result<std::string> SelectedKnowledge(const Json& turn, Tally* tally) {
  std::string knowledge;
  const auto context = turn.find("context");
  if (context == turn.end() || context->is_null()) return knowledge;
  GODEL_TRY(const Json* contents, ArrayMember(*context, "contents"));
  GODEL_TRY(const Json* selected, ArrayMember(*context, "selected_contents"));
  for (size_t i = 1; i < selected->size(); ++i) {
    if (i > contents->size()) {
      tally->Count(kStrayFlags);
      continue;
    }
    GODEL_TRY_STATUS(AddSelected((*contents)[i - 1], (*selected)[i], &knowledge, tally));
  }
  return knowledge;
}

struct WoiTurn {
  bool is_search = false;
  bool is_wizard = false;
  std::string text;
  std::string knowledge;
};

Result<WoiTurn> ParseTurn(const Json& turn, Tally* tally) {
  if (!turn.is_object()) return Fail(ErrorCode::kBadData, "expected an object, found " + Excerpt(turn));
  WoiTurn parsed;
  GODEL_TRY(const std::string action, TextMember(turn, "action"));
  parsed.is_search = action.find("SearchAgent") != std::string::npos;
  if (parsed.is_search) return parsed;
  parsed.is_wizard = action == "Wizard => Apprentice";
  if (!parsed.is_wizard && action != "Apprentice => Wizard")
    return Fail(ErrorCode::kBadData, fmt::format("action: expected Wizard => Apprentice, Apprentice => Wizard or one "
                                                 "with the SearchAgent, found {}",
                                                 Excerpt(Json(action))));
  GODEL_TRY(parsed.text, TextMember(turn, "text"));
  if (parsed.is_wizard) {
    GODEL_TRY(parsed.knowledge, SelectedKnowledge(turn, tally));
  }
  return parsed;
}

}  // namespace

Result<std::vector<Example>> ConvertWoiDialog(const Json& row, const std::string& name, WoiStart start, Tally* tally) {
  if (!row.is_object() || row.size() != 1)
    return Fail(ErrorCode::kBadData,
                fmt::format("expected an object with one dialog under its id, found {} members", row.size()));
  const std::string id = fmt::format("woi/{}/{}", name.substr(0, name.find('/')), row.begin().key());
  const Json& dialog = *row.begin();
  GODEL_TRY(const Json* turns, ArrayMember(dialog, "dialog_history"));
  std::vector<std::string> history;
  if (start == WoiStart::kPersona) {
    GODEL_TRY(std::string persona, TextMemberOrNothing(dialog, "apprentice_persona"));
    if (!persona.empty()) history.push_back(std::move(persona));
  }
  DialogExamples examples(id);
  for (size_t i = 0; i < turns->size(); ++i) {
    auto turn = ParseTurn((*turns)[i], tally);
    if (!turn) return Within(fmt::format("turn {}", i + 1), std::move(turn.error()));
    if (turn->is_search || turn->text.empty()) continue;
    if (turn->is_wizard && history.empty()) tally->Count(kWithoutContext);
    if (turn->is_wizard && !history.empty())
      GODEL_TRY_STATUS(examples.Add(history, std::move(turn->knowledge), turn->text));
    history.push_back(std::move(turn->text));
  }
  return std::move(examples).Take();
}

Result<CorpusReading> ReadWoi(const TaskFiles& files, WoiStart start, const GiveExample& give) {
  const ConvertRow convert = [&](const Json& row, const std::string& name, Tally* tally) {
    return ConvertWoiDialog(row, name, start, tally);
  };
  return ReadTaskRows(files, "dialogs", convert, give);
}

}  // namespace godel

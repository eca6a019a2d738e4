// SPDX-License-Identifier: MIT
#include "godel/dataset/multiwoz/dialog_list.h"

#include <fmt/format.h>

#include <utility>

#include "godel/dataset/example_json.h"
#include "godel/dataset/line_source.h"
#include "godel/dataset/multiwoz/dialog_reader.h"

namespace godel::multiwoz {

Result<DialogIds> ReadDialogList(const std::string& path) {
  GODEL_TRY(LineSource lines, LineSource::Open(path));
  DialogIds ids;
  while (true) {
    GODEL_TRY(const std::optional<SourceLine> line, lines.Next());
    if (!line) break;
    const std::string_view name = TrimSpace(line->text);
    if (!name.empty()) ids.insert(DialogId(name));
  }
  if (ids.empty()) return Fail(ErrorCode::kBadData, path + ": expected names of dialogs, one a line; there is none");
  return ids;
}

Result<ChosenDialogs> ReadDialogs(const std::vector<std::string>& files, const DialogChoice& choice,
                                  size_t max_bad_dialogs) {
  DialogReader reader(files, max_bad_dialogs);
  ChosenDialogs chosen;
  DialogIds seen;
  while (true) {
    GODEL_TRY(std::optional<WozDialog> dialog, reader.Next());
    if (!dialog) break;
    if (!choice.Wants(dialog->id)) continue;
    if (!seen.insert(dialog->id).second) return Fail(ErrorCode::kBadData, dialog->id + ": this dialog is there twice");
    chosen.dialogs.push_back(std::move(*dialog));
  }
  for (const std::string& id : choice.only.value_or(DialogIds())) {
    if (!seen.contains(id) && !choice.except.contains(id))
      return Fail(ErrorCode::kBadData, fmt::format("the list names {}, which is in none of the files", id));
  }
  chosen.bad = reader.bad();
  return chosen;
}

}  // namespace godel::multiwoz

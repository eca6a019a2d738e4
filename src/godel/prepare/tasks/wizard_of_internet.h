// SPDX-License-Identifier: MIT
// Wizard of the Internet (Komeili and others 2021), as ParlAI publishes it: a line a dialog, {id:
// {"apprentice_persona", "dialog_history": [{"action": "Wizard => Apprentice", "text", "context": {"contents":
// [{"content": [sentences]}], "selected_contents": [[nothing selected], [flag a sentence]..]}}]}}.
#pragma once
#include <string>
#include <vector>

#include "godel/prepare/tasks/task_reading.h"

namespace godel {

enum class WoiStart { kPersona, kNothing };

// An example for each turn of the wizard to the apprentice: the turns before it (what goes to and comes from the search
// engine is none), the sentences that were selected, joined by spaces, and its text. Dialogs are named
// "woi/train/<id>". A flag without a sentence selects nothing and is counted. Error: kBadData, naming the turn (from 1,
// of all actions) and the member.
Result<std::vector<Example>> ConvertWoiDialog(const Json& row, const std::string& name, WoiStart start, Tally* tally);

// Error: as ReadTaskRows.
Result<CorpusReading> ReadWoi(const TaskFiles& files, WoiStart start, const GiveExample& give);

}  // namespace godel

// SPDX-License-Identifier: MIT
// What a system answered in MultiWOZ's dialogs, in the format of the standardised evaluation:
// {"mul0003": [{"response": "i have [value_count] ...", "state"?: {"hotel": {"area": "north"}},
// "active_domains"?: ["hotel"]}..]}.
#pragma once
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "godel/base/json_fwd.h"
#include "godel/base/result.h"
#include "godel/dataset/multiwoz/state.h"

namespace godel::multiwoz {

struct PredictedTurn {
  std::string response;                   // delexicalised
  std::optional<DialogState> state = {};  // canonical slots and values
  std::optional<std::vector<std::string>> active_domains = {};
};

// By DialogId.
using Predictions = std::map<std::string, std::vector<PredictedTurn>>;

// Error: as DialogReader for the file; kBadData, naming the dialog and the turn, or the dialog that is there twice.
Result<Predictions> ReadPredictions(const std::string& path);

// One dialog's turns.
Result<std::vector<PredictedTurn>> ParsePredictedTurns(const Json& turns);

// By DialogId and turn, the domains whose booking has succeeded: {"mul0003": [[], ["hotel"]]}.
using BookedDomains = std::map<std::string, std::vector<std::vector<std::string>>>;
Result<BookedDomains> ReadBookedDomains(const std::string& path);

}  // namespace godel::multiwoz

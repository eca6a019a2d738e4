// SPDX-License-Identifier: MIT
// What `godel evaluate multiwoz` prints and writes.
#pragma once
#include <string>

#include "command_line/result_json.h"
#include "godel/evaluate/multiwoz/woz_evaluation.h"

namespace godel::apps {

// Lines for people.
std::string MultiWozTable(const multiwoz::WozEvaluation& evaluation);

OutputJson ToJson(const multiwoz::WozEvaluation& evaluation, const multiwoz::Coverage& coverage);

// A line a dialog: what failed where.
OutputJson ToJson(const multiwoz::DialogResult& result);

}  // namespace godel::apps

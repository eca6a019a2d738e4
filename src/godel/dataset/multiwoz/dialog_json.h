// SPDX-License-Identifier: MIT
// Dialogs from the JSON of MultiWOZ's versions and descendants.
#pragma once
#include <string_view>

#include "godel/base/json_fwd.h"
#include "godel/base/result.h"
#include "godel/dataset/multiwoz/dialog.h"

namespace godel::multiwoz {

// `dialog` in one of three layouts, told apart by its member:
//   "log"   2.0, 2.1, 2.3, 2.4: {"goal", "log": [{"text", "metadata", "dialog_act"?, "span_info"?}..]}
//   "turns" 2.2: {"dialogue_id", "turns": [{"speaker", "utterance", "frames"}..]}; no goal, no bookings
//   "info"  HDSA: {"file", "info": [{"user_orig", "sys_orig"?, "sys", "BS", "KB", "act"}..]}; no goal, no bookings
// `name` is the id where the dialog has none of its own. A user's turn that nobody answers is left out. Error:
// kBadData, naming the turn (from 1) and the member.
Result<WozDialog> ParseWozDialog(const Json& dialog, std::string_view name = {});

// What ParseWozDialog chooses from.
Result<WozDialog> ParseLogDialog(const Json& dialog, std::string_view name);
Result<WozDialog> ParseFrameDialog(const Json& dialog, std::string_view name);
Result<WozDialog> ParseHdsaDialog(const Json& dialog, std::string_view name);

// The "goal" of the first layout. Which requests are scored is as in the classic evaluation: of trains the id, and the
// reference wherever something is to be booked.
Goal ParseGoal(const Json& goal);

}  // namespace godel::multiwoz

// SPDX-License-Identifier: MIT
// What MultiWOZ 2.2 leaves out of its dialogs, from a version that has it.
#pragma once
#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "godel/base/result.h"
#include "godel/dataset/bad_rows.h"
#include "godel/dataset/multiwoz/dialog.h"

namespace godel::multiwoz {

// Gives each dialog without a goal that of its namesake in `files` (2.0, 2.1, 2.3 or 2.4), and with it bookings and
// references where both have as many exchanges. Texts, states and spans stay. A dialog at a time is in memory beside
// `dialogs`. Returns the dialogs of `files` that could not be read. Error: as DialogReader; kBadData for a dialog that
// is still without a goal.
Result<BadRows> TakeGoals(const std::vector<std::string>& files, size_t max_bad_dialogs, std::span<WozDialog> dialogs);

}  // namespace godel::multiwoz

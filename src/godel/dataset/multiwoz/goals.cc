// SPDX-License-Identifier: MIT
#include "godel/dataset/multiwoz/goals.h"

#include <fmt/format.h>

#include <map>
#include <optional>
#include <string_view>
#include <utility>

#include "godel/dataset/multiwoz/dialog_reader.h"

namespace godel::multiwoz {
namespace {

void TakeBookings(WozDialog&& from, WozDialog* to) {
  if (to->has_bookings || !from.has_bookings || from.exchanges.size() != to->exchanges.size()) return;
  to->has_bookings = true;
  for (size_t i = 0; i < to->exchanges.size(); ++i) {
    to->exchanges[i].booked = std::move(from.exchanges[i].booked);
    to->exchanges[i].references = std::move(from.exchanges[i].references);
  }
}

}  // namespace

Result<BadRows> TakeGoals(const std::vector<std::string>& files, size_t max_bad_dialogs, std::span<WozDialog> dialogs) {
  std::map<std::string_view, WozDialog*> lacking;
  for (WozDialog& dialog : dialogs) {
    if (dialog.goal.empty()) lacking.emplace(dialog.id, &dialog);
  }
  DialogReader reader(files, max_bad_dialogs);
  while (true) {
    GODEL_TRY(std::optional<WozDialog> dialog, reader.Next());
    if (!dialog) break;
    const auto found = lacking.find(dialog->id);
    if (found == lacking.end() || dialog->goal.empty()) continue;
    found->second->goal = std::move(dialog->goal);
    TakeBookings(std::move(*dialog), found->second);
    lacking.erase(found);
  }
  if (!lacking.empty())
    return Fail(ErrorCode::kBadData, fmt::format("{}: no goal for it is in {}; {} dialogs have none",
                                                 lacking.begin()->first, fmt::join(files, ", "), lacking.size()));
  return reader.bad();
}

}  // namespace godel::multiwoz

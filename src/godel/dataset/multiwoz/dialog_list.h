// SPDX-License-Identifier: MIT
// The lists that split MultiWOZ: valListFile and testListFile, a dialog's name a line.
#pragma once
#include <cstddef>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "godel/base/result.h"
#include "godel/dataset/bad_rows.h"
#include "godel/dataset/multiwoz/dialog.h"

namespace godel::multiwoz {

using DialogIds = std::set<std::string, std::less<>>;

// Blank lines are left out. Error: as LineSource; kBadData when there is no name in the file.
Result<DialogIds> ReadDialogList(const std::string& path);

// Which dialogs of the files are wanted.
struct DialogChoice {
  std::optional<DialogIds> only = {};  // nullopt: all
  DialogIds except = {};
  bool Wants(std::string_view id) const { return (!only || only->contains(id)) && !except.contains(id); }
};

struct ChosenDialogs {
  std::vector<WozDialog> dialogs;
  BadRows bad;
};

// All at once; takes about 50 KB a dialog. Error: as DialogReader; kBadData for a dialog that is there twice or a list
// that names dialogs which are not there.
Result<ChosenDialogs> ReadDialogs(const std::vector<std::string>& files, const DialogChoice& choice,
                                  size_t max_bad_dialogs);

}  // namespace godel::multiwoz

// SPDX-License-Identifier: MIT
// Where MultiWOZ's dialogs and database lie: flags that preparing and measuring share.
#pragma once
#include <CLI/App.hpp>
#include <string>
#include <vector>

#include "godel/base/result.h"
#include "godel/dataset/multiwoz/dialog_list.h"

namespace godel::apps {

struct MultiWozFlags {
  std::vector<std::string> files;
  std::string database;
  std::string list;
  std::vector<std::string> except;
  size_t max_bad_dialogs = 0;
};

// --database, --list, --except and --max-bad-rows.
void AddMultiWozFlags(CLI::App& app, MultiWozFlags& flags);

// Error: as ReadDialogList.
Result<multiwoz::DialogChoice> ReadDialogChoice(const MultiWozFlags& flags);

}  // namespace godel::apps

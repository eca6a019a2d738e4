// SPDX-License-Identifier: MIT
// What `godel evaluate` can do besides measuring a model: a file a subcommand.
#pragma once
#include <CLI/App.hpp>
#include <cstddef>
#include <string>
#include <vector>

#include "commands.h"
#include "godel/base/result.h"

namespace godel::apps {

Command AddEvaluateTexts(CLI::App& evaluate);
Command AddEvaluateCompare(CLI::App& evaluate);
Command AddEvaluateMultiWoz(CLI::App& evaluate);
Command AddEvaluateHuman(CLI::App& evaluate);

struct CompareFlags {
  std::vector<std::string> runs;  // folders
  std::string output;             // a folder, or empty
  bool force = false;
  bool json = false;
  size_t samples = 1000;
  uint64_t seed = 1;
};

// Prints the comparison and, with an output, writes comparison.html and comparison.json.
Status CompareSavedRuns(const CompareFlags& flags);

}  // namespace godel::apps

// SPDX-License-Identifier: MIT
// What `godel dataset` can do: a file a subcommand.
#pragma once
#include "commands.h"

namespace godel::apps {

Command AddDatasetConvert(CLI::App& dataset);
Command AddDatasetInspect(CLI::App& dataset);
Command AddDatasetSplit(CLI::App& dataset);
Command AddDatasetSample(CLI::App& dataset);

}  // namespace godel::apps

// SPDX-License-Identifier: MIT
// What `godel evaluate` can do besides measuring a model: a file a subcommand.
#pragma once
#include <CLI/App.hpp>

#include "commands.h"

namespace godel::apps {

Command AddEvaluateMultiWoz(CLI::App& evaluate);

}  // namespace godel::apps

// SPDX-License-Identifier: MIT
// One run as a page: its figures, how they are spread, and what the best and the worst replies look like.
#pragma once
#include <string>

#include "godel/evaluate/runs/saved_run.h"

namespace godel {

// The whole page. A run without replies has figures and likelihoods alone. Costs the time to sort the predictions.
std::string RunReport(const SavedRun& run);

}  // namespace godel

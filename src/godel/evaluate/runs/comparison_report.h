// SPDX-License-Identifier: MIT
// A comparison of runs as a page and as JSON.
#pragma once
#include <nlohmann/json.hpp>
#include <span>
#include <string>

#include "godel/evaluate/runs/run_comparison.h"

namespace godel {

// The metrics with their differences and intervals, bars, and the examples whose F1 differs most. `runs` are those that
// were compared.
std::string ComparisonReport(std::span<const SavedRun> runs, const RunComparison& comparison);

nlohmann::ordered_json ToJson(const RunComparison& comparison);

// Lines for a terminal.
std::string ComparisonTable(const RunComparison& comparison);

}  // namespace godel

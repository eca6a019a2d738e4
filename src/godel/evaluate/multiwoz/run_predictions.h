// SPDX-License-Identifier: MIT
// A run of `godel evaluate` over MultiWOZ's examples, as the predictions that it is measured by.
#pragma once
#include <filesystem>
#include <span>

#include "godel/base/result.h"
#include "godel/evaluate/multiwoz/predictions.h"
#include "godel/evaluate/runs/prediction.h"

namespace godel::multiwoz {

// The replies in the order of their dialogs' turns, whatever order they stand in; without states, as such a run is
// given the corpus' own. Where a turn is not among them the dialog ends, so that CompareTurns finds it too short.
// Error: kBadData, with the prediction's number from 1, for one that is not of MultiWOZ, does not say which turn it is,
// has no reply, or comes twice.
Result<Predictions> PredictionsOfRun(std::span<const Prediction> run);

// Whether the file begins as a run's predictions.jsonl does, {"file": ..., and not with a dialog's turns,
// {"mul0003": [...]. Its name says nothing. False for what is no JSON object and for a pipe, whose beginning would be
// gone.
bool HoldsRun(const std::filesystem::path& file);

}  // namespace godel::multiwoz

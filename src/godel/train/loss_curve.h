// SPDX-License-Identifier: MIT
// A picture of a run for its model card: training loss, evaluation loss and learning rate over the steps.
#pragma once
#include <span>
#include <string>

#include "godel/train/training_log.h"

namespace godel::train {

struct LossCurveOptions {
  std::string title = "Training loss";
  std::string subtitle = {};  // a fainter line below; empty: none
};

// An SVG file that needs nothing beside it and follows the reader's light or dark mode. The training loss is drawn as
// it was logged, faintly, and smoothed; what is absent from the log is left out. Losses that are no numbers are gaps,
// and the legend counts them. Any log makes a well-formed picture, an empty one too; its size does not grow with a
// log's length.
std::string LossCurveSvg(std::span<const LogEntry> log, const LossCurveOptions& options = {});

}  // namespace godel::train

// SPDX-License-Identifier: MIT
// One line that says how far a training run is: for a terminal's progress bar and for the log of a run without one.
#pragma once
#include <cstddef>
#include <optional>
#include <string>

namespace godel::train {

struct TrainingProgress {
  size_t step = 0;         // done, those before a resume among them
  size_t total_steps = 0;  // 0: not known
  double epoch = 0;
  std::optional<double> loss = {};
  std::optional<double> learning_rate = {};
  std::optional<double> tokens_per_second = {};
  size_t steps_of_this_run = 0;    // done since the program started or resumed
  double seconds_of_this_run = 0;  // spent on them
};

// "step 4200/10000  1:02:33 left  loss 2.314  52.1k tokens/s  lr 9.1e-05  epoch 1.26": what matters most stands first,
// because a narrow terminal cuts the end. What is unknown is left out. The time left is reckoned from the steps of this
// run alone, so a resumed one does not promise too much.
std::string ProgressText(const TrainingProgress& progress);

// "12:07", "1:02:33", "3d 04:15:00".
std::string ShortDuration(double seconds);

}  // namespace godel::train

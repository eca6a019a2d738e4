// SPDX-License-Identifier: MIT
// The learning rate over a run, as transformers' get_scheduler.
#pragma once
#include <cstddef>

#include "godel/train/training_arguments.h"

namespace godel::train {

// Of optimizer step `step`, counted from 0, in a run of `total_steps`; the first steps of a warm-up start at 0.
double LearningRateAt(size_t step, size_t total_steps, const TrainingArguments& arguments);

}  // namespace godel::train

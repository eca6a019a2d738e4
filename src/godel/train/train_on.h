// SPDX-License-Identifier: MIT
// The loop on a device of the caller's choice, for tests; Train() chooses itself.
#pragma once
#include "godel/train/torch.h"
#include "godel/train/trainer.h"

namespace godel::train {

Result<TrainingResult> TrainOn(at::Device device, const TrainingArguments& arguments, const TrainerHooks& hooks,
                               const ProcessPlace& place);

}  // namespace godel::train

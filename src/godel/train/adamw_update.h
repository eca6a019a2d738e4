// SPDX-License-Identifier: MIT
// AdamW's update of one parameter, as torch.optim.AdamW makes it: decoupled weight decay, moments without bias.
#pragma once
#include "godel/train/row_math.h"
#include "godel/train/torch.h"

namespace godel::train {

// Contiguous f32 of one length, on one device. All but the gradient are changed.
struct AdamWTensors {
  at::Tensor value, gradient, mean, variance;
};

void UpdateByAdamW(const AdamWTensors& of, const AdamWConstants& c);           // in one pass, on the CPU alone
void UpdateByAdamWOperators(const AdamWTensors& of, const AdamWConstants& c);  // on any device

}  // namespace godel::train

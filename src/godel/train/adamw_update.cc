// SPDX-License-Identifier: MIT
#include "godel/train/adamw_update.h"

#include "godel/train/rows.h"

namespace godel::train {

void UpdateByAdamW(const AdamWTensors& of, const AdamWConstants& c) {
  float* const value = of.value.data_ptr<float>();
  const float* const gradient = of.gradient.data_ptr<float>();
  float* const mean = of.mean.data_ptr<float>();
  float* const variance = of.variance.data_ptr<float>();
  ForRows(static_cast<size_t>(of.value.numel()), [&](size_t from, size_t to, size_t) {
    AdamWRow(value + from, gradient + from, mean + from, variance + from, to - from, c);
  });
}

void UpdateByAdamWOperators(const AdamWTensors& of, const AdamWConstants& c) {
  const at::NoGradGuard no_grad;
  const at::Tensor gradient = of.gradient * c.gradient_factor;
  of.mean.mul_(c.beta1).add_(gradient, 1 - c.beta1);
  of.variance.mul_(c.beta2).addcmul_(gradient, gradient, 1 - c.beta2);
  of.value.mul_(c.decay).addcdiv_(of.mean, of.variance.sqrt().mul_(c.inverse_correction).add_(c.epsilon), -c.step_size);
}

}  // namespace godel::train

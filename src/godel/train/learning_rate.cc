// SPDX-License-Identifier: MIT
#include "godel/train/learning_rate.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace godel::train {

double LearningRateAt(size_t step, size_t total_steps, const TrainingArguments& arguments) {
  const double rate = arguments.optimizer.learning_rate, s = static_cast<double>(step);
  const ScheduleArguments& schedule = arguments.schedule;
  if (schedule.lr_scheduler_type == LrSchedulerType::kConstant) return rate;
  const size_t warmup_steps = WarmupSteps(arguments, total_steps);
  const double warmup = static_cast<double>(warmup_steps);
  if (step < warmup_steps) return rate * s / warmup;
  const double rest = std::max(1.0, static_cast<double>(total_steps) - warmup);
  const double progress = std::min(1.0, (s - warmup) / rest);
  switch (schedule.lr_scheduler_type) {
    case LrSchedulerType::kLinear:
      return rate * (1 - progress);
    case LrSchedulerType::kCosine:
      return rate * 0.5 * (1 + std::cos(std::numbers::pi * progress));
    case LrSchedulerType::kInverseSqrt: {
      // transformers' timescale: the warm-up, or 10,000 without one.
      const double timescale = warmup_steps > 0 ? warmup : 10000;
      return rate / std::sqrt((s + timescale - warmup) / timescale);
    }
    case LrSchedulerType::kPolynomial:
      return schedule.polynomial_lr_end +
             (rate - schedule.polynomial_lr_end) * std::pow(1 - progress, schedule.polynomial_power);
    case LrSchedulerType::kConstant:
    case LrSchedulerType::kConstantWithWarmup:
      return rate;
  }
  return rate;
}

}  // namespace godel::train

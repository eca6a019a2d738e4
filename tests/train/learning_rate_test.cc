// SPDX-License-Identifier: MIT
// Points of transformers' schedules that are known by hand.
#include "godel/train/learning_rate.h"

#include <gtest/gtest.h>

#include <cmath>

namespace godel::train {
namespace {

double At(size_t step, LrSchedulerType type, size_t warmup) {
  TrainingArguments arguments;
  arguments.optimizer.learning_rate = 1;
  arguments.schedule.lr_scheduler_type = type;
  arguments.schedule.warmup_steps = warmup;
  return LearningRateAt(step, 110, arguments);
}

TEST(LearningRate, WarmsUpFromZero) {
  for (const auto type : {LrSchedulerType::kLinear, LrSchedulerType::kCosine, LrSchedulerType::kConstantWithWarmup,
                          LrSchedulerType::kInverseSqrt, LrSchedulerType::kPolynomial}) {
    EXPECT_EQ(At(0, type, 10), 0);
    EXPECT_NEAR(At(5, type, 10), 0.5, 1e-12);
    EXPECT_NEAR(At(10, type, 10), 1, 1e-12);
  }
  EXPECT_EQ(At(0, LrSchedulerType::kConstant, 10), 1);
}

TEST(LearningRate, ComesDownAsItsNameSays) {
  EXPECT_NEAR(At(60, LrSchedulerType::kLinear, 10), 0.5, 1e-12);
  EXPECT_NEAR(At(35, LrSchedulerType::kCosine, 10), 0.5 * (1 + std::sqrt(0.5)), 1e-12);
  EXPECT_NEAR(At(40, LrSchedulerType::kInverseSqrt, 10), 0.5, 1e-12);  // sqrt(10 / 40)
  EXPECT_NEAR(At(60, LrSchedulerType::kPolynomial, 10), 0.5, 1e-6);
  EXPECT_EQ(At(109, LrSchedulerType::kConstantWithWarmup, 10), 1);
  EXPECT_NEAR(At(110, LrSchedulerType::kLinear, 10), 0, 1e-12);
}

}  // namespace
}  // namespace godel::train

// SPDX-License-Identifier: MIT
#include "godel/train/progress_line.h"

#include <gtest/gtest.h>

#include <limits>

namespace godel::train {
namespace {

TEST(ProgressLine, SaysAllThatIsKnown) {
  // 100 steps took 60 seconds, so the 5800 that are left take 3480.
  EXPECT_EQ(ProgressText({.step = 4200,
                          .total_steps = 10000,
                          .epoch = 1.26,
                          .loss = 2.3141,
                          .learning_rate = 9.1e-5,
                          .tokens_per_second = 52'130,
                          .steps_of_this_run = 100,
                          .seconds_of_this_run = 60}),
            "step 4200/10000  58:00 left  loss 2.314  52.1k tokens/s  lr 9.1e-05  epoch 1.26");
}

TEST(ProgressLine, LeavesOutWhatIsNot) {
  EXPECT_EQ(ProgressText({}), "step 0");
  EXPECT_EQ(ProgressText({.step = 7, .tokens_per_second = 950}), "step 7  950 tokens/s");
  // The first line of a resumed run, and the last one of any.
  EXPECT_EQ(ProgressText({.step = 7, .total_steps = 9}), "step 7/9");
  EXPECT_EQ(ProgressText({.step = 9, .total_steps = 9, .steps_of_this_run = 2, .seconds_of_this_run = 2}), "step 9/9");
}

TEST(ProgressLine, SurvivesWhatIsNoNumber) {
  EXPECT_EQ(ProgressText({.step = 1, .loss = std::numeric_limits<double>::quiet_NaN()}), "step 1  loss nan");
  EXPECT_EQ(ShortDuration(std::numeric_limits<double>::quiet_NaN()), "0:00");
  EXPECT_EQ(ShortDuration(-5), "0:00");
  EXPECT_EQ(ShortDuration(std::numeric_limits<double>::infinity()), ShortDuration(1e9));
}

TEST(ProgressLine, Durations) {
  EXPECT_EQ(ShortDuration(0), "0:00");
  EXPECT_EQ(ShortDuration(59.4), "0:59");
  EXPECT_EQ(ShortDuration(59.6), "1:00");
  EXPECT_EQ(ShortDuration(727), "12:07");
  EXPECT_EQ(ShortDuration(3753), "1:02:33");
  EXPECT_EQ(ShortDuration(3 * 86400 + 4 * 3600 + 900), "3d 04:15:00");
}

}  // namespace
}  // namespace godel::train

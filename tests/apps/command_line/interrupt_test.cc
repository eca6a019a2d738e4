// SPDX-License-Identifier: MIT
#include "command_line/interrupt.h"

#include <gtest/gtest.h>

#include <csignal>

namespace godel::apps {
namespace {

// A run that waits for other processes, or evaluates for minutes, must not have to be killed.
TEST(Interrupt, TheSecondStopEndsTheProgram) {
  for (const int signal : {SIGINT, SIGTERM})
    EXPECT_EXIT(
        {
          CatchFirstStop();
          std::raise(SIGTERM);
          if (TakeInterrupt()) std::raise(signal);
        },
        ::testing::KilledBySignal(signal), "");
}

}  // namespace
}  // namespace godel::apps

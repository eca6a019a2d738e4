// SPDX-License-Identifier: MIT
#include "godel/base/profile.h"

#include <gtest/gtest.h>

#include <thread>

namespace godel {
namespace {

TEST(Profile, CountsWhatPassedSinceTheLastLap) {
  using namespace std::chrono_literals;
  Profile profile;
  profile.Enter("encode");
  std::this_thread::sleep_for(100ms);
  profile.Lap("qkv");
  profile.Lap("o");
  profile.Lap("qkv");
  std::this_thread::sleep_for(100ms);  // nobody's
  profile.Enter("decode");
  profile.Lap("qkv");

  const auto& entries = profile.entries();
  ASSERT_EQ(entries.size(), 3u);
  EXPECT_EQ(entries[0].phase, "encode");
  EXPECT_EQ(entries[0].operation, "qkv");
  EXPECT_EQ(entries[0].calls, 2u);
  EXPECT_GE(entries[0].seconds, 0.1);
  EXPECT_LT(entries[1].seconds, 0.09);
  EXPECT_EQ(entries[2].phase, "decode");
  EXPECT_LT(entries[2].seconds, 0.09);
}

}  // namespace
}  // namespace godel

// SPDX-License-Identifier: MIT
#include "godel/base/edit_distance.h"

#include <gtest/gtest.h>

namespace godel {
namespace {

TEST(EditDistance, CountsLettersToChange) {
  EXPECT_EQ(EditDistance("", ""), 0U);
  EXPECT_EQ(EditDistance("num_beams", "num_beams"), 0U);
  EXPECT_EQ(EditDistance("num_beam", "num_beams"), 1U);
  EXPECT_EQ(EditDistance("kitten", "sitting"), 3U);
  EXPECT_EQ(EditDistance("", "abc"), 3U);
  EXPECT_EQ(EditDistance("ab", "ba"), 2U);
}

}  // namespace
}  // namespace godel

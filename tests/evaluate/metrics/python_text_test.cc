// SPDX-License-Identifier: MIT
#include "godel/evaluate/metrics/python_text.h"

#include <gtest/gtest.h>

namespace godel {
namespace {

// Expected values are those of Python 3.11.
TEST(LowerLikePython, EqualsPython) {
  EXPECT_EQ(LowerLikePython("Hello WORLD 1"), "hello world 1");
  EXPECT_EQ(LowerLikePython("ÀÉ Straße"), "àé straße");
  EXPECT_EQ(LowerLikePython("İ"), "i\u0307");
  EXPECT_EQ(LowerLikePython("ΣΊΣΥΦΟΣ Σ ΑΣ. ΑΣ'Α"), "σίσυφος σ ας. ασ'α");
  EXPECT_EQ(LowerLikePython(""), "");
}

TEST(SplitLikePython, KnowsUnicodesSpacesAndTheSeparators) {
  using Words = std::vector<std::string_view>;
  EXPECT_EQ(SplitLikePython(" a\tb\u00A0c\u2003d\u3000e\x1F"
                            "f\u0085g\u200Bh "),
            (Words{"a", "b", "c", "d", "e", "f", "g\u200Bh"}));
  EXPECT_TRUE(SplitLikePython(" \n ").empty());
}

TEST(StripRightLikePython, StripsTheRightAlone) {
  EXPECT_EQ(StripRightLikePython("  a b \u3000\n"), "  a b");
  EXPECT_EQ(StripRightLikePython("\u2003"), "");
}

}  // namespace
}  // namespace godel

// SPDX-License-Identifier: MIT
#include "godel/evaluate/metrics/normalize_answer.h"

#include <gtest/gtest.h>

namespace godel {
namespace {

TEST(NormalizeAnswer, GivesWhatGodelCompares) {
  EXPECT_EQ(NormalizeAnswer("The cat's on a mat!"), "cat s on mat");
  EXPECT_EQ(NormalizeAnswer("An apple-pie, isn't it?"), "apple pie isn t it");
  EXPECT_EQ(NormalizeAnswer("A [restaurant_name] at 10:30"), "restaurant name at 10 30");
  EXPECT_EQ(NormalizeAnswer("don’t"), "don’t");
}

// Expected values are those of Python 3.11 with ParlAI's three regular expressions.
TEST(NormalizeAnswer, AgreesWithPythonOnWordBoundaries) {
  EXPECT_EQ(NormalizeAnswer("’The’ end"), "’ ’ end");
  EXPECT_EQ(NormalizeAnswer("the3 a_b AN theory"), "the3 b theory");
  EXPECT_EQ(NormalizeAnswer("…the…"), "… …");
  EXPECT_EQ(NormalizeAnswer("thé ÉTÉ «a»"), "thé été « »");
  EXPECT_EQ(NormalizeAnswer("²a a² ٣a Ⅷ a"), "²a a² ٣a ⅷ");
  EXPECT_EQ(NormalizeAnswer("a\xCC\x81 b"), "\xCC\x81 b");  // an accent of its own is no letter
}

TEST(NormalizeAnswer, LeavesSingleSpaces) {
  EXPECT_EQ(NormalizeAnswer("a\u00A0b\u3000the\tc\n"), "b c");
  EXPECT_EQ(NormalizeAnswer("  the a "), "");
  EXPECT_EQ(NormalizeAnswer("?!"), "");
  EXPECT_EQ(NormalizeAnswer(""), "");
  EXPECT_EQ(NormalizeAnswer("ok \xFF\xFE"), "ok \uFFFD\uFFFD");
}

TEST(SplitWords, GivesTheWordsBetweenSpaces) {
  using Words = std::vector<std::string_view>;
  EXPECT_EQ(SplitWords("one two"), (Words{"one", "two"}));
  EXPECT_EQ(SplitWords("  one  two "), (Words{"one", "two"}));
  EXPECT_EQ(SplitWords(""), Words{});
}

}  // namespace
}  // namespace godel

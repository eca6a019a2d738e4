// SPDX-License-Identifier: MIT
#include "godel/serve/reply_parts.h"

#include <gtest/gtest.h>

#include "godel/serve/openai_reply.h"
#include "serve/api_support.h"

namespace godel {
namespace {

TEST(StopCutter, HoldsBackWhatMayBeginAStopString) {
  StopCutter cutter({"END", "##"});
  EXPECT_EQ(cutter.Append("a E"), "a ");
  EXPECT_EQ(cutter.Append("N"), "");
  EXPECT_EQ(cutter.Append("x#"), "ENx");
  EXPECT_EQ(cutter.Append("b"), "#b");
  EXPECT_EQ(cutter.Append("EEN"), "E");
  EXPECT_FALSE(cutter.ended());
  EXPECT_EQ(cutter.Append("D more"), "");
  EXPECT_TRUE(cutter.ended());
  EXPECT_EQ(cutter.Append("more") + cutter.Finish(), "");
  EXPECT_EQ(cutter.shown_bytes(), std::string("a ENx#bE").size());
}

// Whatever the pieces, the parts together are the whole, cut at its first stop string.
TEST(StopCutter, EqualsCuttingTheWhole) {
  const std::vector<std::string> stops = {"aab", "ba", "ccc"};
  for (const std::string text : {"aaaab", "abab", "cc", "ccabccc", "", "aacbb", "xxaabxx", "caca"}) {
    for (size_t size = 1; size <= text.size() + 1; ++size) {
      StopCutter cutter(stops);
      std::string shown;
      for (size_t i = 0; i < text.size(); i += size) shown += cutter.Append(std::string_view(text).substr(i, size));
      shown += cutter.Finish();
      EXPECT_EQ(shown, text.substr(0, FindStop(text, stops))) << text << " in pieces of " << size;
    }
  }
}

TEST(ShownStream, TokensGoWithTheirText) {
  ShownStream stream({"STOP"});
  EXPECT_EQ(stream.Append(testing::Token(5, "a")).tokens.size(), 1U);
  EXPECT_EQ(stream.Append(testing::Token(6, "ST")).text, "");
  const ShownPart released = stream.Append(testing::Token(7, "y"));
  EXPECT_EQ(released.text, "STy");
  EXPECT_EQ(released.tokens.size(), 2U);
  const ShownPart cut = stream.Append(testing::Token(8, " zSTOP"));
  EXPECT_EQ(cut.text, " z");
  EXPECT_EQ(cut.tokens.size(), 1U) << "a token that begins before the stop string stays";
  EXPECT_EQ(stream.Append(testing::Token(9, "w")).tokens.size(), 0U);
  const ShownPart rest = stream.Finish({.text = "aSTy zSTOPw"});
  EXPECT_EQ(rest.text, "");
  EXPECT_TRUE(rest.tokens.empty());
}

TEST(ReplyParts, NothingIsAResultToo) {
  EXPECT_EQ(FirstReply({}).text, "");
  EXPECT_EQ(UnsentPart("abc", "ab"), "c");
  EXPECT_EQ(UnsentPart("abc", "x"), "") << "what was shown cannot be taken back";
  EXPECT_LT(MeanLogprob({}), -1e30);
}

}  // namespace
}  // namespace godel

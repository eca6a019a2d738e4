// SPDX-License-Identifier: MIT
#include "godel/evaluate/groundedness/copied_spans.h"

#include <gtest/gtest.h>

namespace godel {
namespace {

CopiedSpans Find(std::string_view reply, std::string_view knowledge, size_t shortest = kShortestCopy) {
  return FindCopiedSpans(LocateWords(reply), LocateWords(knowledge), shortest);
}

TEST(CopiedSpans, RunsOfThreeWordsCount) {
  const CopiedSpans copied =
      Find("I think Frozen was released in 2013, by Disney!", "Frozen was released in November 2013 by Disney.");
  ASSERT_EQ(copied.spans.size(), 1u) << "Frozen was released in, and 2013 by Disney, touch";
  EXPECT_EQ(copied.spans[0].first, 2u);
  EXPECT_EQ(copied.spans[0].count, 7u);
  EXPECT_EQ(copied.longest, 4u);
  EXPECT_DOUBLE_EQ(copied.share, 7.0 / 9);
}

TEST(CopiedSpans, ShorterRunsAreNoneButTheLongestIsKnown) {
  const CopiedSpans copied = Find("it is red and blue", "red and green, blue");
  EXPECT_TRUE(copied.spans.empty());
  EXPECT_EQ(copied.longest, 2u);
  EXPECT_EQ(copied.share, 0);
  EXPECT_EQ(Find("it is red and blue", "red and green, blue", 2).copied_words, 2u);
}

TEST(CopiedSpans, OverlappingRunsFromDifferentPlacesAreOne) {
  // b c d from the first sentence, c d e from the second.
  const CopiedSpans copied = Find("x b c d e y", "b c d. z c d e");
  ASSERT_EQ(copied.spans.size(), 1u);
  EXPECT_EQ(copied.spans[0].first, 1u);
  EXPECT_EQ(copied.spans[0].count, 4u);
  EXPECT_EQ(copied.longest, 3u);
}

TEST(CopiedSpans, AllAndNothing) {
  EXPECT_DOUBLE_EQ(Find("One two three four.", "zero ONE two, three four").share, 1);
  for (const auto& [reply, knowledge] :
       {std::pair{"", "a b c"}, {"x y z", ""}, {"", ""}, {"one two three", "three two one"}})
    EXPECT_EQ(Find(reply, knowledge).share, 0) << reply;
}

}  // namespace
}  // namespace godel

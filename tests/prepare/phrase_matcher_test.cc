// SPDX-License-Identifier: MIT
#include "godel/prepare/phrase_matcher.h"

#include <gtest/gtest.h>

#include "support/golden.h"

namespace godel {
namespace {

using Found = std::vector<std::string_view>;

TEST(PhraseMatcher, FindsWholeWordsWhateverTheirCase) {
  const PhraseMatcher matcher({"Big Apple", "new york", "ass", "  padded  "});
  EXPECT_EQ(matcher.size(), 4U);
  EXPECT_EQ(matcher.FindAll("NEW YORK is the big apple."), (Found{"new york", "Big Apple"}));
  EXPECT_EQ(matcher.FindFirst("what an (ASS)!"), "ass");
  EXPECT_EQ(matcher.FindFirst("is padded"), "padded");
  EXPECT_FALSE(matcher.FindFirst("class, assets, bass")) << "a part of a word";
  EXPECT_FALSE(matcher.FindFirst("ass_ 1ass ass2")) << "digits and the underscore belong to words";
  EXPECT_FALSE(matcher.FindFirst("new  york, newyork")) << "white space must be equal";
}

// What flashtext 2.7 answers to the same.
TEST(PhraseMatcher, TakesTheLongestAndNoTwoThatOverlap) {
  const PhraseMatcher matcher({"new", "new york", "york city", "new york city hall", "machine learning", "city"});
  EXPECT_EQ(matcher.FindAll("new york city"), (Found{"new york", "city"}));
  EXPECT_EQ(matcher.FindAll("new york city hall"), (Found{"new york city hall"}));
  EXPECT_EQ(matcher.FindAll("new yorker"), (Found{"new"}));
  EXPECT_EQ(matcher.FindAll("machine machine learning-city"), (Found{"machine learning", "city"}));
}

TEST(PhraseMatcher, FindsWhatFlashtextFinds) {
  size_t found = 0;
  for (const Json& line : testing::ReadGoldenJsonLines("flashtext/phrases.jsonl.gz")) {
    const PhraseMatcher matcher(line["phrases"].get<std::vector<std::string>>());
    const auto wanted = line["found"].get<std::vector<std::string>>();
    const std::string text = line["text"];
    EXPECT_EQ(matcher.FindAll(text), Found(wanted.begin(), wanted.end())) << line.dump();
    EXPECT_EQ(matcher.FindFirst(text).has_value(), !wanted.empty());
    found += wanted.size();
  }
  EXPECT_GT(found, 300U) << "the lists are not as they should be";
}

TEST(PhraseMatcher, KnowsSignsAndOtherLetters) {
  const PhraseMatcher matcher({"c++", "co-op", "ÉCOLE", "caf", "$hit"});
  EXPECT_EQ(matcher.FindAll("C++ or c++, co-op"), (Found{"c++", "c++", "co-op"}));
  EXPECT_FALSE(matcher.FindFirst("c++11 co-operate"));
  EXPECT_EQ(matcher.FindFirst("une école"), "ÉCOLE");
  EXPECT_EQ(matcher.FindFirst("a café"), "caf") << "as flashtext, what is not ASCII bounds words";
  EXPECT_EQ(matcher.FindAll("$hit, a$hit, -$hit"), (Found{"$hit", "$hit"}));
  EXPECT_FALSE(matcher.FindFirst("\xff\xfe broken"));
  EXPECT_TRUE(matcher.FindAll("").empty());
  EXPECT_TRUE(PhraseMatcher().FindAll("anything").empty());
  EXPECT_EQ(PhraseMatcher({"", "  ", "a", "A"}).size(), 1U);
}

}  // namespace
}  // namespace godel

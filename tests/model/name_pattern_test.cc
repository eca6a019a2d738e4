// SPDX-License-Identifier: MIT
#include "godel/model/name_pattern.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace godel {
namespace {

// As Python 3.11's re.fullmatch(pattern, name) says.
bool Matches(std::string_view pattern, std::string_view name) {
  const auto parsed = NamePattern::Parse(pattern);
  EXPECT_TRUE(parsed) << pattern << ": " << parsed.error().message;
  return parsed && parsed->MatchesWhole(name);
}

TEST(NamePattern, MatchesTheWholeNameAsPythonDoes) {
  EXPECT_TRUE(Matches("q", "q"));
  EXPECT_FALSE(Matches("q", "qq"));
  EXPECT_FALSE(Matches("q", ""));
  EXPECT_TRUE(Matches(R"(.*\.(q|v))", "encoder.block.0.layer.0.SelfAttention.q"));
  EXPECT_FALSE(Matches(R"(.*\.(q|v))", "encoder.block.0.layer.0.SelfAttention.k"));
  EXPECT_TRUE(Matches(R"((encoder|decoder)\.block\.[0-3]\..*)", "decoder.block.2.layer.1.EncDecAttention.q"));
  EXPECT_FALSE(Matches(R"((encoder|decoder)\.block\.[0-3]\..*)", "decoder.block.4.layer.1.EncDecAttention.q"));
  EXPECT_TRUE(Matches(R"((?:encoder\.)?block\.\d+\.wi)", "block.12.wi"));
  EXPECT_TRUE(Matches(R"((?:encoder\.)?block\.\d+\.wi)", "encoder.block.0.wi"));
  EXPECT_TRUE(Matches("^wo$", "wo"));
  EXPECT_TRUE(Matches("a|", ""));
  EXPECT_FALSE(Matches("a^b", "ab"));
}

TEST(NamePattern, KnowsSetsClassesAndRepeats) {
  EXPECT_TRUE(Matches("[^a-c]+", "xyz"));
  EXPECT_FALSE(Matches("[^a-c]+", "xbz"));
  EXPECT_TRUE(Matches(R"(\w+\.\D)", "block_1.x"));
  EXPECT_FALSE(Matches(R"(\w+\.\D)", "block_1.7"));
  EXPECT_TRUE(Matches(R"(a\sb)", "a b"));
  EXPECT_TRUE(Matches(R"([\d.]*)", "1.2.3"));
  EXPECT_TRUE(Matches("ab*", "a"));
  EXPECT_FALSE(Matches("ab+", "a"));
}

TEST(NamePattern, SaysWhatItCannotRead) {
  for (const char* mistake : {"(a", "a)", "[a", "*a", R"(a\)"}) {
    const auto parsed = NamePattern::Parse(mistake);
    ASSERT_FALSE(parsed) << mistake;
    EXPECT_EQ(parsed.error().code, ErrorCode::kBadData) << mistake << ": " << parsed.error().message;
  }
  for (const char* beyond : {"a{2}", "(?=a)", R"((a)\1)"}) {
    const auto parsed = NamePattern::Parse(beyond);
    ASSERT_FALSE(parsed) << beyond;
    EXPECT_EQ(parsed.error().code, ErrorCode::kUnsupported) << beyond << ": " << parsed.error().message;
  }
  EXPECT_FALSE(NamePattern::Parse(std::string(5000, 'a')));
}

// A matcher that tries one way after the other needs 2^40 steps for this.
TEST(NamePattern, TakesNoLongerThanPatternTimesName) {
  EXPECT_FALSE(Matches("(a*)*(a*)*(a*)*b", std::string(2000, 'a')));
}

}  // namespace
}  // namespace godel

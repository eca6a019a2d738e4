// SPDX-License-Identifier: MIT
#include "godel/prompt/cut_points.h"

#include <gtest/gtest.h>

#include <string>

namespace godel {
namespace {

std::vector<std::string> Prefixes(std::string_view text, const std::vector<size_t>& ends) {
  std::vector<std::string> prefixes;
  for (const size_t end : ends) prefixes.emplace_back(text.substr(0, end));
  return prefixes;
}

using Strings = std::vector<std::string>;

TEST(SentenceEnds, NeedSpaceOrTheEndBehind) {
  const std::string_view text = "Pi is 3.14. Really? He said \"yes!\" (twice.) v1.0";
  EXPECT_EQ(Prefixes(text, SentenceEnds(text)),
            (Strings{"Pi is 3.14.", "Pi is 3.14. Really?", "Pi is 3.14. Really? He said \"yes!\"",
                     "Pi is 3.14. Really? He said \"yes!\" (twice.)"}));
}

TEST(SentenceEnds, TakeRunsAsOne) {
  const std::string_view text = "What?! Well... ok.";
  EXPECT_EQ(Prefixes(text, SentenceEnds(text)), (Strings{"What?!", "What?! Well...", "What?! Well... ok."}));
}

TEST(SentenceEnds, KnowWideStopsWithoutSpaces) {
  const std::string_view text = "今日は。元気？「はい！」终";
  EXPECT_EQ(Prefixes(text, SentenceEnds(text)), (Strings{"今日は。", "今日は。元気？", "今日は。元気？「はい！」"}));
}

TEST(CutPoints, OfTextsWithoutAny) {
  EXPECT_TRUE(SentenceEnds("").empty());
  EXPECT_TRUE(SentenceEnds("no end here").empty());
  EXPECT_TRUE(WordEnds(" \n ").empty());
  EXPECT_TRUE(WordStarts("").empty());
  EXPECT_TRUE(CodePointStarts("").empty());
}

TEST(CutPoints, OfWords) {
  EXPECT_EQ(WordEnds(" one  two\nthree"), (std::vector<size_t>{4, 9, 15}));
  EXPECT_EQ(WordStarts(" one  two\nthree"), (std::vector<size_t>{1, 6, 10}));
}

TEST(CutPoints, OfCodePointsNeverSplitOne) {
  EXPECT_EQ(CodePointStarts("a\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80z"), (std::vector<size_t>{0, 1, 3, 6, 10}));
}

}  // namespace
}  // namespace godel

// SPDX-License-Identifier: MIT
#include "godel/evaluate/groundedness/novel_entities.h"

#include <gtest/gtest.h>

#include <string>

namespace godel {
namespace {

std::vector<std::string> Novel(std::string_view text, std::vector<std::string_view> known = {}) {
  std::vector<std::string> novel;
  for (const Entity& entity : FindEntities(text, known)) {
    if (entity.novel) novel.emplace_back(text.substr(entity.begin, entity.end - entity.begin));
  }
  return novel;
}

using Strings = std::vector<std::string>;

TEST(FindEntities, NumbersAndNames) {
  EXPECT_EQ(Novel("Yes, it was made by Tom Hanks in 1994 for \"Paramount\"."),
            (Strings{"Tom", "Hanks", "1994", "Paramount"}));
  EXPECT_EQ(Novel("2 films, the 3rd one cost $1.5m"), (Strings{"2", "3rd", "1.5m"}));
}

TEST(FindEntities, ASentencesBeginAndIAreNone) {
  EXPECT_EQ(Novel("Did you? Yes! I do. Then i'll say that I'm (and I\u2019m) fine... Really: Good"), Strings{});
  EXPECT_EQ(Novel("it ended . Then it began"), Strings{});
  EXPECT_EQ(Novel("well , Then it began"), Strings{"Then"});
}

TEST(FindEntities, WhatStandsInKnowledgeOrContextIsNotNovel) {
  const std::vector<std::string_view> known = {"Who is tom hanks?", "He was born in 1956; Spider-Man's friend"};
  EXPECT_EQ(FindEntities("I know Tom's and Spider-Man of 1956", known).size(), 3u);
  EXPECT_EQ(Novel("I know Tom's and Spider-Man of 1956", known), Strings{});
  EXPECT_EQ(Novel("I know Super-Man of 1957", known), (Strings{"Super-Man", "1957"}));
}

TEST(FindEntities, LettersOfOtherScriptsAndBrokenBytes) {
  EXPECT_EQ(Novel("wie Österreich und Ägypten"), (Strings{"Österreich", "Ägypten"}));
  EXPECT_EQ(Novel("\xff\xfe A\xffX B 1\xff"), (Strings{"B", "1"}));
  EXPECT_TRUE(FindEntities("", {}).empty());
  EXPECT_TRUE(FindEntities("... ?! --", {}).empty());
}

}  // namespace
}  // namespace godel

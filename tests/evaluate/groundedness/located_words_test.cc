// SPDX-License-Identifier: MIT
#include "godel/evaluate/groundedness/located_words.h"

#include <gtest/gtest.h>

#include "godel/evaluate/metrics/normalize_answer.h"

namespace godel {
namespace {

TEST(LocateWords, AreTheWordsThatTheMetricsCompare) {
  for (const std::string_view text : {"The cat's on a mat!", "An apple-pie, isn't it?", "a\u2019s the\u2019a",
                                      "Ein größerer\u00A0 ÄPFEL a\u3000the b", "", " ,. ", "A the an",
                                      "x_a_y [the_name] at 10:30", "\xff the\xc3 a", "tab\tnew\nline"}) {
    std::string joined;
    for (const LocatedWord& word : LocateWords(text)) joined += (joined.empty() ? "" : " ") + word.word;
    EXPECT_EQ(joined, NormalizeAnswer(text)) << text;
  }
}

TEST(LocateWords, SayWhereTheyStand) {
  const std::string text = "The Cat's (on) 10:30";
  std::vector<std::string> stand;
  for (const LocatedWord& word : LocateWords(text)) stand.push_back(text.substr(word.begin, word.end - word.begin));
  EXPECT_EQ(stand, (std::vector<std::string>{"Cat", "s", "on", "10", "30"}));
}

}  // namespace
}  // namespace godel

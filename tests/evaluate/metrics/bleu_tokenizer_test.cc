// SPDX-License-Identifier: MIT
#include "godel/evaluate/metrics/bleu_tokenizer.h"

#include <gtest/gtest.h>

#include "godel/evaluate/metrics/python_text.h"

namespace godel {
namespace {

// The words with | between them.
std::string Words(std::string_view text, BleuTokenizer tokenizer) {
  const std::string tokenized = TokenizeForBleu(text, tokenizer);
  std::string out;
  for (const std::string_view word : SplitLikePython(tokenized)) {
    if (!out.empty()) out += '|';
    out += word;
  }
  return out;
}

TEST(BleuTokenizer, Of13aLeavesNumbersWhole) {
  EXPECT_EQ(Words("It costs $3.50, or 1,000 yen.", BleuTokenizer::k13a), "It|costs|$|3.50|,|or|1,000|yen|.");
  EXPECT_EQ(Words("from 10-12, half-way", BleuTokenizer::k13a), "from|10|-|12|,|half-way");
  EXPECT_EQ(Words("don't (stop)/go", BleuTokenizer::k13a), "don't|(|stop|)|/|go");
  EXPECT_EQ(Words("1999.", BleuTokenizer::k13a), "1999|.");
}

TEST(BleuTokenizer, Of13aReadsEntitiesOneAfterTheOther) {
  EXPECT_EQ(Words("&quot;a&quot; &amp;lt; <skipped>b", BleuTokenizer::k13a), "\"|a|\"|<|b");
  EXPECT_EQ(Words("line-\nbreak\nhere", BleuTokenizer::k13a), "linebreak|here");
  EXPECT_EQ(Words("<skip<skipped>ped> &amp;amp;amp;", BleuTokenizer::k13a), "<|skipped|>|&|amp|;|amp|;");
}

// An overlap is not tried again: the second period has its comma or period taken from before it.
TEST(BleuTokenizer, Of13aTakesPairsFromTheLeft) {
  EXPECT_EQ(Words("a..b", BleuTokenizer::k13a), "a|.|.|b");
  EXPECT_EQ(Words("1.,2", BleuTokenizer::k13a), "1|.|,|2");
  EXPECT_EQ(Words("é.é,", BleuTokenizer::k13a), "é|.|é|,");
}

TEST(BleuTokenizer, OfIntlKnowsUnicode) {
  EXPECT_EQ(Words("«Ja», 3.5€ 1,000", BleuTokenizer::kIntl), "«|Ja|»|,|3.5|€|1,000");
  EXPECT_EQ(Words("好»、3", BleuTokenizer::kIntl), "好|»|、3");    // 、 stood for no pair, as » was taken
  EXPECT_EQ(Words("in 1999.", BleuTokenizer::kIntl), "in|1999.");  // as mteval-v14 has it
  EXPECT_EQ(Words("a<b & c", BleuTokenizer::kIntl), "a|<|b|&|c");
  EXPECT_EQ(Words("", BleuTokenizer::kIntl), "");
}

TEST(BleuTokenizer, OthersSplitLess) {
  EXPECT_EQ(Words("Ab, c", BleuTokenizer::kNone), "Ab,|c");
  EXPECT_EQ(Words("äb c", BleuTokenizer::kChar), "ä|b|c");
}

TEST(BleuTokenizer, HasNames) {
  for (const auto tokenizer : {BleuTokenizer::k13a, BleuTokenizer::kIntl, BleuTokenizer::kNone, BleuTokenizer::kChar})
    EXPECT_EQ(ParseBleuTokenizer(ToString(tokenizer)), tokenizer);
  EXPECT_FALSE(ParseBleuTokenizer("zh"));
}

}  // namespace
}  // namespace godel

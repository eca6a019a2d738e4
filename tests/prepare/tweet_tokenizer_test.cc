// SPDX-License-Identifier: MIT
#include "godel/prepare/tweet_tokenizer.h"

#include <gtest/gtest.h>

#include <chrono>

#include "godel/prepare/html_entities.h"
#include "support/golden.h"

namespace godel {
namespace {

using Strings = std::vector<std::string>;

TEST(TweetTokenizer, EqualsNltkOnRealAndGeneratedLines) {
  const auto rows = testing::ReadGoldenJsonLines("prepare/tweet_tokens.jsonl.gz");
  ASSERT_GT(rows.size(), 1500U);
  TweetTokenizer keep(LetterCase::kKeep), lower(LetterCase::kLower);
  for (const Json& row : rows) {
    const auto text = row[0].get<std::string>();
    const auto& kept = keep.Tokenize(text);
    EXPECT_EQ(Strings(kept.begin(), kept.end()), row[1].get<Strings>()) << text;
    const auto& lowered = lower.Tokenize(text);
    EXPECT_EQ(Strings(lowered.begin(), lowered.end()), row[2].get<Strings>()) << text;
  }
}

// Each would take minutes if a matcher looked at the rest of the text again and again.
TEST(TweetTokenizer, HostileTextsTakeLinearTime) {
  const auto repeated = [](std::string_view part) {
    std::string text;
    while (text.size() < (size_t{1} << 18)) text += part;
    return text;
  };
  for (const char* const part : {"<a", "(a", "http:(", "a.aa/a([", "a.", "1", "-<", "@a@", "#a'", ". \t", "(a)", "a@b.",
                                 "\xE2\x80\x8D", "http:/.", "(((((x).", "&a", "&#"}) {
    const auto start = std::chrono::steady_clock::now();
    for (const std::string& text : {repeated(part), "http://a" + repeated(part)}) TweetTokens(text);
    EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(20)) << part;
  }
}

TEST(TweetTokenizer, InvalidBytesAreReplaced) {
  EXPECT_EQ(TweetTokens("a \xFF b"), (Strings{"a", "\xEF\xBF\xBD", "b"}));
}

TEST(HtmlEntities, AreReplacedAsNltkDoes) {
  EXPECT_EQ(ReplaceHtmlEntities("a &amp; b &lt;3 &eacute; &bogus; &;"), "a & b <3 \xC3\xA9  &;");
  EXPECT_EQ(ReplaceHtmlEntities("&#65;&#x42;&#150;&#129;&#xD800;&#1114112;&#x1F600;"),
            "AB\xE2\x80\x93\xF0\x9F\x98\x80");
  EXPECT_EQ(ReplaceHtmlEntities("&amp &a b; &&amp;"), "&amp &a b; &&");
}

}  // namespace
}  // namespace godel

// SPDX-License-Identifier: MIT
// Submissions and conversations of DSTC7's grounded corpus.
#include <gtest/gtest.h>

#include "godel/prepare/digest.h"
#include "godel/prepare/grounded/conversations.h"
#include "godel/prepare/grounded/submissions.h"
#include "godel/prepare/grounded/text_rows.h"
#include "support/golden.h"

namespace godel {
namespace {

Json GoodSubmission() {
  return Json::parse(R"({"id": "abc", "num_comments": 10, "num_crossposts": 0, "locked": false, "over_18": false,
    "brand_safe": true, "distinguished": null, "subreddit_type": "public", "domain": "en.wikipedia.org",
    "url": "https://en.wikipedia.org/wiki/X#Early_life", "subreddit": "TodayILearned", "title": "TIL &amp; so on",
    "created_utc": "1388534400"})");
}

SubmissionRules OfficialLike() {
  return {.subreddits = {"todayilearned"}, .domains = {"en.wikipedia.org"}};
}

TEST(Submissions, EachRuleDropsWhatItNames) {
  ASSERT_EQ(*WhyDropped(GoodSubmission(), OfficialLike()), "");
  const auto rule = [](const char* changes) {
    Json changed = GoodSubmission();
    changed.merge_patch(Json::parse(changes));
    const auto dropped = WhyDropped(changed, OfficialLike());
    return dropped ? std::string(*dropped) : dropped.error().message;
  };
  EXPECT_EQ(rule(R"({"num_comments": 9})"), "dropped: few comments");
  EXPECT_EQ(rule(R"({"num_crossposts": 1})"), "dropped: crossposted");
  EXPECT_EQ(rule(R"({"locked": true})"), "dropped: locked");
  EXPECT_EQ(rule(R"({"over_18": true})"), "dropped: over 18");
  EXPECT_EQ(rule(R"({"brand_safe": false})"), "dropped: not brand safe");
  EXPECT_EQ(rule(R"({"distinguished": "moderator"})"), "dropped: distinguished");
  EXPECT_EQ(rule(R"({"subreddit_type": "archived"})"), "dropped: restricted subreddit");
  EXPECT_EQ(rule(R"({"domain": "i.imgur.com"})"), "dropped: pictures and videos");
  EXPECT_EQ(rule(R"({"url": "https://en.wikipedia.org/wiki/X#ab"})"), "dropped: no anchor in the URL");
  EXPECT_EQ(rule(R"({"url": "https://en.wikipedia.org/wiki/X#a b c"})"), "dropped: space in the URL");
  EXPECT_EQ(rule(R"({"url": "https://en.wikipedia.org/wiki/X#a.PDF"})"), "dropped: picture or PDF");
  EXPECT_EQ(rule(R"({"subreddit": "other"})"), "dropped: other subreddit");
  EXPECT_EQ(rule(R"({"domain": "de.wikipedia.org"})"), "dropped: other domain");
  EXPECT_EQ(rule(R"({"locked": "no"})"), "locked: expected true or false, found \"no\"");
  // Dumps of 2011 know neither.
  EXPECT_EQ(rule(R"({"num_crossposts": null, "locked": null, "brand_safe": null, "subreddit_type": null})"), "");
}

TEST(Submissions, RowsAreReadAgain) {
  const auto submission = ParseSubmission(GoodSubmission());
  ASSERT_TRUE(submission);
  EXPECT_EQ(submission->created_utc, 1388534400);
  const auto again = ParseSubmission(Json::parse(SubmissionRow(*submission)));
  ASSERT_TRUE(again);
  EXPECT_EQ(again->url, submission->url);
  EXPECT_EQ(again->created_utc, submission->created_utc);
  EXPECT_EQ(ParseSubmission(Json::parse(R"({"id": "x"})")).error().message, "subreddit: it is missing");
}

TEST(Submissions, ListsHoldANameALine) {
  const testing::TempDir folder;
  const auto names = ReadNameList(folder.Write("list.txt", "# ours\nAskScience\n\n anime # too\r\n"));
  ASSERT_TRUE(names);
  EXPECT_EQ(*names, (std::set<std::string, std::less<>>{"anime", "askscience"}));
}

struct Corpus {
  std::vector<std::vector<std::string>> rows;  // columns
  Tally tally;
};

Corpus Build(const std::vector<std::string>& comments, const ConversationOptions& options = {}) {
  Corpus corpus;
  auto builder = ConversationBuilder::Make(options);
  EXPECT_TRUE(builder);
  EXPECT_TRUE((*builder)->AddSubmission(*ParseSubmission(GoodSubmission())));
  for (const std::string& comment : comments) {
    const Status added = (*builder)->AddComment(Json::parse(comment));
    EXPECT_TRUE(added) << added.error().message;
  }
  EXPECT_TRUE((*builder)->Give(
      [&](std::string_view row) -> Status {
        std::vector<std::string> columns;
        for (const std::string_view column : SplitColumns(row)) columns.emplace_back(column);
        EXPECT_EQ(columns.size(), 7U);
        EXPECT_EQ(columns[0], HexDigest(DigestKind::kSha224, row.substr(columns[0].size() + 1)));
        corpus.rows.push_back(std::move(columns));
        return {};
      },
      &corpus.tally));
  return corpus;
}

std::string CommentJson(const std::string& id, const std::string& parent, const std::string& body,
                        const std::string& more = "") {
  return R"({"id": ")" + id + R"(", "link_id": "t3_abc", "parent_id": ")" + parent + R"(", "body": ")" + body +
         R"(", "author": "someone", "score": 2)" + more + "}";
}

TEST(Conversations, ChainsStandBehindTheTitleWhateverTheirOrder) {
  const Corpus corpus = Build({CommentJson("2", "t1_1", "two\\n words"), CommentJson("1", "t3_abc", "one &lt;3"),
                               R"({"link_id": "t3_other", "id": "9"})"});
  ASSERT_EQ(corpus.rows.size(), 3U);
  using Columns = std::vector<std::string>;
  const auto rest = [&](size_t i) { return Columns(corpus.rows[i].begin() + 1, corpus.rows[i].end()); };
  EXPECT_EQ(rest(0), (Columns{"TodayILearned", "abc", "1", "0", "START", "TIL & so on"}));
  EXPECT_EQ(rest(1), (Columns{"TodayILearned", "abc", "2", "2", "START EOS TIL & so on EOS one <3", "two words"}));
  EXPECT_EQ(rest(2), (Columns{"TodayILearned", "abc", "2", "1", "START EOS TIL & so on", "one <3"}));
}

TEST(Conversations, OldAncestorsAreForgottenAndCyclesEnd) {
  const Corpus deep =
      Build({CommentJson("1", "t3_abc", "aa"), CommentJson("2", "t1_1", "bb"), CommentJson("3", "t1_2", "cc")},
            {.max_depth = 1});
  EXPECT_EQ(deep.rows[3][5], "START EOS TIL & so on EOS bb");
  const Corpus cycle = Build({CommentJson("1", "t1_2", "aa"), CommentJson("2", "t1_1", "bb")});
  ASSERT_EQ(cycle.rows.size(), 3U);
  EXPECT_EQ(cycle.rows[1][5], "START EOS TIL & so on EOS bb EOS aa EOS bb EOS aa EOS bb");
}

TEST(Conversations, WhatIsNoResponseIsCounted) {
  const Corpus corpus = Build({CommentJson("1", "t3_abc", "[deleted]"), CommentJson("2", "t1_1", "below a deleted one"),
                               CommentJson("3", "t3_abc", "x"), CommentJson("4", "t3_abc", "&gt; quoted"),
                               CommentJson("5", "t3_abc", std::string(281, 'y')),
                               CommentJson("6", "t3_abc", "unloved", R"(, "score": 0)"),
                               CommentJson("7", "t1_gone", "orphan"), CommentJson("8", "t3_abc", "\u00e9\u00e9"),
                               CommentJson("9", "t3_abc", "by nobody", R"(, "author": "[deleted]")"),
                               CommentJson("10", "t3_abc", "[removed]")});
  EXPECT_EQ(corpus.tally.Of("dropped: deleted"), 3U);
  EXPECT_EQ(corpus.tally.Of("dropped: deleted context"), 1U);
  EXPECT_EQ(corpus.tally.Of("dropped: too short"), 1U);
  EXPECT_EQ(corpus.tally.Of("dropped: quotes another comment"), 1U);
  EXPECT_EQ(corpus.tally.Of("dropped: too long"), 1U);
  EXPECT_EQ(corpus.tally.Of("dropped: low score"), 1U);
  EXPECT_EQ(corpus.tally.Of("dropped: a parent is missing"), 1U);
  EXPECT_EQ(corpus.tally.Of("responses"), 1U) << "two characters of two bytes each";
}

TEST(Conversations, LongContextsLoseTheirOldestWords) {
  EXPECT_EQ(ContextText({"a b c", "d e"}, 7), "... EOS a b c EOS d e") << "START is a word too";
  EXPECT_EQ(ContextText({"a b c", "d e"}, 8), "START EOS a b c EOS d e");
  EXPECT_EQ(ContextText({"a b c", "d e f"}, 2), "... EOS d e f") << "the last turn stays whole";
}

TEST(Conversations, BrokenCommentsNameTheMember) {
  auto builder = ConversationBuilder::Make({});
  ASSERT_TRUE(builder);
  ASSERT_TRUE((*builder)->AddSubmission(*ParseSubmission(GoodSubmission())));
  EXPECT_EQ((*builder)->AddComment(Json::object()).error().message, "link_id: it is missing");
  EXPECT_EQ((*builder)->AddComment(Json::parse(R"({"link_id": "t3_abc", "id": "1", "parent_id": 5})")).error().message,
            "parent_id: expected a string, found 5");
}

}  // namespace
}  // namespace godel

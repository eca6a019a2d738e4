// SPDX-License-Identifier: MIT
// The parts of `godel prepare reddit`; the whole is held to a reference by reddit_test.py.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>

#include "godel/dataset/example_json.h"
#include "godel/dataset/line_source.h"
#include "godel/dataset/text_sink.h"
#include "godel/prepare/reddit/blocklist.h"
#include "godel/prepare/reddit/dump_line.h"
#include "godel/prepare/reddit/external_sorter.h"
#include "godel/prepare/reddit/multi_reference.h"
#include "godel/prepare/reddit/reddit_run.h"
#include "godel/prepare/reddit/thread_records.h"
#include "godel/prepare/reddit/turn_text.h"
#include "godel/prepare/reddit/weighted_session.h"
#include "support/golden.h"

namespace godel {
namespace {

using Strings = std::vector<std::string>;

TEST(DumpLine, IdsComeWithAndWithoutPrefixesAndScoresInAnyForm) {
  DumpLineParser parser;
  const auto parse = [&](std::string_view line) {
    const auto row = parser.Parse(line);
    EXPECT_TRUE(row) << line;
    return row ? std::get<Comment>(*row) : Comment{};
  };
  const Comment bare = parse(R"({"id":"c","link_id":"a","parent_id":"a","body":"x","score":"-4"})");
  EXPECT_EQ(bare.id, "t1_c");
  EXPECT_EQ(bare.link, "t3_a");
  EXPECT_EQ(bare.parent, "t3_a");
  EXPECT_EQ(bare.score, -4);
  const Comment prefixed = parse(R"({"id":"t1_c","link_id":"t3_a","parent_id":"t1_b","body":"x","score":"None"})");
  EXPECT_EQ(prefixed.id, "t1_c");
  EXPECT_EQ(prefixed.parent, "t1_b");
  EXPECT_EQ(prefixed.score, 0);
  EXPECT_EQ(parse(R"({"id":"c","link_id":"a","parent_id":"b","body":"x"})").parent, "t1_b");
}

TEST(DumpLine, ASubredditIsInThePermalink) {
  DumpLineParser parser;
  for (const char* const permalink : {"/r/AskReddit/comments/a/x/", "https://www.reddit.com/r/AskReddit/comments/a/"}) {
    const auto row =
        parser.Parse(std::string(R"({"id":"a","title":"T","num_comments":"3","permalink":")") + permalink + "\"}");
    ASSERT_TRUE(row) << permalink;
    EXPECT_EQ(std::get<Submission>(*row).subreddit, "askreddit");
    EXPECT_EQ(std::get<Submission>(*row).comments, 3);
  }
}

TEST(DumpLine, WhatIsNoRowSaysWhy) {
  DumpLineParser parser;
  for (const char* const line :
       {"", "[]", "{", R"({"body":"x","link_id":"a"})", R"({"id":7,"title":"x","num_comments":2})",
        R"({"id":"a\tb","link_id":"a","parent_id":"a","body":"x"})", R"({"id":"a","title":"x"})",
        R"({"id":"a","link_id":"a","parent_id":"a","body":"x","score":[]})",
        R"({"id":"a","title":"x","num_comments":2)"}) {
    const auto row = parser.Parse(line);
    ASSERT_FALSE(row) << line;
    EXPECT_EQ(row.error().code, ErrorCode::kBadData);
  }
}

TEST(TurnText, IsNormalisedAsDialoGptDoes) {
  TurnNormalizer normalizer;
  EXPECT_EQ(normalizer.Normalize("see (http://a.b/c) w/o #tag b/c it's 5-6 caf\u00E9"),
            "see ( __url__ without because it's 5 6 caf");
  EXPECT_EQ(normalizer.Normalize("\u201CHi\u201D, \"you\" URL __mention__"), "\u201C Hi \u201D , you URL __mention__");
  std::string line;
  AppendOneLine("a\\_b\r\n\tc", line);
  EXPECT_EQ(line, "a_b   c");
  // An emoticon may begin with a letter, which a word of letters alone does not show.
  EXPECT_EQ(normalizer.Normalize("so, D: dO= yes! no"), "so , D: dO yes ! no");
  EXPECT_EQ(CountTurnWords(" a\u00A0b\u3000c\x1C"
                           "d "),
            4U);
}

TEST(ExternalSorter, SortsMoreThanItsMemoryHolds) {
  const testing::TempDir folder;
  Strings lines, sorted;
  for (size_t i = 0; i < 5000; ++i) lines.push_back(std::to_string(i * 7919 % 5003) + std::string(i % 60, 'x'));
  ExternalSorter sorter(folder.path(), 4096);
  for (const std::string& line : lines) ASSERT_TRUE(sorter.Add(line));
  ASSERT_TRUE(sorter.Drain([&](std::string_view line) -> Status {
    sorted.emplace_back(line);
    return {};
  }));
  std::sort(lines.begin(), lines.end());
  EXPECT_EQ(sorted, lines);
}

// Lines that only bytes behind a long common beginning tell apart, or that end within it.
TEST(ExternalSorter, LinesOfACommonBeginningComeInOrderToo) {
  const testing::TempDir folder;
  const std::string same = "the same in all lines ";
  Strings lines = {same + "\xFF", same + "12345678b", same + "12345678a",          same,
                   same + "1",    same + "12345678",  same + std::string(1, '\0'), same};
  ExternalSorter sorter(folder.path(), size_t{1} << 20);
  for (const std::string& line : lines) ASSERT_TRUE(sorter.Add(line));
  Strings sorted;
  ASSERT_TRUE(sorter.Drain([&](std::string_view line) -> Status {
    sorted.emplace_back(line);
    return {};
  }));
  std::sort(lines.begin(), lines.end());
  EXPECT_EQ(sorted, lines);
}

// A comment's last row counts, under the parent that it has there, and parents are found by the places that are left.
TEST(ThreadBuilder, TheLaterOfTwoRowsStaysAndParentsAreFound) {
  const auto record = [](std::string_view parent, std::string_view id, uint64_t sequence, std::string_view body) {
    std::string text;
    AppendCommentRecord({.id = id, .parent = parent, .link = "t3_a", .body = body}, sequence, text);
    return text;
  };
  Strings records = {record("t3_a", "t1_b", 3, "new"), record("t1_c", "t1_b", 1, "old"),
                     record("t3_a", "t1_c", 2, "c"),   record("t1_b", "t1_d", 4, "d"),
                     record("t1_z", "t1_e", 9, "e"),   record("t1_b", "t1_c", 1, "x")};
  std::sort(records.begin(), records.end());
  Tally tally;
  Strings seen;
  ThreadBuilder builder(
      [&](const Thread& thread) -> Status {
        for (size_t i = 0; i < thread.comments.size(); ++i) {
          const size_t parent = thread.parents[i];
          seen.push_back(std::string(thread.comments[i].id) + " " + std::string(thread.comments[i].body) + " under " +
                         std::string(parent == Thread::kNone ? "nothing" : thread.comments[parent].id));
        }
        return {};
      },
      tally, {.comments = 6});
  for (const std::string& text : records) ASSERT_TRUE(builder.Add(text));
  ASSERT_TRUE(builder.Finish());
  EXPECT_EQ(seen,
            (Strings{"t1_d d under t1_b", "t1_e e under nothing", "t1_b new under nothing", "t1_c c under nothing"}));
  EXPECT_EQ(tally.Of("dropped: comment twice"), 2U);
  EXPECT_EQ(tally.Of("dropped: thread too large"), 0U);
  seen.clear();
  ThreadBuilder small(
      [&](const Thread& thread) -> Status {
        seen.push_back(std::to_string(thread.comments.size()));
        return {};
      },
      tally, {.comments = 3});
  for (const std::string& text : records) ASSERT_TRUE(small.Add(text));
  ASSERT_TRUE(small.Finish());
  EXPECT_EQ(seen, (Strings{"3"}));
  EXPECT_GT(tally.Of("dropped: thread too large"), 0U);
}

// Long texts count by their bytes, keys too, and the next thread begins with room again.
TEST(ThreadBuilder, AGiantThreadIsKeptInPartAndTheNextOneWhole) {
  const std::string body(1000, 'x');
  const auto add = [&](ThreadBuilder& builder, std::string_view link, int comments) {
    for (int i = 0; i < comments; ++i) {
      const std::string id = "t1_" + std::to_string(1000 + i);
      std::string record;
      AppendCommentRecord({.id = id, .parent = link, .link = link, .body = body}, 1, record);
      ASSERT_TRUE(builder.Add(record));
    }
  };
  Tally tally;
  Strings seen;
  ThreadBuilder builder(
      [&](const Thread& thread) -> Status {
        seen.push_back(std::string(thread.link) + " " + std::to_string(thread.comments.size()) + " " +
                       std::to_string(thread.kept.size()));
        return {};
      },
      tally, {.comments = 5, .text_bytes = 3500});
  for (const char* const key : {"t1_1", "t1_1", "t1_2", "t1_3", "t1_4", "t1_5", "t1_6"})
    ASSERT_TRUE(builder.Add(KeyRecord("t3_a\t" + std::string(key) + "\tkeep").value()));
  add(builder, "t3_a", 10);
  add(builder, "t3_b", 3);
  ASSERT_TRUE(builder.Finish());
  EXPECT_EQ(seen, (Strings{"t3_a 3 5", "t3_b 3 0"}));
  EXPECT_EQ(tally.Of("dropped: thread too large"), 8U) << "a key and seven comments";
}

TEST(WeightedSession, TurnsFromTheFirstOffensiveOneOnAreLeftOut) {
  const auto turns = ParseWeightedRow("1.0 a EOS 1.0 2 dogs EOS 0.0 rude\t1.0 d");
  ASSERT_TRUE(turns);
  const Strings session = SessionTurns(*turns);
  EXPECT_EQ(session, (Strings{"a", "2 dogs"}));
  EXPECT_TRUE(SessionTurns(*turns, SessionRules::kUpstream).empty());
  const auto upstream = ParseWeightedRow("2 dogs EOS 1.0 VIDEOS here\t0.0 rude", SessionRules::kUpstream);
  ASSERT_TRUE(upstream);
  const Strings kept = SessionTurns(*upstream, SessionRules::kUpstream);
  EXPECT_EQ(kept, (Strings{"dogs", "VIDEOS here"}));
  const Strings rows = UnrollUpstream(kept);
  ASSERT_EQ(rows.size(), 2U) << "upstream cuts VIDEOS in two";
  EXPECT_EQ(rows[0], R"({"Context":"dogs ","Knowledge":"","Response":"VID"})");
  const auto examples = UnrollSession({"dogs", "VIDEOS here"}, "d");
  ASSERT_EQ(examples.size(), 1U);
  EXPECT_EQ(examples[0].response, "VIDEOS here");
  EXPECT_FALSE(ParseWeightedRow("no tab"));
  EXPECT_FALSE(ParseWeightedRow("one\ttwo\tthree"));
}

TEST(MultiReference, GathersRepliesToTheSameTurns) {
  MultiReferenceBuilder builder;
  ASSERT_TRUE(
      builder.AddListRow("multiref\t9,t3_a,t1_b,t1_c\t2,t3_a,t1_b,t1_d\t1,t3_a,t1_b,t1_other\t4,t3_a,t1_b,t1_gone"));
  EXPECT_FALSE(builder.AddListRow("multiref"));
  EXPECT_FALSE(builder.AddListRow("multiref\tnothing"));
  for (const char* const row : {"t3_a,t1_b,t1_c\tHi\tone \u201Cx\u201D", "t3_a,t1_b,t1_d\tHi\ttwo",
                                "t3_a,t1_b,t1_other\tHello\tthree", "t3_z,t1_y,t1_x\tHi\tfour"})
    ASSERT_TRUE(builder.AddConversation(row));
  Tally tally;
  const auto items = builder.Build(tally);
  ASSERT_EQ(items.size(), 1U);
  EXPECT_EQ(MultiReferenceRow(items[0], ReferenceScores::kKeep), "Hi\t9|one \"x\"\t2|two");
  EXPECT_EQ(MultiReferenceRow(items[0], ReferenceScores::kLeaveOut), "Hi\tone \"x\"\ttwo");
  EXPECT_EQ(tally.Of("references missing"), 1U);
  EXPECT_EQ(tally.Of("references to other turns"), 1U);
}

// GODEL's sample: create_reddit.py keeps 807 sessions of it, 55 of a single turn, and makes 1,111 examples.
TEST(WeightedSession, GodelsSampleGivesUpstreamsCounts) {
  auto lines = LineSource::Open(testing::GoldenPath("prepare/dialogpt_1000.tsv.gz").string());
  ASSERT_TRUE(lines);
  size_t sessions = 0, single = 0, examples = 0, fixed_examples = 0;
  while (true) {
    const auto line = lines->Next();
    ASSERT_TRUE(line);
    if (!*line) break;
    const auto turns = ParseWeightedRow((*line)->text, SessionRules::kUpstream);
    ASSERT_TRUE(turns);
    const Strings session = SessionTurns(*turns, SessionRules::kUpstream);
    sessions += session.empty() ? 0 : 1;
    single += session.size() == 1 ? 1 : 0;
    examples += UnrollUpstream(session).size();
    const auto fixed = ParseWeightedRow((*line)->text);
    ASSERT_TRUE(fixed);
    fixed_examples += UnrollSession(SessionTurns(*fixed), "d").size();
  }
  EXPECT_EQ(sessions, 807U);
  EXPECT_EQ(single, 55U);
  EXPECT_EQ(examples, 1111U);
  EXPECT_EQ(fixed_examples, 1139U);
}

// 27 comments and 31 submissions of 1 February 2024: of the comments 2 are deleted, 2 quote, 4 are too short,
// and the 19 others answer submissions that are not there.
TEST(RunReddit, RealDumpsAreReadToTheirEnd) {
  const testing::TempDir folder;
  const Blocklists blocklists;
  RedditRun run;
  run.dumps = {testing::GoldenPath("prepare/reddit_comments.json.gz").string(),
               testing::GoldenPath("prepare/reddit_submissions.json.gz").string()};
  run.work = folder.path() / "work";
  run.blocklists = &blocklists;
  const auto outcome = RunReddit(run, [](std::string_view) { return Status(); });
  ASSERT_TRUE(outcome) << outcome.error().message;
  const std::vector<std::pair<const char*, size_t>> expected = {{"submissions", 31},
                                                                {"dropped: few comments", 23},
                                                                {"comments", 27},
                                                                {"dropped: deleted", 2},
                                                                {"dropped: quotes", 2},
                                                                {"dropped: short comment", 4},
                                                                {"dropped: no submission", 19},
                                                                {"conversations", 0},
                                                                {"bad rows", 0}};
  for (const auto& [name, count] : expected) EXPECT_EQ(outcome->tally.Of(name), count) << name;
}

// A thread with a cycle, a parent that is gone, one that is in another month, and two leaves below one turn.
TEST(RunReddit, UnrollsLeavesWithoutRepeatingWhatTheyShare) {
  const testing::TempDir folder;
  const auto submissions =
      folder.Write("RS", R"({"id":"s","title":"T","num_comments":9,"permalink":"/r/x/comments/s/"})"
                         "\n");
  std::string comments;
  const auto add = [&](const char* id, const char* parent, const char* body) {
    comments += std::string(R"({"score":1,"link_id":"t3_s","id":")") + id + R"(","parent_id":")" + parent +
                R"(","body":")" + body + "\"}\n";
  };
  add("leaf2", "t1_b", "second leaf");
  add("a", "t3_s", "first turn");
  add("b", "t1_a", "then this");
  add("leaf1", "t1_b", "first leaf");
  add("loop1", "t1_loop2", "round and");
  add("loop2", "t1_loop1", "round again");
  add("orphan", "t1_gone", "without parent");
  const auto months = folder.Write("RC", comments);
  const Blocklists blocklists;
  RedditRun run;
  run.dumps = {submissions.string(), months.string()};
  run.work = folder.path() / "work";
  run.blocklists = &blocklists;
  Strings rows;
  const auto outcome = RunReddit(run, [&](std::string_view row) -> Status {
    rows.emplace_back(row);
    return {};
  });
  ASSERT_TRUE(outcome) << outcome.error().message;
  Strings said;
  for (const std::string& row : rows) {
    const auto json = ParseJson(row);
    ASSERT_TRUE(json);
    const auto example = ParseExample(*json);
    ASSERT_TRUE(example);
    EXPECT_EQ(example->dialog, "t3_s");
    said.push_back(JoinTurns(example->context) + " => " + example->response);
  }
  EXPECT_EQ(said, (Strings{"first turn => then this", "first turn EOS then this => first leaf",
                           "first turn EOS then this => second leaf"}));
  EXPECT_EQ(outcome->tally.Of("dropped: example of another leaf"), 1U);
  EXPECT_EQ(outcome->tally.Of("dropped: too few turns"), 1U);
  EXPECT_EQ(outcome->tally.Of("dropped: has answers"), 4U);
}

std::string CommentLine(const std::string& id, const std::string& parent) {
  return R"({"score":1,"link_id":"t3_s","id":")" + id + R"(","parent_id":")" + parent + R"(","body":"words of )" + id +
         "\"}";
}

// A month that is whole, one with all that can be wrong with a line, and an archive that is cut off.
TEST(RunReddit, WhatIsBrokenIsCountedWithItsPlaceAndFinishedInputsAreKept) {
  const testing::TempDir folder;
  const auto whole = folder.Write("RC_1", R"({"id":"s","title":"T","num_comments":9,"subreddit":"x"})"
                                          "\n" +
                                              CommentLine("b", "t1_a") + "\n" + CommentLine("a", "t3_s") + "\n");
  const auto broken =
      folder.Write("RC_2", "{\"id\":\"c\",\n" + CommentLine("c", "t1_a") +
                               "\n[]\n{\"id\":\"d\",\"link_id\":\"t3_s\",\"body\":\"no parent\"}\n\xFF\xFE\n");
  const std::string cut = (folder.path() / "RC_3.gz").string();
  auto sink = OpenTextSink(cut);
  ASSERT_TRUE(sink);
  for (int i = 0; i < 5000; ++i) ASSERT_TRUE((*sink)->WriteLine(CommentLine("e" + std::to_string(i * 7919), "t1_a")));
  ASSERT_TRUE((*sink)->Commit());
  std::filesystem::resize_file(cut, std::filesystem::file_size(cut) / 2);

  const Blocklists blocklists;
  RedditRun run;
  run.dumps = {whole.string(), broken.string(), cut};
  run.work = folder.path() / "work";
  run.blocklists = &blocklists;
  run.max_bad_rows = 4;
  const auto ignore = [](std::string_view) { return Status(); };
  const auto refused = RunReddit(run, ignore);
  ASSERT_FALSE(refused) << "five bad rows";
  EXPECT_EQ(refused.error().code, ErrorCode::kBadData);
  EXPECT_NE(refused.error().message.find(cut), std::string::npos) << refused.error().message;
  EXPECT_NE(refused.error().message.find("ends early"), std::string::npos) << refused.error().message;
  for (const char* const input : {"input-00000", "input-00001"})
    EXPECT_TRUE(std::filesystem::exists(run.work / input)) << "a finished input is kept";

  std::filesystem::remove(whole);  // so it cannot be read once more
  run.max_bad_rows = 5;
  size_t rows = 0;
  const auto outcome = RunReddit(run, [&](std::string_view) -> Status {
    ++rows;
    return {};
  });
  ASSERT_TRUE(outcome) << outcome.error().message;
  EXPECT_EQ(outcome->tally.Of("bad rows"), 5U);
  ASSERT_EQ(outcome->bad_rows.size(), 1U) << "of this call";
  EXPECT_TRUE(outcome->bad_rows.front().starts_with(cut + ":")) << outcome->bad_rows.front();
  const size_t read = outcome->tally.Of("comments") - 3;
  EXPECT_GT(read, 500U) << "the archive's beginning counts";
  EXPECT_LT(read, 4500U);
  EXPECT_EQ(rows, 2 + read) << "b, c and what could be read answer a";
}

}  // namespace
}  // namespace godel

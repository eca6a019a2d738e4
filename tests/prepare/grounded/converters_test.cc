// SPDX-License-Identifier: MIT
// The dummy data of GODEL's repository (tests/golden/prepare/godel_dummy/README.md): its converter's counts, and what
// ours makes of the rows whose treatment differs.
#include <gtest/gtest.h>

#include <algorithm>
#include <functional>

#include "godel/prepare/grounded/dstc7.h"
#include "godel/prepare/grounded/msmarco.h"
#include "godel/prepare/grounded/text_rows.h"
#include "godel/prepare/grounded/unifiedqa.h"
#include "support/golden.h"

namespace godel {
namespace {

using ConvertLine = std::function<Result<Converted>(std::string_view)>;

std::vector<Example> ConvertAll(const std::vector<std::filesystem::path>& files, const ConvertLine& convert) {
  std::vector<Example> examples;
  auto rows = TextRows::Open(files);
  EXPECT_TRUE(rows);
  while (rows) {
    const auto row = rows->Next();
    EXPECT_TRUE(row) << row.error().message;
    if (!row || !*row) break;
    const auto converted = convert(**row);
    EXPECT_TRUE(converted) << converted.error().message;
    if (converted && std::holds_alternative<Example>(*converted)) examples.push_back(std::get<Example>(*converted));
  }
  return examples;
}

std::string RuleOf(const Result<Converted>& converted) {
  if (!converted) return "error: " + converted.error().message;
  const auto* const dropped = std::get_if<Dropped>(&*converted);
  return dropped == nullptr ? "an example" : std::string(dropped->rule);
}

TEST(Dstc7, TheDummyDataGiveGodelsCountsByItsRules) {
  const auto examples = ConvertAll({testing::GoldenPath("prepare/godel_dummy/dstc7_h100.tsv.gz")},
                                   [](std::string_view row) { return ConvertDstc7Row(row, {.upstream_rules = true}); });
  ASSERT_EQ(examples.size(), 100U);
  EXPECT_EQ(examples[0].context, (std::vector<std::string>{"Detroit's motto in Latin is : We hope for better things it "
                                                           "will arise from the ashes . Written in 1805 .",
                                                           "Wow what is it in English ?"}));
  EXPECT_EQ(examples[0].knowledge,
            "<p> The motto that he first penned , Speramus meliora ; resurget cineribus , is still used by the City of "
            "Detroit today . </p>");
  EXPECT_EQ(examples[0].response, "Speramus Meliora Resurget Cineribus");
  EXPECT_EQ(examples[0].dialog, "dstc7/1vrwvn");
  // 87 of the 100 contexts begin with "START EOS TIL "; the others keep their START.
  EXPECT_EQ(std::count_if(examples.begin(), examples.end(), [](const Example& e) { return e.context[0] == "START"; }),
            13);
}

TEST(Dstc7, OtherwiseFactsHaveNoTagsAndContextsNoStart) {
  const auto examples = ConvertAll({testing::GoldenPath("prepare/godel_dummy/dstc7_h100.tsv.gz")},
                                   [](std::string_view row) { return ConvertDstc7Row(row); });
  ASSERT_EQ(examples.size(), 100U);
  for (const Example& example : examples) {
    EXPECT_EQ(example.knowledge.find("<p>"), std::string::npos);
    EXPECT_NE(example.context[0], "START");
    EXPECT_FALSE(example.context[0].starts_with("TIL "));
  }
  EXPECT_EQ(examples[1].knowledge, "Cotton-Eye Joe was featured in New Girl");
}

TEST(Dstc7, RowsOfAnotherShapeAreNamed) {
  EXPECT_EQ(RuleOf(ConvertDstc7Row("h,c,s,d\t0.9\t{}\tfact\tSTART\tresponse")), "dropped: START alone");
  EXPECT_EQ(RuleOf(ConvertDstc7Row("h,c,s,d\t0.9\t{}\tfact\tSTART EOS til :\tresponse")), "dropped: no context");
  EXPECT_EQ(RuleOf(ConvertDstc7Row("h,c,s,d\t0.9\t{}\tfact\thello\t ")), "dropped: no response");
  EXPECT_EQ(RuleOf(ConvertDstc7Row("h,c,s,d\t0.4\t{}\tfact\thello\thi", {.min_score = 0.5})), "dropped: score too low");
  EXPECT_NE(RuleOf(ConvertDstc7Row("h,c,s,d\t0.9\tfact\thello\thi")).find("found 5"), std::string::npos);
  EXPECT_NE(RuleOf(ConvertDstc7Row("h\tmuch\t{}\tfact\thello\thi")).find("expected a score, found \"much\""),
            std::string::npos);
}

TEST(Dstc7, OnlyTheCorpusOwnTagsGo) {
  EXPECT_EQ(WithoutTags("<h2> a < b > c </h2>  <title>x</title> <img> <p"), "a < b > c x <img> <p");
  EXPECT_EQ(WithoutTags("<anchor> here </anchor><hr>"), "here");
  EXPECT_EQ(WithoutTags(std::string(100'000, '<')).size(), 100'000U);
}

TEST(UnifiedQa, TheDummyDataGiveTwentyExamples) {
  const auto files = ListUnifiedQaFiles({testing::GoldenPath("prepare/godel_dummy/unifiedqa")}, {"train"});
  ASSERT_TRUE(files);
  ASSERT_EQ(files->size(), 2U) << "train_h10.tsv, which GODEL's converter does not find";
  for (const bool upstream : {false, true}) {
    const auto examples = ConvertAll(
        *files, [&](std::string_view row) { return ConvertUnifiedQaRow(row, {.upstream_rules = upstream}); });
    ASSERT_EQ(examples.size(), 20U);
    EXPECT_EQ(examples[0].context,
              std::vector<std::string>{"How many Americans are part of the federal food assistance program?"});
    EXPECT_TRUE(examples[0].knowledge.starts_with("(CNN) -- As Walter Thomas knows"));
    EXPECT_EQ(examples[10].context, std::vector<std::string>{"What is CCM an acronym of?"});
    EXPECT_EQ(examples[10].response, "Contemporary Christian music");
  }
}

TEST(UnifiedQa, ChoicesFollowTheQuestion) {
  constexpr std::string_view kThreeParts = R"(What falls? \n (a) rain (b) stones \n Rain falls. \n Often.	rain)";
  const auto converted = ConvertUnifiedQaRow(kThreeParts);
  ASSERT_TRUE(converted);
  const auto& example = std::get<Example>(*converted);
  EXPECT_EQ(example.context, std::vector<std::string>{"What falls? (a) rain (b) stones"});
  EXPECT_EQ(example.knowledge, "Rain falls. Often.");
  EXPECT_EQ(RuleOf(ConvertUnifiedQaRow(kThreeParts, {.upstream_rules = true})), "dropped: not of two parts");

  const auto no_passage = ConvertUnifiedQaRow("What falls? \\n (A) rain (B) stones\train");
  ASSERT_TRUE(no_passage);
  EXPECT_EQ(std::get<Example>(*no_passage).knowledge, "");
  EXPECT_EQ(RuleOf(ConvertUnifiedQaRow("What falls?\train")), "dropped: a question alone");
  EXPECT_EQ(RuleOf(ConvertUnifiedQaRow(" \\n passage\train")), "dropped: no question");
  EXPECT_EQ(RuleOf(ConvertUnifiedQaRow("a\tb\tc")), "error: expected question, tab and answer, found 3 columns");
}

TEST(UnifiedQa, AFolderWithoutDataIsAnError) {
  const testing::TempDir folder;
  [[maybe_unused]] const auto other = folder.Write("trainer.tsv", "x");
  const auto files = ListUnifiedQaFiles({folder.path()}, {"train", "test"});
  ASSERT_FALSE(files);
  EXPECT_NE(files.error().message.find("train*.tsv or test*.tsv"), std::string::npos) << files.error().message;
}

struct MsMarcoRun {
  Status status = {};
  CorpusReading report;
  std::vector<Example> examples = {};
};

MsMarcoRun RunMsMarco(const std::filesystem::path& path, const MsMarcoOptions& options = {}, size_t max_bad_rows = 0) {
  MsMarcoRun run{.report = {.tally = {}, .bad_rows = BadRows({.max_rows = max_bad_rows})}};
  run.status = ReadMsMarco(
      path.string(), options,
      [&](const Example& example) -> Status {
        run.examples.push_back(example);
        return {};
      },
      &run.report);
  return run;
}

TEST(MsMarco, TheDummyDataGiveFiveExamples) {
  const MsMarcoRun run =
      RunMsMarco(testing::GoldenPath("prepare/godel_dummy/msmarco_train_v2.1.json.gz"), {.upstream_rules = true});
  ASSERT_TRUE(run.status) << run.status.error().message;
  ASSERT_EQ(run.examples.size(), 5U);
  EXPECT_EQ(run.examples[0].context,
            std::vector<std::string>{")what was the immediate impact of the success of the manhattan project?"});
  EXPECT_TRUE(run.examples[0].knowledge.starts_with("The presence of communication amid scientific minds"));
  EXPECT_TRUE(run.examples[0].knowledge.ends_with("innocent lives obliterated.")) << "only the selected passage";
  EXPECT_EQ(run.examples[4].dialog, "msmarco/1000");
  EXPECT_EQ(run.examples[4].response, "Depona Ab is a library in Vilhelmina, Sweden.");
}

TEST(MsMarco, MembersMayComeInAnyOrder) {
  const testing::TempDir folder;
  const auto path = folder.Write("q.json", R"({"query": {"7": " why ", "8": "how"}, "other": [[{"a": [1, null]}]],
    "passages": {"8": [], "7": [{"passage_text": "One.", "is_selected": 1, "url": "u"}, {"is_selected": 0, "passage_text":
    "Two."}, {"is_selected": true, "passage_text": "Three."}]},
    "answers": {"7": ["because", "so"], "8": ["No Answer Present."], "9": ["lost"]}})");
  const MsMarcoRun ours = RunMsMarco(path);
  ASSERT_TRUE(ours.status) << ours.status.error().message;
  ASSERT_EQ(ours.examples.size(), 1U);
  EXPECT_EQ(ours.examples[0].context, std::vector<std::string>{"why"});
  EXPECT_EQ(ours.examples[0].knowledge, "One. Three.");
  EXPECT_EQ(ours.examples[0].response, "because");
  EXPECT_EQ(ours.report.tally.Of("dropped: nobody could answer"), 1U);
  EXPECT_EQ(ours.report.tally.Of("dropped: no query"), 1U);

  const MsMarcoRun upstream = RunMsMarco(path, {.upstream_rules = true});
  ASSERT_EQ(upstream.examples.size(), 2U);
  EXPECT_EQ(upstream.examples[0].response, "because so");
  EXPECT_EQ(upstream.examples[1].response, "No Answer Present.");
}

TEST(MsMarco, WrongEntriesAreCountedWithTheirPlace) {
  const testing::TempDir folder;
  const auto path = folder.Write("q.json",
                                 "{\"query\": {\"1\": \"a\",\n \"2\": 5,\n \"3\": {\"x\": \"y\"}, \"4\": [\"b\"]},\n"
                                 "\"answers\": {\"1\": [\"yes\"], \"2\": \"no\", \"3\": [[1]]},\n"
                                 "\"passages\": {\"1\": [3], \"2\": null}}");
  const MsMarcoRun strict = RunMsMarco(path);
  ASSERT_FALSE(strict.status);
  EXPECT_EQ(strict.status.error().message, path.string() +
                                               ":2: query 2: expected a text, found a number "
                                               "(a bad row; --max-bad-rows N skips up to N)");
  const MsMarcoRun lenient = RunMsMarco(path, {}, 10);
  ASSERT_TRUE(lenient.status) << lenient.status.error().message;
  EXPECT_EQ(lenient.report.bad_rows.count(), 7U);
  EXPECT_EQ(lenient.examples.size(), 1U);
}

TEST(MsMarco, WhatIsNoSuchFileIsSaidSo) {
  const testing::TempDir folder;
  const auto says = [&](std::string_view text, std::string_view part) {
    const MsMarcoRun run = RunMsMarco(folder.Write("bad.json", text), {}, 1000);
    ASSERT_FALSE(run.status) << text.substr(0, 60);
    EXPECT_NE(run.status.error().message.find(part), std::string::npos) << run.status.error().message;
  };
  says("[1, 2]", "expected an object of");
  says("{\"query\": \"a\"}", "query: expected an object of entries, found a text");
  says("{\"query\": {\"1\": \"a\"}", "not valid JSON");
  says("{\"query\": {\"1\": \"" + std::string(17 << 20, 'x') + "\"}}", "16777216 bytes");
  std::string deep = "{\"other\": ";
  for (int i = 0; i < 1'000'000; ++i) deep += "{\"a\":";
  says(deep, "nested more than 64 deep");
}

}  // namespace
}  // namespace godel

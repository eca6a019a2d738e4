// SPDX-License-Identifier: MIT
// CoQA and DSTC9 track 1, in small files of their published layouts.
#include <gtest/gtest.h>

#include "godel/prepare/tasks/coqa.h"
#include "godel/prepare/tasks/dstc9.h"
#include "prepare/tasks/collected.h"
#include "support/golden.h"

namespace godel {
namespace {

using testing::Collected;
using Turns = std::vector<std::string>;

constexpr const char* kCoqa = R"({
  "version": "1.0",
  "notes": {"data": [1, 2], "x": "\"data\": ["},
  "data": [
    {
      "source": "mctest", "id": "3abc", "filename": "mc.txt", "name": "mc.txt",
      "story": "Ann has a cat.\nIt is black.",
      "questions": [{"input_text": "Who has a cat?", "turn_id": 1}, {"input_text": "What colour?", "turn_id": 2},
                    {"input_text": "How old?", "turn_id": 3}, {"input_text": "Sure?", "turn_id": 4}],
      "answers": [
        {"span_start": 0, "span_end": 3, "span_text": "Ann", "input_text": "Ann", "turn_id": 1},
        {"span_start": 15, "span_end": 26, "span_text": "It is black", "input_text": "black", "turn_id": 2},
        {"span_start": -1, "span_end": -1, "span_text": "unknown", "input_text": "unknown", "turn_id": 3},
        {"span_start": 0, "span_end": 3, "span_text": "Ann", "input_text": "yes", "turn_id": 4}],
      "additional_answers": {
        "0": [{"input_text": "Ann", "turn_id": 1}, {"input_text": "it is black", "turn_id": 2},
              {"input_text": "unknown", "turn_id": 3}, {"input_text": "yes", "turn_id": 4}],
        "1": [{"input_text": "Ann does", "turn_id": 1}, {"input_text": "it is black", "turn_id": 2},
              {"input_text": "two", "turn_id": 3}, {"input_text": "yes", "turn_id": 4}]}
    },
    {"id": "bad", "story": "s", "questions": [{"input_text": "Why?", "turn_id": 1}], "answers": []},
    {"id": "bad2", "story": "s", "questions": [{"input_text": "Why?", "turn_id": 2}], "answers": [{"input_text": "a"}]}
  ],
  "more": []
})";

TEST(Coqa, AnswersAQuestionInTheLightOfTwoRounds) {
  const testing::TempDir folder;
  const auto path = folder.Write("coqa-train-v1.0.json", kCoqa);
  Collected all;
  const auto reading = ReadCoqa({.files = {path}, .max_bad_rows = 2}, {}, all.Give());
  ASSERT_TRUE(reading) << reading.error().message;
  ASSERT_EQ(all.examples.size(), 4U);
  EXPECT_EQ(all.examples[0].context, Turns{"Who has a cat?"});
  EXPECT_EQ(all.examples[0].knowledge, "Ann has a cat. It is black.");
  EXPECT_EQ(all.examples[0].response, "Ann");
  EXPECT_EQ(all.examples[0].dialog, "coqa/3abc");
  EXPECT_EQ(all.examples[2].context, (Turns{"Who has a cat?", "Ann", "What colour?", "black", "How old?"}));
  EXPECT_EQ(all.examples[2].response, "unknown");
  EXPECT_EQ(all.examples[3].context, (Turns{"What colour?", "black", "How old?", "unknown", "Sure?"}));
  EXPECT_EQ(reading->tally.Of("stories"), 1U);
  ASSERT_EQ(reading->bad_rows.count(), 2U);
  EXPECT_EQ(ToString(reading->bad_rows.first()[0]), path.string() + ":21: there are 1 questions and 0 answers");
  EXPECT_EQ(reading->bad_rows.first()[1].why, "question 1: turn_id: expected 1, found 2");
}

TEST(Coqa, TakesOtherAnswersAndLeavesUnknownOnesOut) {
  const testing::TempDir folder;
  const auto path = folder.Write("dev.json", kCoqa);
  Collected all;
  const CoqaOptions options{.rounds = 0, .answers = CoqaAnswers::kAll, .keeps_unknown = false};
  const auto reading = ReadCoqa({.files = {path}, .max_bad_rows = 2}, options, all.Give());
  ASSERT_TRUE(reading);
  std::string answers;
  for (const Example& example : all.examples) {
    EXPECT_EQ(example.context.size(), 1U);
    answers += example.response + "|";
  }
  EXPECT_EQ(answers, "Ann|Ann does|black|it is black|two|yes|");
  EXPECT_EQ(reading->tally.Of("left out: the story does not say"), 1U);
}

TEST(Coqa, SaysWhenItIsAnotherFile) {
  const testing::TempDir folder;
  Collected none;
  const auto other = ReadCoqa({.files = {folder.Write("a.json", R"({"version": 1})")}}, {}, none.Give());
  ASSERT_FALSE(other);
  EXPECT_NE(other.error().message.find("expected an object with the array \"data\", found none"), std::string::npos);
  std::string half(kCoqa);
  half.resize(half.find("unknown"));
  const auto cut = ReadCoqa({.files = {folder.Write("b.json", half)}}, {}, none.Give());
  ASSERT_FALSE(cut);
  EXPECT_NE(cut.error().message.find("b.json:5: the file ends inside of what begins here"), std::string::npos)
      << cut.error().message;
  const auto elsewhere = ReadCoqa({.files = {folder.path() / "missing.json"}}, {}, none.Give());
  ASSERT_FALSE(elsewhere);
  EXPECT_EQ(elsewhere.error().code, ErrorCode::kNotFound);
}

constexpr const char* kSource =
    "ann has a cat . || <Q> who has ?\n"
    "\n"
    "ann has a cat . || <Q1> who has ? <A1> ann <Q> what ?\n"
    "bob || ran || <Q2> a ? <A2> b <Q1> c <d> ? <A1> e <Q> f ?\n";

TEST(CoqaText, CutsRoundsAndPairsLines) {
  const testing::TempDir folder;
  CoqaTextFiles files{.source = folder.Write("src.txt", kSource), .target = folder.Write("tgt.txt", "ann\n\na cat\ng")};
  Collected all, raw;
  const auto reading = ReadCoqaText(files, all.Give());
  ASSERT_TRUE(reading) << reading.error().message;
  ASSERT_EQ(all.examples.size(), 3U);
  EXPECT_EQ(all.examples[0].context, Turns{"who has ?"});
  EXPECT_EQ(all.examples[0].knowledge, "ann has a cat .");
  EXPECT_EQ(all.examples[0].response, "ann");
  EXPECT_EQ(all.examples[1].context, (Turns{"who has ?", "ann", "what ?"}));
  EXPECT_EQ(all.examples[1].dialog, all.examples[0].dialog) << "one story, one dialog";
  EXPECT_EQ(all.examples[2].knowledge, "bob || ran");
  EXPECT_EQ(all.examples[2].context, (Turns{"a ?", "b", "c <d> ?", "e", "f ?"}));
  EXPECT_NE(all.examples[2].dialog, all.examples[0].dialog);
  files.cuts_rounds = false;
  ASSERT_TRUE(ReadCoqaText(files, raw.Give()));
  EXPECT_EQ(raw.examples[1].context, Turns{"<Q1> who has ? <A1> ann <Q> what ?"});
}

TEST(CoqaText, BadLinesAreCountedAndUnevenFilesRefused) {
  const testing::TempDir folder;
  CoqaTextFiles files{.source = folder.Write("src.txt", "no bar\ns || <Q> q\ns || \ns || <Q> good\n"),
                      .target = folder.Write("tgt.txt", "a\n\na\na\n"),
                      .max_bad_rows = 3};
  Collected some;
  const auto reading = ReadCoqaText(files, some.Give());
  ASSERT_TRUE(reading) << reading.error().message;
  EXPECT_EQ(some.examples.size(), 1U);
  const auto& bad = reading->bad_rows.first();
  ASSERT_EQ(bad.size(), 3U);
  EXPECT_EQ(ToString(bad[0]), files.source.string() + ":1: expected \"story || question\", found no ||");
  EXPECT_EQ(bad[1].why, "there is no answer in the other file's line");
  EXPECT_EQ(bad[2].why, "there is no question behind the ||");
  files.target = folder.Write("short.txt", "a\n");
  files.source = folder.Write("long.txt", "s || <Q> q\ns || <Q> q\n");
  const auto uneven = ReadCoqaText(files, some.Give());
  ASSERT_FALSE(uneven);
  EXPECT_NE(uneven.error().message.find("long.txt has more lines than"), std::string::npos);
}

TEST(CoqaText, AGiantLineIsABadRow) {
  const testing::TempDir folder;
  const CoqaTextFiles files{
      .source = folder.Write("src.txt", "s || <Q> " + std::string(size_t{17} << 20, 'x') + "\ns || <Q> q\n"),
      .target = folder.Write("tgt.txt", "a\nb\n"),
      .max_bad_rows = 1};
  Collected some;
  const auto reading = ReadCoqaText(files, some.Give());
  ASSERT_TRUE(reading) << reading.error().message;
  ASSERT_EQ(some.examples.size(), 1U);
  EXPECT_EQ(some.examples[0].response, "b");
  EXPECT_EQ(reading->bad_rows.first().at(0).why, "the line is longer than what is read of one");
}

constexpr const char* kKnowledge = R"({
  "hotel": {"11": {"name": "Inn", "docs": {"0": {"title": "Pets?", "body": "Yes."}, "4": {"title": "Pool?", "body": "No."}}}},
  "train": {"*": {"name": null, "docs": {"2": {"title": "Bikes?", "body": "Free."}}}}})";
constexpr const char* kLogs = R"([
 [{"speaker": "U", "text": "A room, please."}, {"speaker": "S", "text": "The Inn?"}, {"speaker": "U", "text": "With a dog?"}],
 [{"speaker": "U", "text": "A train."}],
 [{"speaker": "U", "text": "Can I take my bike?"}],
 [{"speaker": "U", "text": "x"}]
])";
constexpr const char* kLabels = R"([
 {"target": true, "knowledge": [{"domain": "hotel", "entity_id": 11, "doc_id": 0}, {"domain": "hotel", "entity_id": 11, "doc_id": 4}],
  "response": "Yes, you can."},
 {"target": false},
 {"target": true, "knowledge": [{"domain": "train", "entity_id": "*", "doc_id": 2}], "response": "For free."},
 {"target": true, "knowledge": [{"domain": "hotel", "entity_id": 99, "doc_id": 0}], "response": "No."}])";

TEST(Dstc9, AnswersWithItsSnippets) {
  const testing::TempDir folder;
  const Dstc9Files files{.logs = folder.Write("logs.json", kLogs),
                         .labels = folder.Write("labels.json", kLabels),
                         .knowledge = folder.Write("knowledge.json", kKnowledge),
                         .max_bad_rows = 1};
  Collected all;
  const auto reading = ReadDstc9(files, all.Give());
  ASSERT_TRUE(reading) << reading.error().message;
  ASSERT_EQ(all.examples.size(), 2U);
  EXPECT_EQ(all.examples[0].context, (Turns{"A room, please.", "The Inn?", "With a dog?"}));
  EXPECT_EQ(all.examples[0].knowledge, "Q: Pets? A: Yes. Q: Pool? A: No.");
  EXPECT_EQ(all.examples[0].response, "Yes, you can.");
  EXPECT_TRUE(all.examples[0].dialog.starts_with("dstc9/"));
  EXPECT_EQ(all.examples[1].knowledge, "Q: Bikes? A: Free.");
  EXPECT_EQ(reading->tally.Of("left out: turns that need no knowledge"), 1U);
  ASSERT_EQ(reading->bad_rows.count(), 1U);
  EXPECT_EQ(
      ToString(reading->bad_rows.first()[0]),
      files.logs.string() +
          ":5: snippet 1: the knowledge file has no domain \"hotel\", entity_id \"99\", doc_id \"0\"; is it of the "
          "same release?");
}

// Pairing goes by place, so a bad element must not move the others.
TEST(Dstc9, ABadLogDoesNotMoveTheLabels) {
  const testing::TempDir folder;
  Dstc9Files files{.logs = folder.Write("logs.json", R"([5, [{"text": 1}], [{"text": "a"}], [{"text": "b"}]])"),
                   .labels = folder.Write("labels.json", R"([{"target": true, "knowledge": [], "response": "r0"},
      {"target": true, "knowledge": [], "response": "r1"}, [], {"target": true, "knowledge": [], "response": "r3"}])"),
                   .knowledge = folder.Write("knowledge.json", "{}"),
                   .max_bad_rows = 3};
  Collected some;
  const auto reading = ReadDstc9(files, some.Give());
  ASSERT_TRUE(reading) << reading.error().message;
  ASSERT_EQ(some.examples.size(), 1U);
  EXPECT_EQ(some.examples[0].context, Turns{"b"});
  EXPECT_EQ(some.examples[0].response, "r3");
  const auto& bad = reading->bad_rows.first();
  ASSERT_EQ(bad.size(), 3U);
  EXPECT_EQ(bad[0].why, "expected an array of turns, found 5");
  EXPECT_EQ(bad[1].why, "turn 1: text: expected a string, found 1");
  EXPECT_EQ(bad[2].why, "its label, line 2: expected a JSON object, found an array of 0");
  files.labels = folder.Write("few.json", R"([{"target": false}])");
  files.max_bad_rows = 9;
  const auto uneven = ReadDstc9(files, some.Give());
  ASSERT_FALSE(uneven);
  EXPECT_NE(uneven.error().message.find("few.json ends before"), std::string::npos) << uneven.error().message;
  files.knowledge = folder.Write("half.json", "{\"hotel\":");
  EXPECT_FALSE(ReadDstc9(files, some.Give()));
}

}  // namespace
}  // namespace godel

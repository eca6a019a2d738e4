// SPDX-License-Identifier: MIT
// The commands of docs/prepare-grounded.md.
#include <gtest/gtest.h>

#include <filesystem>

#include "e2e/run_program.h"
#include "godel/base/json.h"
#include "godel/base/mapped_file.h"
#include "support/golden.h"

namespace godel::testing {
namespace {

std::string Dummy(const std::string& name) {
  return GoldenPath("prepare/godel_dummy/" + name).string();
}

std::vector<std::string> LinesOf(const std::string& path) {
  const auto text = ReadTextFile(path, 1 << 20);
  EXPECT_TRUE(text);
  return Lines(text.value_or(""));
}

TEST(PrepareGrounded, FourCorporaBecomeOneMixture) {
  const TempDir folder;
  const auto at = [&](const std::string& name) { return (folder.path() / name).string(); };
  const auto dialogs = folder.Write("dialogues_001.json", R"([{"dialogue_id": "1_0", "services": ["Banks_1"], "turns": [
    {"speaker": "USER", "utterance": "Balance?", "frames": [{"service": "Banks_1", "state": {"slot_values": {}}}]},
    {"speaker": "SYSTEM", "utterance": "It is 5.", "frames": [{"service": "Banks_1",
     "slots": [{"slot": "balance", "start": 6, "exclusive_end": 7}]}]}]}])");
  const std::vector<std::vector<std::string>> commands = {
      {"dstc7", Dummy("dstc7_h100.tsv.gz"), "--output", at("dstc7.jsonl.gz"), "--upstream-rules"},
      {"msmarco", Dummy("msmarco_train_v2.1.json.gz"), "--output", at("msmarco.jsonl")},
      {"unifiedqa", Dummy("unifiedqa"), "--output", at("unifiedqa.jsonl.zst"), "--licence", "various"},
      {"sgd", folder.path().string(), "--output", at("sgd.jsonl")}};
  for (std::vector<std::string> command : commands) {
    command.insert(command.begin(), "prepare");
    const ProgramRun run = RunGodel(command);
    ASSERT_EQ(run.status, 0) << run.err;
    EXPECT_TRUE(std::filesystem::exists(command[4] + ".card.json"));
  }
  const ProgramRun merged = RunGodel({"prepare", "merge", at("msmarco.jsonl"), at("sgd.jsonl"), at("dstc7.jsonl.gz"),
                                      at("unifiedqa.jsonl.zst"), "--train", at("train.jsonl"), "--valid",
                                      at("valid.jsonl"), "--valid-fraction", "0.1"});
  ASSERT_EQ(merged.status, 0) << merged.err;
  const size_t train = LinesOf(at("train.jsonl")).size();
  const size_t valid = LinesOf(at("valid.jsonl")).size();
  EXPECT_EQ(train + valid, 5U + 1 + 100 + 20);
  EXPECT_GT(valid, 0U);
  const auto first = LinesOf(at("train.jsonl")).front();
  EXPECT_NE(first.find("msmarco/"), std::string::npos) << "in the order of the files";
}

TEST(PrepareGrounded, FromDumpsToGroundedExamples) {
  const TempDir folder;
  const auto at = [&](const std::string& name) { return (folder.path() / name).string(); };
  const std::string dump = folder.Write(
      "RS.jsonl",
      R"({"id": "abc", "num_comments": 12, "domain": "en.wikipedia.org", "url": "https://en.wikipedia.org/wiki/Detroit#Motto", "subreddit": "todayilearned", "title": "TIL Detroit has a motto"}
{"id": "def", "num_comments": 3}
)");
  const std::string comments = folder.Write(
      "RC.jsonl",
      R"({"id": "c1", "link_id": "t3_abc", "parent_id": "t3_abc", "author": "a", "score": 3, "body": "What is it in English?"}
{"id": "c2", "link_id": "t3_abc", "parent_id": "t1_c1", "author": "b", "score": 3, "body": "Speramus meliora: we hope for better things"}
)");
  const std::string page = folder.Write(
      "page.html", "<title>Detroit</title><h2 id=Motto>Motto</h2><p>The motto is Speramus meliora.</p><p>A river.</p>");
  for (const std::vector<std::string>& command : std::vector<std::vector<std::string>>{
           {"prepare", "grounded-submissions", dump, "--output", at("subs.jsonl")},
           {"prepare", "grounded-conversations", comments, "--submissions", at("subs.jsonl"), "--output",
            at("conv.tsv")},
           {"prepare", "html-facts", page, "--url", "https://en.wikipedia.org/wiki/Detroit#Motto", "--conversation",
            "abc", "--output", at("facts.tsv")},
           {"prepare", "select-facts", at("conv.tsv"), "--facts", at("facts.tsv"), "--choices", at("choices.jsonl"),
            "--min-score", "1", "--output", at("out.jsonl")}}) {
    const ProgramRun run = RunGodel(command);
    ASSERT_EQ(run.status, 0) << command[1] << ": " << run.err;
  }
  const std::vector<std::string> rows = LinesOf(at("out.jsonl"));
  ASSERT_EQ(rows.size(), 1U);
  const auto example = ParseJson(rows[0]);
  ASSERT_TRUE(example);
  EXPECT_EQ((*example)["Knowledge"], "The motto is Speramus meliora.");
  EXPECT_EQ((*example)["Context"], "Detroit has a motto EOS What is it in English?");
  EXPECT_EQ((*example)["Dialog"], "reddit/abc");
  EXPECT_EQ(LinesOf(at("choices.jsonl")).size(), 3U) << "the title and two comments";
}

TEST(PrepareGrounded, WrongUseIsToldApartFromWrongData) {
  const TempDir folder;
  const std::string out = (folder.path() / "out.jsonl").string();
  const std::string bad = folder.Write("bad.tsv", "one\ttwo\n");
  EXPECT_EQ(RunGodel({"prepare", "dstc7"}).status, 2);
  EXPECT_EQ(RunGodel({"prepare", "select-facts", bad, "--scoring", "magic", "--output", out}).status, 2);
  const ProgramRun stream = RunGodel({"prepare", "select-facts", "/dev/null", "--output", out});
  EXPECT_EQ(stream.status, 2) << "what is no file cannot be read twice";
  EXPECT_NE(stream.err.find("/dev/null: select-facts reads its candidates twice"), std::string::npos) << stream.err;
  const ProgramRun run = RunGodel({"prepare", "dstc7", bad, "--output", out});
  EXPECT_EQ(run.status, 1);
  EXPECT_NE(run.err.find("bad.tsv:1: expected 6 columns"), std::string::npos) << run.err;
  EXPECT_FALSE(std::filesystem::exists(out));
  const ProgramRun skipped = RunGodel({"prepare", "dstc7", bad, "--output", out, "--max-bad-rows", "5"});
  EXPECT_EQ(skipped.status, 1) << "nothing came out";
  EXPECT_FALSE(std::filesystem::exists(out));
}

}  // namespace
}  // namespace godel::testing

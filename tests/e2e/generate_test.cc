// SPDX-License-Identifier: MIT
// `godel generate` as a batch job: the reference's replies, in order, through errors and interruptions.
#include <gtest/gtest.h>

#include <fstream>

#include "e2e/run_program.h"
#include "godel/base/mapped_file.h"
#include "support/golden.h"

namespace godel::testing {
namespace {

std::string ReadAll(const std::string& path) {
  return ReadTextFile(path, size_t{64} << 20).value();
}

std::vector<std::string> Generate(std::vector<std::string> flags) {
  flags.insert(flags.begin(), {"generate", "--threads", "1"});
  return flags;
}

TEST(Generate, EqualsTheReferenceOnRealDialogs) {
  const auto golden = ReadGoldenJsonLines("godel_mini/expected.jsonl.gz");
  constexpr size_t kCount = 6;  // all of them are the engine's tests; here the way through the program counts
  std::string input;
  for (size_t i = 0; i < kCount; ++i) {
    const Json& g = golden[i];
    input += Json{{"id", g["id"]},
                  {"instruction", g["instruction"]},
                  {"context", g["context"]},
                  {"knowledge", g.value("knowledge", "")},
                  {"parameters", {{"max_length", g["greedy"]["ids"].size()}}}}
                 .dump() +
             "\n";
  }
  for (const std::string aim : {"latency", "throughput"}) {
    const ProgramRun run = RunGodel(Generate({"--max-input-tokens", "100000", "--prefer", aim}), input);
    ASSERT_EQ(run.status, 0) << run.err;
    const auto lines = Lines(run.out);
    ASSERT_EQ(lines.size(), kCount);
    for (size_t i = 0; i < kCount; ++i) {
      const Json line = ParseJson(lines[i]).value();
      EXPECT_EQ(line["id"], golden[i]["id"]);
      EXPECT_EQ(line["outputs"][0]["ids"], golden[i]["greedy"]["ids"]);
      EXPECT_EQ(line["outputs"][0]["text"], golden[i]["greedy"]["text"]);
      EXPECT_EQ(line["input_tokens"], golden[i]["input_ids"].size());
      EXPECT_FALSE(line["outputs"][0].contains("score"));
    }
  }
}

TEST(Generate, SaysWhereThroughputCannotBePreferred) {
  const std::string tiny = GoldenPath("godel_tiny");  // heads of 8, less than a panel
  const ProgramRun run = RunGodel({"generate", "--model", tiny, "--prefer", "throughput", "--max-new-tokens", "3"},
                                  "{\"input\": \"Hi\"}\n");
  EXPECT_EQ(run.status, 0);
  EXPECT_NE(run.err.find("--prefer throughput changes nothing here"), std::string::npos) << run.err;
}

TEST(Generate, GoesOnPastBadLines) {
  const std::string input =
      "{\"id\": \"first\", \"input\": \"Hello there, how are you today?\"}\n"
      "not json\n"
      "\n"
      "{\"id\": \"third\", \"input\": \"Hi\", \"parameters\": {\"top_p\": 3}}\n"
      "{\"input\": \"Hi\", \"parameters\": {\"num_beams\": 2, \"num_return_sequences\": 2, \"max_length\": 8}}\n"
      "{\"id\": 9, \"input_ids\": [99999999]}\n";
  const ProgramRun run = RunGodel(Generate({"--max-length", "10"}), input);
  EXPECT_EQ(run.status, 1);
  EXPECT_NE(run.err.find("3 of 5 lines failed"), std::string::npos) << run.err;
  std::vector<Json> lines;
  for (const std::string& line : Lines(run.out)) lines.push_back(ParseJson(line).value());
  ASSERT_EQ(lines.size(), 5u) << run.out;
  EXPECT_EQ(lines[0]["id"], "first");
  EXPECT_TRUE(lines[0].contains("outputs"));
  EXPECT_EQ(lines[1]["id"], 1);
  EXPECT_TRUE(lines[1].contains("error"));
  EXPECT_EQ(lines[2]["id"], "third");
  EXPECT_NE(lines[2]["error"].get<std::string>().find("top_p"), std::string::npos);
  EXPECT_EQ(lines[3]["id"], 4);  // its line number, the blank line counted
  ASSERT_EQ(lines[3]["outputs"].size(), 2u);
  EXPECT_GE(lines[3]["outputs"][0]["score"].get<double>(), lines[3]["outputs"][1]["score"].get<double>());
  EXPECT_EQ(lines[4]["id"], 9);
}

TEST(Generate, ResumesAfterACrash) {
  const TempDir dir;
  std::string input;
  for (int i = 0; i < 6; ++i)
    input += Json{{"id", i}, {"context", {"Tell me about number " + std::to_string(i) + "."}}}.dump() + "\n";
  const std::string in = dir.Write("in.jsonl", input).string();
  const std::string out = (dir.path() / "out.jsonl").string();
  const std::vector<std::string> flags = {"-i", in, "-o", out, "--do-sample", "--seed", "4", "--max-length", "12"};
  ASSERT_EQ(RunGodel(Generate(flags)).status, 0);
  const std::string whole = ReadAll(out);
  ASSERT_EQ(Lines(whole).size(), 6u);

  const ProgramRun again = RunGodel(Generate(flags));
  EXPECT_EQ(again.status, 2);  // the file is somebody's work
  EXPECT_NE(again.err.find("--resume"), std::string::npos) << again.err;

  size_t cut = 0;
  for (int line = 0; line < 3; ++line) cut = whole.find('\n', cut) + 1;
  dir.Write("out.jsonl", whole.substr(0, cut + 15));  // three lines and a piece of the fourth
  std::vector<std::string> resume = flags;
  resume.push_back("--resume");
  ASSERT_EQ(RunGodel(Generate(resume)).status, 0);
  EXPECT_EQ(ReadAll(out), whole);
  ASSERT_EQ(RunGodel(Generate(resume)).status, 0);  // nothing left to do
  EXPECT_EQ(ReadAll(out), whole);
}

TEST(Generate, RefusesToReadWhatItWrites) {
  const TempDir dir;
  const std::string file = dir.Write("x.jsonl", "{\"input\": \"Hi\"}\n").string();
  EXPECT_EQ(RunGodel(Generate({"-i", file, "-o", file, "--force"})).status, 2);
  EXPECT_EQ(ReadAll(file), "{\"input\": \"Hi\"}\n");
}

TEST(Generate, ReportsWhatThePromptDropped) {
  Json context = Json::array();
  for (int i = 0; i < 50; ++i) context.push_back("This is one of many turns of a long talk.");
  const ProgramRun run =
      RunGodel(Generate({"--max-input-tokens", "64", "--max-length", "4"}), Json{{"context", context}}.dump());
  ASSERT_EQ(run.status, 0) << run.err;
  const Json line = ParseJson(Lines(run.out)[0]).value();
  EXPECT_GT(line["dropped_turns"].get<int>(), 40);
  EXPECT_LE(line["input_tokens"].get<int>(), 64);
}

}  // namespace
}  // namespace godel::testing

// SPDX-License-Identifier: MIT
// The promises of the command line: what comes out, in which order, and how it ends.
#include <gtest/gtest.h>

#include "e2e/run_program.h"
#include "godel/base/mapped_file.h"
#include "support/golden.h"

namespace godel::testing {
namespace {

Json ParseLine(const std::string& line) {
  return ParseJson(line).value();
}

TEST(Program, ExplainsItself) {
  for (const char* command : {"", "chat", "generate", "tokenize", "score", "inspect", "convert", "bench"}) {
    std::vector<std::string> arguments = {"--help"};
    if (*command != '\0') arguments.insert(arguments.begin(), command);
    const ProgramRun run = RunGodel(arguments);
    EXPECT_EQ(run.status, 0) << command;
    EXPECT_TRUE(Holds(run.out, "Example")) << command;
    EXPECT_TRUE(Holds(run.out, std::string("godel ") + command)) << command;
  }
  EXPECT_TRUE(Holds(RunGodel({"--version"}).out, "godel "));
}

TEST(Program, EndsWithTwoOnWrongUse) {
  const std::vector<std::pair<std::vector<std::string>, std::string>> kWrong = {
      {{}, "--help"},
      {{"chatter"}, "no command 'chatter'"},
      {{"prepare", "chatter"}, "no command 'prepare chatter'"},
      {{"dataset", "--max-bad-rows"}, "try 'godel dataset --help'"},
      {{"chat", "--no-such-flag"}, "godel chat --help"},
      {{"chat", "--top-p", "3"}, "top_p"},
      {{"chat", "--top-p"}, "--top-p"},
      {{"chat", "--num-beams", "0"}, "num_beams"},
      {{"chat", "--min-length", "200"}, "min_length"},
      {{"chat", "--instruction", "groundd"}, "grounded"},
      {{"chat", "--format", "v2"}, "v1.1"},
      {{"chat", "--threads", "0"}, "--threads"},
      {{"generate", "--num-beams", "2", "--num-return-sequences", "3"}, "num_return_sequences"},
      {{"generate", "--parameters", "{"}, "--parameters"},
      {{"generate", "--resume"}, "--output"},
      {{"bench", "--cases", "0x5"}, "'0x5'"},
      {{"bench", "--cases", "1x0"}, "'1x0'"},
      {{"bench", "--cases", "1x99999999999999999999"}, "16384"},
      {{"bench", "--cases", "512x8", "--num-beams", "4"}, "--num-beams"},
      {{"bench", "--new", "1"}, "--new"},
      {{"convert"}, "--output"},
      {{"convert", "--output", "x.gguf", "--weights", "int3"}, "f32, f16, bf16, q8_0, int8, q4"},
      {{"convert", "--output", "folder", "--weights", "q8_0"}, "q8_0"},
      {{"convert", "--output", "folder", "--weights", "int8"}, "int8"},
      {{"convert", "--output", "x.gguf", "--report-parts"}, "--report"},
  };
  for (const auto& [arguments, part] : kWrong) {
    const ProgramRun run = RunGodel(arguments, "hello\n");
    const std::string name = arguments.empty() ? "" : arguments.back();
    EXPECT_EQ(run.status, 2) << name << run.err;
    EXPECT_TRUE(run.err.starts_with("godel: ")) << run.err;
    EXPECT_TRUE(Holds(run.err, part)) << name << ": " << run.err;
    EXPECT_EQ(run.out, "") << name;
  }
}

TEST(Program, EndsWithOneWithoutAModel) {
  for (const char* command : {"chat", "generate", "tokenize", "score", "inspect", "bench"}) {
    const ProgramRun run = RunGodel({command, "--model", "/nowhere/model"});
    EXPECT_EQ(run.status, 1) << command;
    EXPECT_TRUE(Holds(run.err, "/nowhere/model")) << run.err;
  }
}

TEST(Chat, AnswersALineWithALine) {
  const std::vector<std::string> arguments = {"chat", "--seed", "3", "--max-length", "24", "--threads", "1"};
  const ProgramRun run = RunGodel(arguments, "Hello there!\n\n/set top_k 20\nWhat do you think? \xff\n");
  EXPECT_EQ(run.status, 0) << run.err;
  EXPECT_EQ(Lines(run.out).size(), 2u) << run.out;
  EXPECT_TRUE(Holds(run.err, "top_k"));
  EXPECT_EQ(RunGodel(arguments, "Hello there!\n\n/set top_k 20\nWhat do you think? \xff\n").out, run.out);
}

TEST(Chat, TellsInJsonWhatItDid) {
  const ProgramRun run = RunGodel({"chat", "--json", "--do-sample=false", "--max-length", "16", "--threads", "1"},
                                  "Hello!\n/undo\n/no-such-command\n");
  EXPECT_EQ(run.status, 1) << run.err;  // the unknown command
  ASSERT_EQ(Lines(run.out).size(), 1u) << run.out;
  const Json reply = ParseLine(run.out);
  for (const char* key : {"text", "finish_reason", "input_tokens", "new_tokens", "dropped_turns"})
    EXPECT_TRUE(reply.contains(key)) << key;
}

TEST(Chat, SavesOnlyToNewFiles) {
  const TempDir dir;
  const std::string file = (dir.path() / "talk.json").string();
  const ProgramRun run = RunGodel({"chat", "--max-length", "12", "--threads", "1"},
                                  "/knowledge It rains.\nHello!\n/save " + file + "\n/save " + file + "\n");
  EXPECT_EQ(run.status, 1);
  EXPECT_TRUE(Holds(run.err, "exists already")) << run.err;
  const Json saved = ReadJsonFile(file).value();
  EXPECT_EQ(saved["knowledge"], "It rains.");
  EXPECT_EQ(saved["turns"].size(), 2u);
}

// A reply long enough to be interrupted, then Ctrl-D, typed before the next prompt as well as after it.
TEST(Chat, CtrlCStopsTheReplyOnly) {
  const ProgramRun run =
      RunGodelInTerminal({"chat", "--min-length", "9000", "--max-length", "10000", "--seed", "1", "--threads", "1"},
                         {{"you> ", "Tell me something.\r"}, {"godel> ", "\003"}, {"(stopped)", "\004"}});
  EXPECT_EQ(run.status, 0) << run.out;
  EXPECT_TRUE(Holds(run.out, "godel-mini")) << run.out;
}

TEST(Chat, CtrlCTwiceAtThePromptLeaves) {
  const ProgramRun run =
      RunGodelInTerminal({"chat", "--threads", "1"}, {{"you> ", "\003"}, {"again", ""}, {"you> ", "\003"}});
  EXPECT_EQ(run.status, 0) << run.out;
}

TEST(Tokenize, GoesThereAndBack) {
  const ProgramRun there = RunGodel({"tokenize"}, "{\"text\": \"Hello there.\", \"id\": 5}\n{\"nothing\": 1}\n");
  EXPECT_EQ(there.status, 1);
  ASSERT_EQ(Lines(there.out).size(), 2u) << there.out;
  const Json line = ParseLine(Lines(there.out)[0]);
  EXPECT_EQ(line["id"], 5);
  EXPECT_EQ(line["ids"].back(), 1);
  EXPECT_TRUE(ParseLine(Lines(there.out)[1]).contains("error"));
  const ProgramRun back = RunGodel({"tokenize"}, Json{{"ids", line["ids"]}}.dump() + "\n");
  EXPECT_EQ(back.status, 0) << back.err;
  EXPECT_EQ(ParseLine(back.out)["text"], line["decoded"]);
  EXPECT_TRUE(Holds(RunGodel({"tokenize", "Hello"}).out, "ids"));
}

TEST(Score, GivesTheReferencesLogProbabilities) {
  const Json golden = ReadGoldenJsonLines("godel_mini/expected.jsonl.gz").front();
  const Json request = {{"id", "g"}, {"input_ids", golden["input_ids"]}, {"target_ids", golden["target_ids"]}};
  const ProgramRun run = RunGodel({"score", "--threads", "1"}, request.dump() + "\n");
  ASSERT_EQ(run.status, 0) << run.err;
  const Json scored = ParseLine(run.out);
  ASSERT_EQ(scored["logprobs"].size(), golden["target_logprobs"].size());
  ASSERT_EQ(scored["tokens"].size(), golden["target_logprobs"].size());
  double sum = 0;
  for (size_t i = 0; i < scored["logprobs"].size(); ++i) {
    const double logprob = scored["logprobs"][i].get<double>();
    EXPECT_NEAR(logprob, golden["target_logprobs"][i].get<double>(), 1e-3);  // as tests/golden/godel_tiny/README.md
    sum += logprob;
  }
  EXPECT_NEAR(scored["loss"].get<double>(), -sum / static_cast<double>(scored["logprobs"].size()), 1e-6);
}

TEST(Inspect, ShowsTheFolder) {
  const ProgramRun table = RunGodel({"inspect", "--tensors"});
  EXPECT_EQ(table.status, 0) << table.err;
  EXPECT_TRUE(Holds(table.out, "shared.weight")) << table.out;
  const ProgramRun json = RunGodel({"inspect", "--json"});
  const Json model = ParseJson(json.out).value();
  EXPECT_EQ(model["config"]["d_model"], 320);
  EXPECT_EQ(model["problems"].size(), 0u);
  EXPECT_EQ(model["unused_tensors"].size(), 0u);
  EXPECT_GT(model["parameters"].get<size_t>(), 9'000'000u);
  EXPECT_EQ(model["instructions"].size(), 3u);
}

}  // namespace
}  // namespace godel::testing

// SPDX-License-Identifier: MIT
// `godel prepare`'s task corpora and cleaning, as a user chains them.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <sstream>

#include "e2e/run_program.h"
#include "godel/base/json.h"
#include "godel/base/mapped_file.h"
#include "support/golden.h"

namespace godel::testing {
namespace {

std::string Dialog(const std::string& topic, const std::string& reply) {
  return R"({"chosen_topic":")" + topic + R"(","persona":"p","dialog":[{"speaker":"0_Apprentice","text":"About )" +
         topic + R"(?"},{"speaker":"1_Wizard","text":")" + reply + R"(","checked_sentence":{"k":"A sentence."}}]})";
}

std::string TaskRow(const std::string& context, const std::string& response) {
  return Json({{"Context", context}, {"Response", response}}).dump() + "\n";
}

TEST(PrepareTasks, AChainFromACorpusToACard) {
  const TempDir dir;
  const auto at = [&](const std::string& name) { return (dir.path() / name).string(); };
  std::string corpus = "[";
  for (int i = 0; i < 20; ++i) corpus += Dialog("topic" + std::to_string(i), "It is number " + std::to_string(i)) + ",";
  corpus += R"({"persona":3,"dialog":[]}])";
  dir.Write("train.json", corpus);

  const ProgramRun strict = RunGodel({"prepare", "wow", at("train.json"), "-o", at("wow.jsonl")});
  EXPECT_EQ(strict.status, 1);
  EXPECT_NE(strict.err.find("train.json:1: persona: expected a string, found 3"), std::string::npos) << strict.err;
  EXPECT_FALSE(std::filesystem::exists(at("wow.jsonl")));

  const ProgramRun wow = RunGodel({"prepare", "wow", at("train.json"), "--max-bad-rows", "1", "-o", at("wow.jsonl.gz"),
                                   "--licence", "CC BY 4.0", "--dialogs", "10"});
  ASSERT_EQ(wow.status, 0) << wow.err;
  EXPECT_NE(wow.err.find("wow.jsonl.gz: 10 examples"), std::string::npos) << wow.err;
  EXPECT_EQ(RunGodel({"prepare", "wow", "-", "-o", at("x.jsonl"), "--dialogs", "2"}, corpus).status, 2)
      << "a pipe cannot be read twice";

  const std::string rude = dir.Write("rude.txt", "number 1\n").string();
  const ProgramRun filter = RunGodel({"prepare", "filter", at("wow.jsonl.gz"), "--response-words", "4:", "--offensive",
                                      rude, "--dropped", at("dropped.jsonl"), "-o", at("kept.jsonl")});
  ASSERT_EQ(filter.status, 0) << filter.err;
  const ProgramRun dedup = RunGodel({"prepare", "dedup", at("kept.jsonl"), at("kept.jsonl"), "-o", at("unique.jsonl")});
  ASSERT_EQ(dedup.status, 0) << dedup.err;
  const auto card = ReadJsonFile(at("unique.jsonl.card.json"));
  ASSERT_TRUE(card);
  EXPECT_EQ((*card)["licences"], Json::parse(R"(["CC BY 4.0"])")) << "two steps later";
  EXPECT_EQ((*card)["counts"]["dropped: exact duplicates"], (*card)["examples"]);

  const ProgramRun shown = RunGodel({"prepare", "card", at("unique.jsonl")});
  EXPECT_EQ(shown.status, 0);
  EXPECT_NE(shown.out.find("Licences: CC BY 4.0."), std::string::npos) << shown.out;
  EXPECT_EQ(shown.out.find("was changed"), std::string::npos);
}

TEST(PrepareTasks, FilterSaysWhatItDropped) {
  const TempDir dir;
  const auto at = [&](const std::string& name) { return (dir.path() / name).string(); };
  dir.Write("in.jsonl", TaskRow("Hi", "What the heck") + TaskRow("Hi", "Fine") + TaskRow("Hi", "so so so so"));
  const std::string rude = dir.Write("rude.txt", "heck\n").string();
  const ProgramRun run = RunGodel({"prepare", "filter", at("in.jsonl"), "--offensive", rude, "--max-repeats", "3",
                                   "--dropped", at("dropped.jsonl"), "-o", "-"});
  ASSERT_EQ(run.status, 0) << run.err;
  EXPECT_EQ(Lines(run.out).size(), 1U) << run.out;
  const auto dropped = Lines(*ReadTextFile(at("dropped.jsonl"), 10000));
  ASSERT_EQ(dropped.size(), 2U);
  EXPECT_TRUE(dropped[0].starts_with(R"({"dropped":"offensive","found":"heck","Context":["Hi"],)")) << dropped[0];
  EXPECT_TRUE(dropped[1].starts_with(R"({"dropped":"repeated tokens","found":"4",)")) << dropped[1];
  for (const auto& wrong : std::vector<std::vector<std::string>>{
           {}, {"--response-words", "3"}, {"--response-words", "5:2"}, {"--response-words", "a:b"}}) {
    std::vector<std::string> arguments = {"prepare", "filter", at("in.jsonl"), "-o", at("out.jsonl")};
    arguments.insert(arguments.end(), wrong.begin(), wrong.end());
    EXPECT_EQ(RunGodel(arguments).status, 2);
  }
}

// The limits hold in the model's own tokens, of which the test asks the model itself.
TEST(PrepareTasks, FilterByTokensKeepsARowAtTheLimit) {
  const TempDir dir;
  const auto at = [&](const std::string& name) { return (dir.path() / name).string(); };
  const std::string model = (ModelsDir() / "godel-mini").string();
  const auto tokens = [&](const std::string& text) {
    const ProgramRun run = RunGodel({"tokenize", text, "--json", "--model", model});
    return ParseJson(run.out).value()["ids"].size();
  };
  const std::string at_limit = "I liked that film.", above = "I liked that film. Yes";
  const size_t limit = tokens(at_limit);
  ASSERT_EQ(tokens(above), limit + 1);
  ASSERT_GT(limit, 4U) << "words would do";
  dir.Write("in.jsonl",
            TaskRow("Hi", above) + TaskRow("Hi", at_limit) + TaskRow(above, "Hi") + TaskRow(at_limit, "Hi"));
  const auto filter = [&](const std::string& flag, const std::string& range) {
    const ProgramRun run = RunGodel({"prepare", "filter", at("in.jsonl"), flag, range, "--model", model, "--overwrite",
                                     "--dropped", at("dropped.jsonl"), "-o", at("kept.jsonl")});
    EXPECT_EQ(run.status, 0) << run.err;
    return std::pair{Lines(*ReadTextFile(at("kept.jsonl"), 10000)), Lines(*ReadTextFile(at("dropped.jsonl"), 10000))};
  };
  const std::string most = std::to_string(limit), one_more = std::to_string(limit + 1);
  const auto [responses, long_responses] = filter("--response-tokens", ":" + most);
  EXPECT_EQ(responses.size(), 3U);
  ASSERT_EQ(long_responses.size(), 1U);
  EXPECT_TRUE(long_responses[0].starts_with(R"({"dropped":"response: tokens","found":")" + one_more + '"'))
      << long_responses[0];
  const auto [contexts, long_contexts] = filter("--context-tokens", ":" + most);
  EXPECT_EQ(contexts.size(), 3U);
  ASSERT_EQ(long_contexts.size(), 1U);
  EXPECT_NE(long_contexts[0].find(above), std::string::npos);
  EXPECT_EQ(filter("--response-tokens", one_more + ":").first.size(), 1U) << "the least is kept too";

  const ProgramRun lost = RunGodel({"prepare", "filter", at("in.jsonl"), "--response-tokens", ":9", "--model",
                                    at("nowhere"), "-o", at("out.jsonl")});
  EXPECT_EQ(lost.status, 1);
  EXPECT_NE(lost.err.find("nowhere"), std::string::npos) << lost.err;
}

TEST(PrepareTasks, ATerminalShowsHowMuchOfTheInputIsRead) {
  const TempDir dir;
  std::string rows;
  for (int i = 0; i < 60000; ++i) rows += TaskRow("Hi", "number " + std::to_string(i * 7919));  // 3 MB
  const std::string in = dir.Write("in.jsonl", rows).string();
  const ProgramRun run = RunGodelInTerminal(
      {"prepare", "filter", in, "--response-words", "1:", "-o", (dir.path() / "kept.jsonl").string()}, {});
  ASSERT_EQ(run.status, 0) << run.out;
  const std::string whole = fmt::format(" of {:.1f} MB  ", static_cast<double>(rows.size()) / 1e6);
  EXPECT_NE(run.out.find(whole), std::string::npos) << run.out;
  EXPECT_NE(run.out.find(" %  "), std::string::npos) << run.out;
  EXPECT_NE(run.out.find(" left  "), std::string::npos) << run.out;
  EXPECT_NE(run.out.find("\r\033[K"), std::string::npos) << "the line goes again";
}

// The first line is drawn at once, so these need no large files.
TEST(PrepareTasks, ATerminalShowsItOfRowsWithTabsToo) {
  const TempDir dir;
  const auto at = [&](const std::string& name) { return (dir.path() / name).string(); };
  dir.Write("session.tsv", "1.0 Hi EOS 1.0 Who?\t1.0 Me.\n");
  dir.Write("rows.tsv", "t3_a,t1_b,t1_c\tHi EOS Who?\tMe.\n");
  dir.Write("list.txt", "multiref\t5,t3_a,t1_b,t1_c\n");
  dir.Write("talk.tsv", "h\ttil\tabc\t3\t1\tTIL Detroit has a motto\tSperamus meliora is its motto\n");
  dir.Write("facts.tsv", "h\ttil\tabc\ten.wikipedia.org\tThe motto is Speramus meliora\n");
  for (const auto& [counted, arguments] : std::vector<std::pair<std::vector<std::string>, std::vector<std::string>>>{
           {{"1 row"}, {"reddit-tsv", at("session.tsv"), "-o", at("a.jsonl")}},
           {{"1 line"}, {"reddit-multiref", at("rows.tsv"), "--list", at("list.txt"), "-o", at("b.txt")}},
           {{"1 fact", "1 response"},
            {"select-facts", at("talk.tsv"), "--facts", at("facts.tsv"), "--keep-unmatched", "-o", at("c.jsonl")}}}) {
    std::vector<std::string> command = {"prepare"};
    command.insert(command.end(), arguments.begin(), arguments.end());
    const ProgramRun run = RunGodelInTerminal(command, {});
    EXPECT_EQ(run.status, 0) << run.out;
    for (const std::string& count : counted)
      EXPECT_NE(run.out.find(" of 0.0 MB  " + count), std::string::npos) << arguments[0] << ": " << run.out;
    EXPECT_NE(run.out.find("\r\033[K"), std::string::npos) << "the line goes again";
  }
}

TEST(PrepareTasks, OverlapFailsOnLeaksAndRemovesThem) {
  const TempDir dir;
  const auto at = [&](const std::string& name) { return (dir.path() / name).string(); };
  dir.Write("test.jsonl", TaskRow("Where is the station?", "Over there.") + TaskRow("Who?", "Me"));
  dir.Write("train.jsonl", TaskRow("Something else", "that is new") + TaskRow("where is the STATION", "over there"));
  const ProgramRun leaked = RunGodel({"prepare", "overlap", "--test", at("test.jsonl"), "--train", at("train.jsonl"),
                                      "--remove", at("clean.jsonl"), "--json"});
  EXPECT_EQ(leaked.status, 1) << leaked.err;
  const auto json = ParseJson(leaked.out);
  ASSERT_TRUE(json) << leaked.out;
  EXPECT_EQ((*json)["leaked"], 1);
  EXPECT_EQ((*json)["worst"][0]["test"], at("test.jsonl") + ":1");
  EXPECT_EQ((*json)["worst"][0]["train"], at("train.jsonl") + ":2");
  const ProgramRun clean = RunGodel({"prepare", "overlap", "--test", at("test.jsonl"), "--train", at("clean.jsonl")});
  EXPECT_EQ(clean.status, 0) << clean.out;
  EXPECT_TRUE(clean.out.starts_with("0 of 2 test examples (0.00 %) in 1 training example;")) << clean.out;
}

// The first words of the lines below "Subcommands:".
std::vector<std::string> CommandsIn(const std::string& help) {
  std::vector<std::string> commands;
  std::istringstream lines(help.substr(std::min(help.size(), help.find("\nSubcommands:\n") + 1)));
  std::string line, command;
  std::getline(lines, line);
  while (std::getline(lines, line) && std::istringstream(line) >> command) commands.push_back(command);
  return commands;
}

TEST(PrepareTasks, EveryCommandHasHelpWithExamples) {
  const std::vector<std::string> commands = CommandsIn(RunGodel({"prepare", "--help"}).out);
  EXPECT_GT(commands.size(), 20u);
  for (const std::string& command : commands) {
    const ProgramRun help = RunGodel({"prepare", command, "--help"});
    EXPECT_EQ(help.status, 0) << command;
    EXPECT_NE(help.out.find("\n  godel prepare " + command), std::string::npos) << help.out;
    EXPECT_EQ(help.out.find("->"), std::string::npos) << "a flag's values as the program counts them: " << help.out;
    EXPECT_EQ(help.out.find("1844674407"), std::string::npos) << "a default that means none: " << help.out;
  }
}

}  // namespace
}  // namespace godel::testing

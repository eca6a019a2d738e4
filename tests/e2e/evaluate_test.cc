// SPDX-License-Identifier: MIT
// `godel evaluate` on a few examples: the figures are those of `godel score` and the replies those of `godel generate`.
#include <gtest/gtest.h>

#include <cmath>
#include <filesystem>

#include "e2e/run_program.h"
#include "godel/base/mapped_file.h"
#include "support/golden.h"

namespace godel::testing {
namespace {

namespace fs = std::filesystem;

struct Row {
  std::vector<std::string> context;
  std::string knowledge, response;
};

const std::vector<Row> kRows = {{{"Hi, how are you?"}, "", "I am fine, thanks!"},
                                {{"Do you like films?", "I do.", "Which one did you see last?"},
                                 "Frozen is an animated film of 2013.",
                                 "I saw Frozen, an animated film."},
                                {{"Where is the museum?"}, "The museum is at 4 Hill Road.", "It is at 4 Hill Road."},
                                {{"What is your favorite food?"}, "", "I like pizza."}};

// JSON lines of kRows from `begin` to `end`, each a dialog of its own.
std::string DataOf(size_t begin, size_t end) {
  std::string lines;
  for (size_t i = begin; i < end; ++i)
    lines += Json{{"Context", kRows[i].context},
                  {"Knowledge", kRows[i].knowledge},
                  {"Response", kRows[i].response},
                  {"Dialog", "d" + std::to_string(i)}}
                 .dump() +
             "\n";
  return lines;
}

std::vector<std::string> Evaluate(std::vector<std::string> flags) {
  flags.insert(flags.begin(), {"evaluate", "--threads", "1", "--max-new-tokens", "12"});
  return flags;
}

std::vector<Json> JsonLines(const std::string& text) {
  std::vector<Json> lines;
  for (const std::string& line : Lines(text)) lines.push_back(ParseJson(line).value());
  return lines;
}

std::string ReadAll(const fs::path& path) {
  return ReadTextFile(path, size_t{1} << 20).value();
}

// As `godel score` and `godel generate` are asked.
std::string Requests(const std::string& target) {
  std::string lines;
  for (const Row& row : kRows) {
    Json line = {{"context", row.context}, {"knowledge", row.knowledge}};
    if (!target.empty()) line[target] = row.response;
    lines += line.dump() + "\n";
  }
  return lines;
}

TEST(Evaluate, AgreesWithScoreAndGenerate) {
  const TempDir dir;
  const std::string data = dir.Write("dev.jsonl", DataOf(0, 4)).string();
  const fs::path out = dir.path() / "scores";
  const ProgramRun run = RunGodel(Evaluate({"--data", data, "--output", out.string(), "--json"}));
  ASSERT_EQ(run.status, 0) << run.err;

  const auto scores = JsonLines(RunGodel({"score", "--threads", "1"}, Requests("target")).out);
  const auto answers = JsonLines(RunGodel({"generate", "--threads", "1", "--max-new-tokens", "12"}, Requests("")).out);
  const auto predictions = JsonLines(ReadAll(out / "predictions.jsonl"));
  ASSERT_EQ(predictions.size(), kRows.size());
  double nats = 0, tokens = 0, characters = 0;
  for (size_t i = 0; i < kRows.size(); ++i) {
    const Json& prediction = predictions[i];
    EXPECT_EQ(prediction["context"], Json(kRows[i].context));
    EXPECT_EQ(prediction["knowledge"], kRows[i].knowledge);
    EXPECT_EQ(prediction["reference"], kRows[i].response);
    EXPECT_EQ(prediction["reply"], answers[i]["outputs"][0]["reply"]);
    EXPECT_EQ(prediction["tokens"], scores[i]["ids"].size());
    const double expected = scores[i]["loss"].get<double>() * prediction["tokens"].get<double>();
    // SumExp is off by 2e-7 at most for each token.
    EXPECT_NEAR(prediction["nats"].get<double>(), expected, 1e-6 * prediction["tokens"].get<double>());
    nats += prediction["nats"].get<double>();
    tokens += prediction["tokens"].get<double>();
    characters += static_cast<double>(kRows[i].response.size());  // all of it ASCII
  }

  const Json metrics = ParseJson(ReadAll(out / "metrics.json")).value();
  EXPECT_EQ(metrics, ParseJson(run.out).value());
  ASSERT_EQ(metrics["files"].size(), 1u);
  EXPECT_EQ(metrics["files"][0]["name"], "dev.jsonl");
  const Json& total = metrics["total"];
  EXPECT_EQ(total["examples"], 4);
  EXPECT_NEAR(total["nats_per_token"].get<double>(), nats / tokens, 1e-12);
  EXPECT_NEAR(total["nats_per_character"].get<double>(), nats / characters, 1e-12);
  EXPECT_NEAR(total["perplexity"].get<double>(), std::exp(nats / tokens), 1e-9);
  for (const char* name : {"bleu", "bleu_smoothed", "f1", "knowledge_f1", "distinct_1", "distinct_2"}) {
    EXPECT_GE(total[name].get<double>(), 0) << name;
    EXPECT_LE(total[name].get<double>(), 1) << name;
  }
  EXPECT_GT(total["mean_length"].get<double>(), 0);
}

// A row without its name, whose width depends on the other names.
std::string Figures(const std::string& row) {
  return row.substr(row.find(" 4 "));
}

TEST(Evaluate, PrintsARowAFileAndTheTotal) {
  const TempDir dir;
  const std::string one = dir.Write("one.jsonl", DataOf(0, 1)).string();
  const std::string rest = dir.Write("rest.jsonl", DataOf(1, 4)).string();
  const ProgramRun run = RunGodel(Evaluate({"--data", one, rest}));
  ASSERT_EQ(run.status, 0) << run.err;
  const auto lines = Lines(run.out);
  ASSERT_EQ(lines.size(), 4u) << run.out;
  EXPECT_NE(lines[0].find("nats/char"), std::string::npos);
  EXPECT_EQ(lines[1].find("one.jsonl "), 0u);
  EXPECT_NE(lines[1].find(" - "), std::string::npos) << "there is no knowledge: " << lines[1];
  EXPECT_EQ(lines[2].find("rest.jsonl "), 0u);
  EXPECT_EQ(lines[3].find("total "), 0u);

  // The whole in one file has the total's figures.
  const std::string all = dir.Write("all.jsonl", DataOf(0, 4)).string();
  const ProgramRun whole = RunGodel(Evaluate({"--data", all}));
  EXPECT_EQ(Figures(Lines(whole.out)[1]), Figures(lines[3]));
}

TEST(Evaluate, ScoresAloneAndTakesAFew) {
  const TempDir dir;
  const std::string data = dir.Write("dev.jsonl", DataOf(0, 4)).string();
  const std::vector<std::string> flags = {"--data", data, "--no-generate", "--limit", "2", "--json"};
  const ProgramRun run = RunGodel(Evaluate(flags));
  ASSERT_EQ(run.status, 0) << run.err;
  const Json total = ParseJson(run.out).value()["total"];
  EXPECT_EQ(total["examples"], 2);
  EXPECT_EQ(total["examples_seen"], 4);
  EXPECT_FALSE(total.contains("bleu"));
  EXPECT_EQ(RunGodel(Evaluate(flags)).out, run.out);
}

TEST(Evaluate, KeepsWhatIsThere) {
  const TempDir dir;
  const std::string data = dir.Write("dev.jsonl", DataOf(0, 1)).string();
  const fs::path kept = dir.Write("metrics.json", "mine");
  const std::vector<std::string> flags = {"--data", data, "--no-generate", "--output", dir.path().string()};
  const ProgramRun refused = RunGodel(Evaluate(flags));
  EXPECT_EQ(refused.status, 2);
  EXPECT_NE(refused.err.find("--force"), std::string::npos) << refused.err;
  EXPECT_EQ(ReadAll(kept), "mine");
  std::vector<std::string> forced = flags;
  forced.push_back("--force");
  EXPECT_EQ(RunGodel(Evaluate(forced)).status, 0);
  EXPECT_TRUE(ParseJson(ReadAll(kept)));
}

TEST(Evaluate, SaysWhatIsWrongWithTheData) {
  const TempDir dir;
  const ProgramRun missing = RunGodel(Evaluate({"--data", (dir.path() / "none.jsonl").string()}));
  EXPECT_EQ(missing.status, 1);
  EXPECT_NE(missing.err.find("none.jsonl"), std::string::npos) << missing.err;

  const ProgramRun empty = RunGodel(Evaluate({"--data", dir.Write("empty.jsonl", "").string()}));
  EXPECT_EQ(empty.status, 1);
  EXPECT_NE(empty.err.find("no example"), std::string::npos) << empty.err;

  const std::string bad = dir.Write("bad.jsonl", "{\"Context\": \"Hi\"}\n" + DataOf(0, 1)).string();
  const ProgramRun refused = RunGodel(Evaluate({"--data", bad, "--no-generate"}));
  EXPECT_EQ(refused.status, 1);
  EXPECT_NE(refused.err.find("bad.jsonl:1"), std::string::npos) << refused.err;
  const ProgramRun skipped = RunGodel(Evaluate({"--data", bad, "--no-generate", "--max-bad-rows", "1"}));
  EXPECT_EQ(skipped.status, 0) << skipped.err;
  EXPECT_NE(skipped.err.find("skipped"), std::string::npos) << skipped.err;

  EXPECT_EQ(RunGodel(Evaluate({})).status, 2);
}

}  // namespace
}  // namespace godel::testing

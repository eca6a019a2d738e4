// SPDX-License-Identifier: MIT
// `godel evaluate` on a few examples: the figures are those of `godel score` and the replies those of `godel generate`.
#include <gtest/gtest.h>

#include <cmath>
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "e2e/run_program.h"
#include "godel/base/mapped_file.h"
#include "support/golden.h"
#include "support/well_formed.h"

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

TEST(Evaluate, LeavesAReportAndScoresOfEachReply) {
  const TempDir dir;
  const std::string data = dir.Write("dev.jsonl", DataOf(0, 4)).string();
  const fs::path out = dir.path() / "run";
  const ProgramRun run =
      RunGodel(Evaluate({"--data", data, "--output", out.string(), "--groundedness", "--num-beams", "2", "--json"}));
  ASSERT_EQ(run.status, 0) << run.err;
  const auto predictions = JsonLines(ReadAll(out / "predictions.jsonl"));
  ASSERT_EQ(predictions.size(), 4u);
  double f1 = 0;
  for (const Json& prediction : predictions) {
    const bool known = !prediction["knowledge"].get<std::string>().empty();
    f1 += prediction["scores"]["f1"].get<double>() / 4;
    for (const char* name : {"knowledge_f1", "copied_share", "longest_copy", "novel_entities", "knowledge_gain"})
      EXPECT_EQ(prediction["scores"].contains(name), known) << name;
  }
  const Json metrics = ParseJson(run.out).value();
  EXPECT_NEAR(metrics["total"]["f1"].get<double>(), f1, 1e-12);
  EXPECT_EQ(metrics["parameters"]["num_beams"], 2);
  for (const char* kind : {"replies", "references", "strangers"})
    EXPECT_EQ(metrics["groundedness"][kind]["texts"], 2) << "two of the four have knowledge";
  EXPECT_GT(metrics["groundedness"]["references"]["knowledge_gain"].get<double>(),
            metrics["groundedness"]["strangers"]["knowledge_gain"].get<double>());

  const std::string report = ReadAll(out / "report.html");
  EXPECT_EQ(WhatIsMalformed(report), "");
  EXPECT_NE(report.find("<svg"), std::string::npos);
  EXPECT_NE(TextOf(report).find("Which one did you see last?"), std::string::npos);
  EXPECT_FALSE(fs::exists(out / "replies.partial"));
}

TEST(Evaluate, GoesOnWhereItWasInterrupted) {
  const TempDir dir;
  const std::string data = dir.Write("dev.jsonl", DataOf(0, 4)).string();
  const fs::path whole = dir.path() / "whole", resumed = dir.path() / "resumed";
  const auto flags = [&](const fs::path& out) {
    return Evaluate({"--data", data, "--output", out.string(), "--do-sample", "--seed", "7"});
  };
  // What an interrupted run leaves: its setting, which a run that cannot write its report shows, and some replies.
  fs::create_directories(resumed / "report.html" / "in-the-way");
  std::vector<std::string> forced = flags(resumed);
  forced.push_back("--force");
  EXPECT_EQ(RunGodel(forced).status, 1);
  const std::string partial = ReadAll(resumed / "replies.partial");
  ASSERT_EQ(Lines(partial).size(), 5u) << partial;
  fs::remove_all(resumed);
  fs::create_directories(resumed);
  // The first reply is another one than the model would give, and the last line is cut off.
  const std::string setting = Lines(partial)[0];
  const std::string known = R"({"file":0,"example":2,"tokens":3,"reply":"Kept from before."})";
  dir.Write("resumed/replies.partial", setting + "\n" + known + "\n" + R"({"file":0,"exam)");

  ASSERT_EQ(RunGodel(flags(whole)).status, 0);
  const ProgramRun run = RunGodel(flags(resumed));
  ASSERT_EQ(run.status, 0) << run.err;
  EXPECT_NE(run.err.find("going on"), std::string::npos) << run.err;
  const auto expected = JsonLines(ReadAll(whole / "predictions.jsonl"));
  const auto found = JsonLines(ReadAll(resumed / "predictions.jsonl"));
  ASSERT_EQ(found.size(), 4u);
  EXPECT_EQ(found[2]["reply"], "Kept from before.");
  for (const size_t i : {0u, 1u, 3u}) EXPECT_EQ(found[i]["reply"], expected[i]["reply"]) << "each has its own seed";

  // Of another setting nothing is taken.
  dir.Write("resumed/replies.partial", setting + "\n" + known + "\n");
  std::vector<std::string> other = flags(resumed);
  other.insert(other.end(), {"--force", "--top-k", "3"});
  ASSERT_EQ(RunGodel(other).status, 0);
  EXPECT_EQ(ReadAll(resumed / "predictions.jsonl").find("Kept from before."), std::string::npos);
}

// Two runs over the same four examples.
std::pair<std::string, std::string> TwoRuns(const TempDir& dir) {
  const std::string data = dir.Write("dev.jsonl", DataOf(0, 4)).string();
  const std::string greedy = (dir.path() / "greedy").string(), beams = (dir.path() / "beams").string();
  EXPECT_EQ(RunGodel(Evaluate({"--data", data, "--output", greedy})).status, 0);
  EXPECT_EQ(RunGodel(Evaluate({"--data", data, "--output", beams, "--num-beams", "3", "--length-penalty", "2"})).status,
            0);
  return {greedy, beams};
}

TEST(Evaluate, ComparesRuns) {
  const TempDir dir;
  const auto [greedy, beams] = TwoRuns(dir);
  const std::string out = (dir.path() / "comparison").string();
  const ProgramRun run = RunGodel({"evaluate", "compare", greedy, beams, "--output", out, "--json"});
  ASSERT_EQ(run.status, 0) << run.err;
  const Json json = ParseJson(run.out).value();
  EXPECT_EQ(json["runs"], (std::vector<std::string>{"greedy", "beams"}));
  EXPECT_EQ(json["examples"], 4);
  for (const Json& metric : json["metrics"]) {
    if (metric["name"] != "bleu") continue;
    const Json total = ParseJson(ReadAll(fs::path(greedy) / "metrics.json")).value()["total"];
    EXPECT_NEAR(metric["values"][0].get<double>(), total["bleu"].get<double>(), 1e-12);
  }
  EXPECT_EQ(ParseJson(ReadAll(fs::path(out) / "comparison.json")).value(), json);
  EXPECT_EQ(WhatIsMalformed(ReadAll(fs::path(out) / "comparison.html")), "");
  EXPECT_EQ(RunGodel({"evaluate", "compare", greedy, beams, "--output", out}).status, 2) << "they are kept";
  EXPECT_EQ(RunGodel({"evaluate", "--compare", greedy, beams, "--json"}).out, run.out);

  const std::string few = dir.Write("few.jsonl", DataOf(1, 4)).string(), third = (dir.path() / "third").string();
  ASSERT_EQ(RunGodel(Evaluate({"--data", few, "--output", third})).status, 0);
  const ProgramRun refused = RunGodel({"evaluate", "compare", greedy, third});
  EXPECT_EQ(refused.status, 2);
  EXPECT_NE(refused.err.find("prediction 1: the context is"), std::string::npos) << refused.err;
  EXPECT_EQ(RunGodel({"evaluate", "compare", greedy}).status, 2);
  EXPECT_EQ(RunGodel({"evaluate", "compare", greedy, (dir.path() / "none").string()}).status, 1);
}

TEST(Evaluate, LetsPeopleJudge) {
  const TempDir dir;
  const auto [greedy, beams] = TwoRuns(dir);
  const std::string page = (dir.path() / "study.html").string(), key = (dir.path() / "study.key.json").string();
  const ProgramRun sampled =
      RunGodel({"evaluate", "human", "sample", greedy, beams, "--items", "5", "--mode", "likert", "--output", page});
  ASSERT_EQ(sampled.status, 0) << sampled.err;
  const std::string html = ReadAll(page);
  EXPECT_EQ(WhatIsMalformed(html), "");
  for (const char* name : {"greedy", "beams"}) EXPECT_EQ(html.find(name), std::string::npos) << name;

  const Json study = ParseJson(ReadAll(key)).value();
  ASSERT_EQ(study["items"].size(), 4u);
  Json answers = {{"format", "godel-human-answers"}, {"study", study["study"]}, {"annotator", "a"}};
  for (const Json& item : study["items"]) {
    const int liking = item["run"] == 1 ? 4 : 2;
    answers["answers"].push_back(
        {{"item", item["id"]}, {"utility", liking}, {"communicative_quality", 3}, {"safety", 5}});
  }
  const std::string file = dir.Write("answers-a.json", answers.dump()).string();
  const ProgramRun read = RunGodel({"evaluate", "human", "read", file, "--key", key, "--run", beams, greedy, "--json"});
  ASSERT_EQ(read.status, 0) << read.err;
  const Json results = ParseJson(read.out).value();
  const Json& utility = results["dimensions"]["utility"]["ratings"];
  EXPECT_EQ(utility[0]["run"], "greedy");
  EXPECT_EQ(utility[0]["mean"], 2);
  EXPECT_EQ(utility[1]["mean"], 4);
  EXPECT_FALSE(results["correlations"].empty());
  EXPECT_NE(RunGodel({"evaluate", "human", "read", file, "--key", key}).out.find("Krippendorff"), std::string::npos);
  EXPECT_EQ(RunGodel({"evaluate", "human", "read", key, "--key", key}).status, 1);
  EXPECT_EQ(RunGodel({"evaluate", "human", "sample", greedy, "--mode", "pairwise", "--output", page}).status, 2);
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

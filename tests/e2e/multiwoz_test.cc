// SPDX-License-Identifier: MIT
// From MultiWOZ's dialogs to figures, as a user goes: `godel prepare multiwoz` and `godel evaluate multiwoz` over the
// 31 dialogs of tests/golden/multiwoz. What the figures should be is held down by tests/evaluate/multiwoz.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <set>
#include <string>
#include <vector>

#include "e2e/run_program.h"
#include "godel/base/json.h"
#include "godel/base/mapped_file.h"
#include "support/golden.h"

namespace godel::testing {
namespace {

namespace fs = std::filesystem;

constexpr size_t kDialogs = 31;
constexpr size_t kAnswers = 234;

std::string Corpus() {
  return GoldenPath("multiwoz/dialogs.json.gz").string();
}

std::string Database() {
  return GoldenPath("multiwoz").string();
}

std::vector<Json> LinesOf(const fs::path& file) {
  std::vector<Json> rows;
  for (const std::string& line : Lines(ReadTextFile(file, size_t{16} << 20).value()))
    rows.push_back(ParseJson(line).value());
  return rows;
}

ProgramRun Prepare(std::vector<std::string> more) {
  more.insert(more.begin(), {"prepare", "multiwoz", Corpus(), "--database", Database()});
  return RunGodel(more);
}

ProgramRun Evaluate(const std::string& predictions, std::vector<std::string> more = {}) {
  more.insert(more.begin(),
              {"evaluate", "multiwoz", predictions, "--dialogs", Corpus(), "--database", Database(), "--json"});
  return RunGodel(more);
}

TEST(PrepareMultiWoz, WritesAnExampleForEachAnswerAndACard) {
  const TempDir dir;
  const fs::path file = dir.path() / "all.jsonl";
  const ProgramRun run = Prepare({"-o", file.string(), "--licence", "Apache-2.0"});
  ASSERT_EQ(run.status, 0) << run.err;
  EXPECT_EQ(run.out, "");
  EXPECT_NE(run.err.find("all.jsonl: 234 examples"), std::string::npos) << run.err;
  const std::vector<Json> rows = LinesOf(file);
  ASSERT_EQ(rows.size(), kAnswers);
  EXPECT_EQ(rows[0]["Dialog"], "multiwoz/mul0003");
  EXPECT_EQ(rows[0]["Turn"], 1);
  EXPECT_EQ(rows[7]["Turn"], 8);
  EXPECT_EQ(rows[8]["Turn"], 1) << "the next dialog";
  EXPECT_EQ(rows[0]["Knowledge"], "hotel internet = yes ; type = guesthouse | kb more than two");
  EXPECT_TRUE(rows[0]["Response"].get<std::string>().starts_with("There are [value_count] [value_type] that"));
  std::set<std::string> dialogs;
  for (const Json& row : rows) dialogs.insert(row["Dialog"].get<std::string>());
  EXPECT_EQ(dialogs.size(), kDialogs);
  const Json card = ReadJsonFile(file.string() + ".card.json").value();
  EXPECT_EQ(card["made_by"], "godel prepare multiwoz");
  EXPECT_EQ(card["counts"]["answers"], kAnswers);
  EXPECT_EQ(card["licences"], Json::parse(R"(["Apache-2.0"])"));

  const ProgramRun again = Prepare({"-o", file.string()});
  EXPECT_EQ(again.status, 2);
  EXPECT_NE(again.err.find("exists already; --overwrite replaces it"), std::string::npos) << again.err;
  EXPECT_EQ(LinesOf(file).size(), kAnswers) << "the first file is as it was";
}

TEST(PrepareMultiWoz, TakesAndLeavesOutDialogsByListsAndDraws) {
  const TempDir dir;
  const std::string list = dir.Write("list.txt", "MUL0003.json\nSNG0099.json\n").string();
  const auto rows_with = [&](std::vector<std::string> more) {
    const fs::path file = dir.path() / "some.jsonl";
    more.insert(more.end(), {"--overwrite", "-o", file.string()});
    const ProgramRun run = Prepare(more);
    EXPECT_EQ(run.status, 0) << run.err;
    return LinesOf(file);
  };
  EXPECT_EQ(rows_with({"--list", list}).size(), 11U) << "8 and 3 answers";
  EXPECT_EQ(rows_with({"--except", list}).size(), kAnswers - 11);
  const auto drawn = rows_with({"--dialogs", "2", "--seed", "5"});
  EXPECT_EQ(drawn, rows_with({"--dialogs", "2", "--seed", "5"}));
  std::set<std::string> dialogs;
  for (const Json& row : drawn) dialogs.insert(row["Dialog"].get<std::string>());
  EXPECT_EQ(dialogs.size(), 2U);
}

TEST(PrepareMultiWoz, BadDialogsAreErrorsUntilTheyMayBeSkipped) {
  const TempDir dir;
  const std::string out = (dir.path() / "out.jsonl").string();
  const std::string file = dir.Write("bad.json", R"({"MUL1.json": {"goal": {}, "log": 3}})").string();
  const ProgramRun run = RunGodel({"prepare", "multiwoz", file, "-o", out});
  EXPECT_EQ(run.status, 1);
  EXPECT_NE(run.err.find("bad.json:1: MUL1.json: log: expected an array, found 3"), std::string::npos) << run.err;
  EXPECT_FALSE(fs::exists(out));
  const ProgramRun skipped = RunGodel({"prepare", "multiwoz", file, Corpus(), "--max-bad-rows", "1", "-o", out});
  EXPECT_EQ(skipped.status, 0) << skipped.err;
  EXPECT_TRUE(skipped.err.starts_with("skipped " + file + ":1: MUL1.json: log: ")) << skipped.err;
  EXPECT_EQ(LinesOf(out).size(), kAnswers);
  EXPECT_EQ(RunGodel({"prepare", "multiwoz", Corpus(), "--responses", "spoken", "-o", out, "--overwrite"}).status, 2);
}

TEST(EvaluateMultiWoz, PrintsFiguresAndWritesWhatEachDialogAndReplyBecame) {
  const TempDir dir;
  const fs::path per_dialog = dir.path() / "d.jsonl", lexicalised = dir.path() / "l.jsonl";
  const std::string predictions = GoldenPath("multiwoz/predictions.json.gz").string();
  const std::vector<std::string> files = {"--per-dialog", per_dialog.string(), "--lexicalised", lexicalised.string()};
  const ProgramRun run = Evaluate(predictions, files);
  ASSERT_EQ(run.status, 0) << run.err;
  const Json json = ParseJson(run.out).value();
  EXPECT_EQ(json["dialogs"], kDialogs);
  EXPECT_EQ(json["turns"], kAnswers);
  EXPECT_DOUBLE_EQ(json["inform"].get<double>(), 100.0 * 27 / 31);
  EXPECT_DOUBLE_EQ(json["success"].get<double>(), 100.0 * 26 / 31);
  EXPECT_EQ(json["left_out"]["missing"], Json::array());
  EXPECT_EQ(LinesOf(per_dialog).size(), kDialogs);
  const auto replies = LinesOf(lexicalised);
  ASSERT_EQ(replies.size(), kAnswers);
  EXPECT_EQ(replies[2]["dialog"], "mul0003");
  EXPECT_EQ(replies[2]["turn"], 3);
  EXPECT_EQ(replies[2]["text"].get<std::string>().find("[hotel_name]"), std::string::npos) << replies[2];

  EXPECT_EQ(Evaluate(predictions, files).status, 2) << "the files are there already";
  const ProgramRun table =
      RunGodel({"evaluate", "multiwoz", predictions, "--dialogs", Corpus(), "--database", Database()});
  ASSERT_EQ(table.status, 0) << table.err;
  EXPECT_NE(table.out.find("all                31     87.1     83.9\n"), std::string::npos) << table.out;
}

TEST(EvaluateMultiWoz, NamesDialogsThatAreMissingUnknownOrOfAnotherLength) {
  const TempDir dir;
  Json predictions = ReadGoldenJson("multiwoz/predictions.json.gz");
  predictions["stranger"] = predictions["mul0003"];
  predictions.erase("mul0003");
  predictions["mul0264"].erase(0);
  const std::string file = dir.Write("p.json", predictions.dump()).string();
  const ProgramRun strict = Evaluate(file);
  EXPECT_EQ(strict.status, 1);
  EXPECT_EQ(strict.out, "");
  for (const char* const part : {"(mul0003)", "(stranger)", "(mul0264: 6 turns, 7 expected)", "--allow-missing"})
    EXPECT_NE(strict.err.find(part), std::string::npos) << part << " in " << strict.err;
  const ProgramRun lenient = Evaluate(file, {"--allow-missing"});
  ASSERT_EQ(lenient.status, 0) << lenient.err;
  EXPECT_TRUE(lenient.err.starts_with("left out: ")) << lenient.err;
  const Json json = ParseJson(lenient.out).value();
  EXPECT_EQ(json["dialogs"], kDialogs - 2);
  EXPECT_EQ(json["turns"], kAnswers - 8 - 7);
  EXPECT_EQ(json["left_out"]["unknown"], Json::parse(R"(["stranger"])"));
}

// The way of docs/multiwoz.md. The small model has never seen such dialogs; what matters is that its replies are those
// that are measured, against the right turns.
TEST(EvaluateMultiWoz, MeasuresARunOfGodelEvaluate) {
  const TempDir dir;
  const std::string data = (dir.path() / "woz.jsonl").string(), run_folder = (dir.path() / "run").string();
  const std::string list = dir.Write("list.txt", "SNG0099\nSNG0636\n").string();
  ASSERT_EQ(Prepare({"--list", list, "-o", data}).status, 0);
  const ProgramRun evaluated = RunGodel({"evaluate", "--data", data, "--output", run_folder, "--max-new-tokens", "4",
                                         "--threads", "1", "--max-input-tokens", "64"});
  ASSERT_EQ(evaluated.status, 0) << evaluated.err;
  const ProgramRun measured = Evaluate(run_folder, {"--list", list, "--lexicalised", (dir.path() / "l").string()});
  ASSERT_EQ(measured.status, 0) << measured.err;
  const Json json = ParseJson(measured.out).value();
  EXPECT_EQ(json["dialogs"], 2);
  EXPECT_EQ(json["turns"], 8) << "3 and 5";
  EXPECT_EQ(json["predicted_states"], false);
  EXPECT_EQ(json["states"], nullptr);
  const std::vector<Json> replies = LinesOf(dir.path() / "l");
  const std::vector<Json> predictions = LinesOf(fs::path(run_folder) / "predictions.jsonl");
  ASSERT_EQ(replies.size(), predictions.size());
  for (size_t i = 0; i < replies.size(); ++i) {
    EXPECT_EQ(predictions[i]["turn"], replies[i]["turn"]);
    EXPECT_EQ(predictions[i]["reply"], replies[i]["response"]);
  }
  EXPECT_EQ(Evaluate(run_folder + "/predictions.jsonl", {"--list", list}).out, measured.out) << "the file alone";

  const ProgramRun of_all = Evaluate(run_folder);
  EXPECT_EQ(of_all.status, 1);
  EXPECT_NE(of_all.err.find("29 dialogs without a prediction"), std::string::npos) << of_all.err;
}

// MultiWOZ 2.2: the same turns, without goals and bookings.
Json WithoutGoals(const Json& dialogs) {
  Json frames = Json::array();
  for (const auto& [name, dialog] : dialogs.items()) {
    Json turns = Json::array();
    for (size_t i = 0; i < dialog["log"].size(); ++i)
      turns.push_back({{"speaker", i % 2 == 0 ? "USER" : "SYSTEM"}, {"utterance", dialog["log"][i]["text"]}});
    frames.push_back({{"dialogue_id", name + ".json"}, {"turns", turns}});
  }
  return frames;
}

TEST(EvaluateMultiWoz, DialogsWithoutGoalsTakeThoseOfAnotherVersion) {
  const TempDir dir;
  const std::string predictions = GoldenPath("multiwoz/predictions.json.gz").string();
  Json frames = WithoutGoals(ReadGoldenJson("multiwoz/dialogs.json.gz"));
  const std::string bare = dir.Write("dialogues_001.json", frames.dump()).string();
  const auto of_bare = [&](std::vector<std::string> more) {
    more.insert(more.begin(),
                {"evaluate", "multiwoz", predictions, "--dialogs", bare, "--database", Database(), "--json"});
    return RunGodel(more);
  };
  const ProgramRun taken = of_bare({"--goals", Corpus()});
  ASSERT_EQ(taken.status, 0) << taken.err;
  const Json figures = ParseJson(taken.out).value(), expected = ParseJson(Evaluate(predictions).out).value();
  for (const char* const figure : {"dialogs", "turns", "inform", "success", "domains"})
    EXPECT_EQ(figures[figure], expected[figure]) << figure;

  const ProgramRun without = of_bare({});
  EXPECT_EQ(without.status, 1);
  EXPECT_NE(without.err.find("it has no goal to measure by; --goals"), std::string::npos) << without.err;

  frames.push_back({{"dialogue_id", "STRANGER"}, {"turns", Json::array()}});
  dir.Write("dialogues_001.json", frames.dump());
  const ProgramRun unknown = of_bare({"--goals", Corpus(), "--allow-missing"});
  EXPECT_EQ(unknown.status, 1);
  EXPECT_NE(unknown.err.find("stranger: no goal for it is in "), std::string::npos) << unknown.err;
}

// A name says nothing about what is in a file.
TEST(EvaluateMultiWoz, TellsARunFromOneJsonByItsBeginning) {
  const TempDir dir;
  const Json golden = ReadGoldenJson("multiwoz/predictions.json.gz");
  const ProgramRun as_json = Evaluate(GoldenPath("multiwoz/predictions.json.gz").string());
  ASSERT_EQ(as_json.status, 0) << as_json.err;
  EXPECT_EQ(Evaluate(dir.Write("one.jsonl", golden.dump()).string()).out, as_json.out);
  EXPECT_EQ(Evaluate(dir.Write("one", "\n " + golden.dump(1)).string()).out, as_json.out);

  const std::string list = dir.Write("list.txt", "SNG0099\n").string();
  const std::string row = R"("dialog": "multiwoz/sng0099", "reference": "a", "reply": "b", "turn": )";
  std::string lines, context_first;
  for (int turn = 1; turn <= 3; ++turn) {
    lines += "{" + row + std::to_string(turn) + R"(, "context": ["c"]})" + "\n";
    context_first += R"({"context": ["c"], )" + row + std::to_string(turn) + "}\n";
  }
  const ProgramRun of_lines = Evaluate(dir.Write("run.jsonl", lines).string(), {"--list", list});
  ASSERT_EQ(of_lines.status, 0) << of_lines.err;
  EXPECT_EQ(Evaluate(dir.Write("run.json", lines).string(), {"--list", list}).out, of_lines.out);
  EXPECT_EQ(Evaluate(dir.Write("run", context_first).string(), {"--list", list}).out, of_lines.out);
}

// What the corpus said, as a run's replies, has the figures of the corpus: Success and BLEU would fall if one reply
// stood at another turn.
TEST(EvaluateMultiWoz, ARunThatRepeatsTheCorpusScoresAsTheCorpus) {
  const TempDir dir;
  const std::string data = (dir.path() / "woz.jsonl").string();
  ASSERT_EQ(Prepare({"-o", data}).status, 0);
  std::string lines;
  std::vector<Json> rows = LinesOf(data);
  std::reverse(rows.begin(), rows.end());
  for (const Json& row : rows)
    lines += Json{{"context", row["Context"]},
                  {"reference", row["Response"]},
                  {"reply", row["Response"]},
                  {"dialog", row["Dialog"]},
                  {"turn", row["Turn"]}}
                 .dump() +
             "\n";
  const ProgramRun run = Evaluate(dir.Write("p.jsonl", lines).string());
  ASSERT_EQ(run.status, 0) << run.err;
  const ProgramRun corpus =
      RunGodel({"evaluate", "multiwoz", "--corpus", "--dialogs", Corpus(), "--database", Database(), "--json"});
  Json of_run = ParseJson(run.out).value(), of_corpus = ParseJson(corpus.out).value();
  for (const char* const figure : {"dialogs", "turns", "inform", "success", "bleu"})
    EXPECT_EQ(of_run[figure], of_corpus[figure]) << figure;
  lines.erase(0, lines.find('\n') + 1);
  const ProgramRun short_run = Evaluate(dir.Write("short.jsonl", lines).string());
  EXPECT_EQ(short_run.status, 1) << "one turn is absent";
  EXPECT_NE(short_run.err.find("1 predictions with another number of turns"), std::string::npos) << short_run.err;
  const std::string other = R"({"context": "a", "reference": "b", "reply": "c"})";
  const ProgramRun foreign = Evaluate(dir.Write("other.jsonl", other).string());
  EXPECT_EQ(foreign.status, 1);
  EXPECT_NE(foreign.err.find("other.jsonl: prediction 1: expected a dialog like multiwoz/mul0003"), std::string::npos)
      << foreign.err;
}

TEST(EvaluateMultiWoz, TellsBrokenPredictionsFromWrongUse) {
  const TempDir dir;
  const auto expect = [&](int status, const std::string& part, const ProgramRun& run) {
    EXPECT_EQ(run.status, status) << run.err;
    EXPECT_NE(run.err.find(part), std::string::npos) << run.err;
    EXPECT_EQ(run.out, "");
  };
  expect(1, "cut.json:1: the file ends inside of \"mul0003\"",
         Evaluate(dir.Write("cut.json", R"({"mul0003": [{"response": "hi")").string()));
  expect(1, "typed.json:2: mul0003: turn 1: response: expected a string, found 1",
         Evaluate(dir.Write("typed.json", "{\n\"mul0003\": [{\"response\": 1}]}").string()));
  expect(1, "list.json:1: expected a JSON object", Evaluate(dir.Write("list.json", "[]").string()));
  expect(1, "nowhere.json", Evaluate((dir.path() / "nowhere.json").string()));
  expect(2, "one of the two", RunGodel({"evaluate", "multiwoz", "--dialogs", Corpus(), "--database", Database()}));
  expect(2, "--database is required", RunGodel({"evaluate", "multiwoz", "p.json", "--dialogs", Corpus()}));
  expect(2, "'nearest' is none of auto",
         Evaluate(GoldenPath("multiwoz/predictions.json.gz").string(), {"--active-domains", "nearest"}));
}

}  // namespace
}  // namespace godel::testing

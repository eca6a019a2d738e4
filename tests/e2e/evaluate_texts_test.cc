// SPDX-License-Identifier: MIT
// `godel evaluate texts`: the files it takes, what it says when they do not fit, and that its ways of asking agree.
#include <gtest/gtest.h>

#include "e2e/run_program.h"
#include "godel/base/mapped_file.h"
#include "support/golden.h"

namespace godel::testing {
namespace {

class EvaluateTexts : public ::testing::Test {
 protected:
  std::string Write(const std::string& name, const std::string& text) { return folder_.Write(name, text).string(); }
  static ProgramRun Run(std::vector<std::string> flags) {
    flags.insert(flags.begin(), {"evaluate", "texts"});
    return RunGodel(flags);
  }
  static Json RunJson(std::vector<std::string> flags) {
    flags.emplace_back("--json");
    const ProgramRun run = Run(std::move(flags));
    EXPECT_EQ(run.status, 0) << run.err;
    return ParseJson(run.out).value();
  }

  TempDir folder_;
  std::string replies_ = Write("replies.txt", "The museum opens at nine.\n\nI like green tea, too.\n");
  std::string gold_ = Write("gold.txt", "The museum opens at ten.\nYes.\nI like green tea.\n");
};

TEST_F(EvaluateTexts, ScoresLinesAndRowsAlike) {
  const Json lines = RunJson({"--hypotheses", replies_, "--references", gold_});
  EXPECT_EQ(lines["examples"], 3);
  EXPECT_EQ(lines["empty_hypotheses"], 1);
  EXPECT_NEAR(lines["f1"].get<double>(), (0.75 + 0 + 2. * 4 / 9) / 3, 1e-12);
  const std::string rows = Write(
      "predictions.jsonl",
      "{\"reply\": \"The museum opens at nine.\", \"reference\": \"The museum opens at ten.\", \"knowledge\": \"\"}\n"
      "{\"reply\": \"\", \"reference\": [\"Yes.\"]}\n"
      "{\"reply\": \"I like green tea, too.\", \"reference\": \"I like green tea.\"}\n");
  EXPECT_EQ(RunJson({"--hypotheses", rows}), lines);
  const Json chosen = RunJson({"--hypotheses", replies_, "--references", gold_, "--metrics", "f1,bleu"});
  EXPECT_EQ(chosen["sacre_bleu"], lines["sacre_bleu"]);
  EXPECT_FALSE(chosen.contains("rouge_l"));
}

TEST_F(EvaluateTexts, TakesSeveralReferencesKnowledgeAndAnExampleFile) {
  const std::string more = Write("more.txt", "It opens at nine.\nNo.\nI like green tea, too.\n");
  const std::string known = Write("known.txt", "opens at nine\n\n\n");
  const std::string each = (folder_.path() / "each.jsonl").string();
  const Json scores = RunJson({"--hypotheses", replies_, "--references", gold_, "--references", more, "--knowledge",
                               known, "--per-example", each});
  EXPECT_GT(scores["f1"].get<double>(), 0.5);
  EXPECT_NEAR(scores["knowledge_f1"].get<double>(), 2. * 3 / 7, 1e-12);
  EXPECT_NE(scores["sacre_bleu_signature"].get<std::string>().find("nrefs:2|"), std::string::npos);
  const std::vector<std::string> examples = Lines(ReadTextFile(each, 1 << 16).value());
  ASSERT_EQ(examples.size(), 3u);
  EXPECT_DOUBLE_EQ(ParseJson(examples[2])->at("rouge_l").get<double>(), 1);
  EXPECT_EQ(Run({"--hypotheses", replies_, "--references", gold_, "--per-example", each}).status, 2);  // it exists
}

TEST_F(EvaluateTexts, ComparesWithABaseline) {
  const std::string worse = Write("worse.txt", "No idea.\nNo idea.\nNo idea.\n");
  const Json json = RunJson({"--hypotheses", replies_, "--references", gold_, "--baseline", worse});
  const Json& f1 = json["comparison"]["scores"]["f1"];
  EXPECT_EQ(f1["baseline"], 0);
  EXPECT_EQ(f1["system"], json["f1"]);
  EXPECT_LE(f1["low"], f1["difference"]);
  EXPECT_GE(f1["high"], f1["difference"]);
  const ProgramRun table = Run({"--hypotheses", replies_, "--references", gold_, "--baseline", worse, "--test",
                                "randomization", "--metrics", "rouge", "--rouge-samples", "10"});
  EXPECT_EQ(table.status, 0) << table.err;
  EXPECT_NE(table.out.find("baseline"), std::string::npos);
}

TEST_F(EvaluateTexts, RefusesWhatDoesNotFit) {
  const std::string two = Write("two.txt", "one\ntwo\n");
  const ProgramRun uneven = Run({"--hypotheses", replies_, "--references", two});
  EXPECT_EQ(uneven.status, 1);
  EXPECT_NE(uneven.err.find("3 texts"), std::string::npos) << uneven.err;
  EXPECT_NE(uneven.err.find("2 texts"), std::string::npos) << uneven.err;
  EXPECT_EQ(Run({"--hypotheses", replies_}).status, 2);
  EXPECT_EQ(Run({"--hypotheses", replies_, "--references", gold_, "--metrics", "bertscore"}).status, 2);
  EXPECT_EQ(Run({"--hypotheses", replies_, "--references", gold_, "--tokenize", "zh"}).status, 2);
  EXPECT_EQ(Run({"--hypotheses", replies_, "--references", gold_, "--test", "t"}).status, 2);
  EXPECT_EQ(Run({"--hypotheses", "/nowhere.txt", "--references", gold_}).status, 1);
  EXPECT_EQ(Run({"--hypotheses", Write("empty.txt", ""), "--references", gold_}).status, 1);
  const std::string rows = Write("rows.jsonl", "{\"reply\": \"x\", \"reference\": 3}\n");
  EXPECT_NE(Run({"--hypotheses", rows}).err.find("rows.jsonl:1"), std::string::npos);
}

TEST_F(EvaluateTexts, HasThePresetOfDstc9) {
  const std::string labels = GoldenPath("metrics/dstc9/test_labels.json.gz").string();
  const std::string outputs = GoldenPath("metrics/dstc9/team03_entry0.json.gz").string();
  const Json scores = RunJson({"--preset", "dstc9", "--hypotheses", outputs, "--references", labels});
  EXPECT_NEAR(scores["generation"]["bleu-4"].get<double>(), 0.11577147646764152, 1e-9);
  const Json texts = RunJson({"--preset", "dstc9", "--hypotheses", gold_, "--references", gold_});
  EXPECT_NEAR(texts["generation"]["rouge_l"].get<double>(), 1, 1e-6);
  EXPECT_EQ(Run({"--preset", "dstc8", "--hypotheses", gold_, "--references", gold_}).status, 2);
}

}  // namespace
}  // namespace godel::testing

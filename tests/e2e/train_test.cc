// SPDX-License-Identifier: MIT
// From dialogs to a model that answers, by commands alone. Skipped where the training program was not built.
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>

#include "e2e/run_program.h"
#include "godel/base/json.h"
#include "godel/base/mapped_file.h"
#include "support/golden.h"

namespace godel::testing {
namespace {

namespace fs = std::filesystem;

std::string Dialogs() {
  std::string lines;
  for (int i = 0; i < 24; ++i)
    lines += Json{{"id", "d" + std::to_string(i)},
                  {"src", "own"},
                  {"split", "train"},
                  {"kb", {"The code is " + std::to_string(i % 5) + "."}},
                  {"turns",
                   {{{"s", "user"}, {"t", "What is the code?"}},
                    {{"s", "system"}, {"t", "It is " + std::to_string(i % 5) + "."}, {"ki", 0}}}}}
                 .dump() +
             "\n";
  return lines;
}

class Training : public ::testing::Test {
 protected:
  void SetUp() override {
    if (!fs::exists(fs::path(GODEL_PROGRAM).parent_path() / "godel-train")) GTEST_SKIP() << "godel-train was not built";
    const std::string dialogs = dir_.Write("dialogs.jsonl", Dialogs()).string();
    Run({"dataset", "convert", "--from", "dialogs", dialogs, "--output", Path("all.jsonl")});
    Run({"dataset", "split", Path("all.jsonl"), "--valid-fraction", "0.2", "--train", Path("train.jsonl"), "--valid",
         Path("valid.jsonl")});
  }
  std::string Path(const std::string& name) const { return (dir_.path() / name).string(); }
  ProgramRun Run(const std::vector<std::string>& arguments) {
    ProgramRun run = RunGodel(arguments);
    EXPECT_EQ(run.status, 0) << run.out << run.err;
    return run;
  }
  std::vector<std::string> Train(const std::string& output, std::vector<std::string> more) const {
    std::vector<std::string> words = {"train",
                                      "--model_name_or_path",
                                      (ModelsDir() / "godel-mini").string(),
                                      "--train_file",
                                      Path("train.jsonl"),
                                      "--validation_file",
                                      Path("valid.jsonl"),
                                      "--output-dir",
                                      Path(output),
                                      "--max-steps",
                                      "3",
                                      "--learning-rate",
                                      "1e-3",
                                      "--logging-steps",
                                      "1",
                                      "--eval-strategy",
                                      "steps",
                                      "--eval-steps",
                                      "3",
                                      "--num-threads",
                                      "1"};
    words.insert(words.end(), more.begin(), more.end());
    return words;
  }

  TempDir dir_;
};

TEST_F(Training, FineTunesAndTheResultAnswers) {
  const ProgramRun run = Run(Train("model", {"--predict_with_generate", "--generation-max-length", "8"}));
  EXPECT_NE(run.out.find("step 3/3"), std::string::npos) << run.out;
  EXPECT_NE(run.out.find("eval_bleu"), std::string::npos) << run.out;
  const auto log = ReadJsonFile(Path("model") + "/trainer_state.json");
  ASSERT_TRUE(log) << log.error().message;
  EXPECT_EQ((*log)["global_step"], 3);
  const ProgramRun score =
      RunGodel({"evaluate", "--model", Path("model"), "--data", Path("valid.jsonl"), "--no-generate", "--json"});
  EXPECT_EQ(score.status, 0) << score.err;
}

TEST_F(Training, AnAdapterGoesBesideItsModel) {
  Run(Train("adapter", {"--use_lora", "--lora_r", "2"}));
  EXPECT_FALSE(fs::exists(Path("adapter") + "/model.safetensors"));
  const ProgramRun score =
      RunGodel({"evaluate", "--lora", Path("adapter"), "--data", Path("valid.jsonl"), "--no-generate"});
  EXPECT_EQ(score.status, 0) << score.err;
  Run({"convert", "--lora", Path("adapter"), "--output", Path("merged")});
  EXPECT_TRUE(fs::exists(Path("merged") + "/model.safetensors"));
}

TEST_F(Training, MakesAModelFromNothingButTexts) {
  if (!fs::exists(fs::path(GODEL_PROGRAM).parent_path() / "godel-train-tokenizer"))
    GTEST_SKIP() << "godel-train-tokenizer was not built";
  const ProgramRun tokenizer = Run({"train-tokenizer", Path("train.jsonl"), "--vocab-size", "104", "--sentinels", "20",
                                    "--output", Path("tokenizer")});
  EXPECT_NE(tokenizer.out.find("vocab_size 126"), std::string::npos) << tokenizer.out;
  // Before there is a model of it: EOS is one id, behind the sentinels.
  const ProgramRun ids = Run({"tokenize", "--model", Path("tokenizer"), "--json", "a EOS b"});
  EXPECT_NE(ids.out.find("124"), std::string::npos) << ids.out;
  const std::string config =
      dir_.Write("config.json", R"({"model_type":"t5","vocab_size":126,"d_model":16,"d_kv":8,"d_ff":32,"num_layers":1,
      "num_heads":2,"feed_forward_proj":"relu","dropout_rate":0})")
          .string();
  Run({"train",
       "--config_name",
       config,
       "--tokenizer_name",
       Path("tokenizer"),
       "--objective",
       "span_corruption",
       "--train_file",
       Path("train.jsonl"),
       "--output_dir",
       Path("spans"),
       "--max_steps",
       "2",
       "--optim",
       "adafactor",
       "--adafactor_scale_parameter",
       "--max_source_length",
       "128",
       "--learning_rate",
       "0.01",
       "--num_threads",
       "1"});
  Run({"train", "--model_name_or_path", Path("spans"), "--train_file", Path("train.jsonl"), "--output_dir",
       Path("replies"), "--max_steps", "2", "--num_threads", "1"});
  const ProgramRun score =
      RunGodel({"evaluate", "--model", Path("replies"), "--data", Path("valid.jsonl"), "--no-generate"});
  EXPECT_EQ(score.status, 0) << score.err;
}

TEST_F(Training, ATokenizersRowsThatAreSkippedAreNamed) {
  if (!fs::exists(fs::path(GODEL_PROGRAM).parent_path() / "godel-train-tokenizer"))
    GTEST_SKIP() << "godel-train-tokenizer was not built";
  const auto examples = ReadTextFile(Path("train.jsonl"), 1 << 20);
  ASSERT_TRUE(examples);
  const std::string broken = dir_.Write("broken.jsonl", "{\"Context\": \n" + *examples + "nor this\n").string();
  const auto with = [&](const char* most) {
    return RunGodel({"train-tokenizer", broken, "--vocab-size", "104", "--sentinels", "20", "--output", Path(most),
                     "--max-bad-rows", most});
  };
  const ProgramRun run = with("2");
  EXPECT_EQ(run.status, 0) << run.err;
  EXPECT_NE(run.err.find("skipped " + broken + ":1: "), std::string::npos) << run.err;
  const size_t last = Lines(*examples).size() + 2;
  EXPECT_NE(run.err.find("skipped " + broken + ":" + std::to_string(last) + ": "), std::string::npos) << run.err;
  EXPECT_EQ(with("1").status, 1);
}

TEST_F(Training, SaysWhatIsWrongBeforeTheFirstStep) {
  const ProgramRun unknown = RunGodel(Train("x", {"--learning_rat", "1"}));
  EXPECT_EQ(unknown.status, 2) << unknown.err;
  const ProgramRun refused = RunGodel(Train("x", {"--adafactor_warmup_init"}));
  EXPECT_NE(refused.err.find("needs adafactor_relative_step"), std::string::npos) << refused.err;
  const ProgramRun missing = RunGodel(
      {"train", "--model_name_or_path", "/nowhere", "--train_file", Path("train.jsonl"), "--output_dir", Path("x")});
  EXPECT_NE(missing.err.find("/nowhere"), std::string::npos) << missing.err;
  const std::string pipe = Path("pipe.jsonl");
  ASSERT_EQ(::mkfifo(pipe.c_str(), 0600), 0);
  for (const char* const flag : {"--train_file", "--validation_file"}) {
    const ProgramRun piped = RunGodel({"train", "--model_name_or_path", (ModelsDir() / "godel-mini").string(),
                                       "--output_dir", Path("x"), "--train_file", Path("train.jsonl"), flag, pipe});
    EXPECT_NE(piped.err.find(pipe + ": training reads its files more than once"), std::string::npos) << piped.err;
  }
}

// Cards go from the data that `godel prepare` made to the model.
TEST_F(Training, TheModelsCardHasTheLicensesOfItsData) {
  Run({"prepare", "merge", Path("train.jsonl"), "--train", Path("merged.jsonl"), "--valid", Path("rest.jsonl"),
       "--valid-fraction", "0.3", "--licence", "CC BY 4.0"});
  const auto card = ReadJsonFile(Path("merged.jsonl.card.json"));
  ASSERT_TRUE(card) << card.error().message;
  Run({"train", "--model_name_or_path", (ModelsDir() / "godel-mini").string(), "--train_file", Path("merged.jsonl"),
       Path("valid.jsonl"), "--output_dir", Path("model"), "--max_steps", "1", "--num_threads", "1"});
  const auto text = ReadTextFile(Path("model") + "/README.md", 1 << 20);
  ASSERT_TRUE(text);
  const std::string row =
      "| merged.jsonl | " + (*card)["examples"].dump() + " | CC BY 4.0 | made by godel prepare merge |";
  EXPECT_NE(text->find(row), std::string::npos) << row << "\nin\n" << *text;
  EXPECT_NE(text->find(" | not stated |  |\n"), std::string::npos) << *text;  // of valid.jsonl
}

TEST_F(Training, ALicenseOfOtherRowsIsNotTheModels) {
  Run({"prepare", "merge", Path("train.jsonl"), "--train", Path("merged.jsonl"), "--valid", Path("rest.jsonl"),
       "--valid-fraction", "0.3", "--licence", "CC BY 4.0"});
  std::ofstream(Path("merged.jsonl"), std::ios::app) << R"({"Context": "Whose is this?", "Response": "Not theirs."})"
                                                     << "\n";
  const ProgramRun run =
      RunGodel({"train", "--model_name_or_path", (ModelsDir() / "godel-mini").string(), "--train_file",
                Path("merged.jsonl"), "--output_dir", Path("model"), "--max_steps", "1", "--num_threads", "1"});
  EXPECT_EQ(run.status, 0) << run.err;
  EXPECT_NE(run.out.find("warning: " + Path("merged.jsonl") + " has not the rows"), std::string::npos) << run.out;
  const auto text = ReadTextFile(Path("model") + "/README.md", 1 << 20);
  ASSERT_TRUE(text);
  EXPECT_NE(text->find(" | not stated | changed since its card was written |"), std::string::npos) << *text;
}

// The model is 56 MB as f32, the optimizer's state twice that: the checkpoint fails halfway.
TEST_F(Training, AFullDiskEndsItWithAWordAndTheLastCheckpoint) {
  const auto train = [&](const char* steps) {
    return std::vector<std::string>{"train",
                                    "--model_name_or_path",
                                    (ModelsDir() / "godel-mini").string(),
                                    "--train_file",
                                    Path("train.jsonl"),
                                    "--output_dir",
                                    Path("model"),
                                    "--max_steps",
                                    steps,
                                    "--save_steps",
                                    "1",
                                    "--resume_from_checkpoint",
                                    "last",
                                    "--num_threads",
                                    "1"};
  };
  Run(train("1"));
  const ProgramRun full = RunGodelOnFullDisk(80'000'000, train("2"));
  EXPECT_EQ(full.status, 1) << full.err;
  for (const std::string& word :
       {std::string("optimizer.safetensors: File too large"), Path("model") + "/checkpoint-1 is intact"})
    EXPECT_NE(full.err.find(word), std::string::npos) << full.err;
  EXPECT_TRUE(fs::exists(Path("model") + "/checkpoint-1"));
  for (const auto& entry : fs::directory_iterator(Path("model")))
    EXPECT_FALSE(entry.path().filename().string().starts_with("checkpoint-2")) << entry.path();
  const ProgramRun score = RunGodel(
      {"evaluate", "--model", Path("model") + "/checkpoint-1", "--data", Path("valid.jsonl"), "--no-generate"});
  EXPECT_EQ(score.status, 0) << score.err;
  const ProgramRun rest = Run(train("2"));
  EXPECT_NE(rest.out.find("going on from " + Path("model") + "/checkpoint-1"), std::string::npos) << rest.out;
  EXPECT_TRUE(fs::exists(Path("model") + "/checkpoint-2"));
}

TEST_F(Training, SamplesAndInspects) {
  Run({"dataset", "sample", Path("all.jsonl"), "--dialogs", "4", "--output", Path("few.jsonl")});
  const auto few = ReadTextFile(Path("few.jsonl"), size_t{1} << 20);
  ASSERT_TRUE(few);
  EXPECT_EQ(Lines(*few).size(), 4U);  // a dialog here has one answered turn
  const ProgramRun report = Run({"dataset", "inspect", Path("few.jsonl"), "--json"});
  EXPECT_EQ(ParseJson(report.out).value()["examples"], 4) << report.out;
}

}  // namespace
}  // namespace godel::testing

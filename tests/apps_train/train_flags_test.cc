// SPDX-License-Identifier: MIT
#include "train_flags.h"

#include <gtest/gtest.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <string>
#include <vector>

#include "godel/train/argument_table.h"
#include "support/golden.h"

namespace godel::apps {
namespace {

// Parses these behind the flags that every run needs.
Result<train::TrainingArguments> Parse(std::vector<std::string> flags) {
  CLI::App app;
  TrainFlags train_flags;
  train_flags.AddTo(app);
  for (const char* needed : {"--model_name_or_path", "t5", "--output-dir", "out", "--train_file", "a", "b:2"})
    flags.emplace_back(needed);
  std::reverse(flags.begin(), flags.end());  // CLI11 takes them so
  try {
    app.parse(flags);
  } catch (const CLI::ParseError& error) {
    return Fail(ErrorCode::kInvalidArgument, error.what());
  }
  return train_flags.Read();
}

std::string Refusal(const std::vector<std::string>& flags) {
  const auto parsed = Parse(flags);
  return parsed ? "none" : parsed.error().message;
}

TEST(TrainFlags, TakeBothSpellingsAndOldNames) {
  for (const char* name : {"--num-train-epochs", "--num_train_epochs"}) {
    const auto parsed = Parse({name, "7"});
    ASSERT_TRUE(parsed) << parsed.error().message;
    EXPECT_EQ(parsed->batch.num_train_epochs, 7);
  }
  for (const char* name : {"--max_steps", "--max-steps", "--max_train_steps", "--max-train-steps"})
    EXPECT_EQ(Parse({name, "9"})->batch.max_steps, 9) << name;
  EXPECT_EQ(Parse({"--max_steps", "-1"})->batch.max_steps, -1);
  EXPECT_EQ(Parse({"--adafactor-decay-rate", "-0.5"})->optimizer.adafactor_decay_rate, -0.5);
  EXPECT_EQ(Parse({"--learning_rate=1e-3"})->optimizer.learning_rate, 1e-3);
}

TEST(TrainFlags, TakeSwitchesWithAndWithoutValue) {
  EXPECT_FALSE(Parse({})->precision.bf16);
  EXPECT_TRUE(Parse({"--bf16"})->precision.bf16);
  EXPECT_TRUE(Parse({"--bf16", "true"})->precision.bf16);
  EXPECT_TRUE(Parse({"--bf16", "--seed", "3"})->precision.bf16);
  EXPECT_FALSE(Parse({"--bf16=false"})->precision.bf16);
  EXPECT_FALSE(Parse({"--bf16", "False"})->precision.bf16);
}

TEST(TrainFlags, TakeLists) {
  const auto parsed = Parse({"--lora_target_modules", "q", "k", "--train-file", "c"});
  ASSERT_FALSE(parsed) << "the second spelling is the same argument";
  EXPECT_EQ(parsed.error().message, "train_file: is given twice");
  const auto lists = Parse({"--lora-target-modules", "q,wo", "v"});
  ASSERT_TRUE(lists) << lists.error().message;
  EXPECT_EQ(lists->lora.lora_target_modules, (std::vector<std::string>{"q", "wo", "v"}));
  EXPECT_EQ(lists->data.train_file, (std::vector<train::TrainFile>{{.path = "a"}, {.path = "b", .weight = 2}}));
}

TEST(TrainFlags, WinOverFileAndPresetWhateverTheOrder) {
  const testing::TempDir folder;
  const std::string config = folder.Write("c.yaml", "lora_r: 4\nlora_alpha: 5\n").string();
  for (const std::vector<std::string>& flags :
       {std::vector<std::string>{"--lora_r", "2", "--config", config, "--preset", "lora"},
        std::vector<std::string>{"--preset", "lora", "--config", config, "--lora_r", "2"}}) {
    const auto parsed = Parse(flags);
    ASSERT_TRUE(parsed) << parsed.error().message;
    EXPECT_EQ(parsed->lora.lora_r, 2u);
    EXPECT_EQ(parsed->lora.lora_alpha, 5);
    EXPECT_EQ(parsed->lora.lora_dropout, 0.05);
  }
}

TEST(TrainFlags, RefuseWhatMakesNoSense) {
  EXPECT_EQ(Refusal({"--optim", "sgd"}), "optim: expected one of adamw_torch, adafactor, found \"sgd\"");
  EXPECT_EQ(Refusal({"--bf16", "maybe"}), "bf16: expected true or false, found \"maybe\"");
  EXPECT_EQ(Refusal({"--learning-rate", "0"}), "learning_rate: expected a number above 0, found 0");
  EXPECT_EQ(Refusal({"--learning-rte", "1"}), "unknown argument \"learning_rte\"; did you mean \"learning_rate\"?");
  EXPECT_NE(Refusal({"--fp16", "true"}).find("bf16"), std::string::npos);
  EXPECT_EQ(Refusal({"--max_steps", "3", "--bf16", "true", "more"}), "expected a flag, found \"more\"");
  EXPECT_EQ(Refusal({"run.yaml"}), "expected a flag, found \"run.yaml\"; --config run.yaml reads arguments from it");
  // Whatever is wrong, its name is in the message, in all spellings.
  for (const char* const name : {"--max-steps", "--max_steps", "--max_train_steps"}) {
    EXPECT_EQ(Refusal({name, "1", name, "2"}).rfind(name, 0), 0U) << Refusal({name, "1", name, "2"});
    EXPECT_EQ(Refusal({name, "--bf16"}), "max_steps: expected a whole number, found \"--bf16\"");
  }
  EXPECT_NE(Refusal({"--preset", "none"}), "none");
  EXPECT_NE(Refusal({"--config", "none.yaml"}), "none");
}

TEST(TrainFlags, AreInTheHelpOnceByGroup) {
  CLI::App app;
  TrainFlags flags;
  flags.AddTo(app);
  const std::string help = app.help();
  train::TrainingArguments arguments;
  for (const train::Argument& argument : train::ArgumentTable(arguments)) {
    EXPECT_NE(help.find(std::string(argument.group) + ":\n"), std::string::npos) << argument.group;
    std::string flag = "  --" + std::string(argument.name) + " ";
    if (argument.name.find('_') != std::string_view::npos) {
      EXPECT_EQ(help.find(flag), std::string::npos) << flag;
    }
    std::replace(flag.begin(), flag.end(), '_', '-');
    EXPECT_NE(help.find(flag), std::string::npos) << flag;
  }
}

}  // namespace
}  // namespace godel::apps

// SPDX-License-Identifier: MIT
// What a finished model says of its data: never more than was stated, and never another number than was learned from.
#include "godel/train/data_sources.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <string>
#include <vector>

#include "godel/base/mapped_file.h"
#include "godel/train/trainer.h"
#include "support/golden.h"
#include "train/small_run.h"

namespace godel::train {
namespace {

std::string CardOf(const TrainingArguments& arguments, const TrainerHooks& hooks) {
  const auto result = Train(arguments, hooks);
  EXPECT_TRUE(result) << result.error().message;
  const auto text = ReadTextFile(std::filesystem::path(arguments.checkpoints.output_dir) / "README.md", 1 << 20);
  EXPECT_TRUE(text);
  return text.value_or("");
}

// Two files of 40 examples; of the second nothing is stated.
TrainingArguments TwoFiles(const testing::TempDir& dir, const std::string& output) {
  TrainingArguments arguments = SmallRun(dir, output);
  const auto text = ReadTextFile(dir.path() / "train.jsonl", 1 << 20);
  arguments.data.train_file.push_back({dir.Write("more.jsonl", text.value_or("")).string(), 2});
  arguments.batch.max_steps = 1;
  return arguments;
}

TrainerHooks Stating(const StatedData& stated) {
  TrainerHooks hooks;
  hooks.find_stated_data = [=](const std::string& file) -> std::optional<StatedData> {
    if (std::filesystem::path(file).filename() == "train.jsonl") return stated;
    return std::nullopt;
  };
  return hooks;
}

TEST(DataSources, TheCardOfARunSaysWhatIsStatedAndWhatItLearnedFrom) {
  const testing::TempDir dir;
  const StatedData stated{.made_by = "godel prepare wow", .examples = 40, .licenses = {"CC BY 4.0", "MIT"}};
  const std::string card = CardOf(TwoFiles(dir, "out"), Stating(stated));
  for (const char* const row : {"| train.jsonl | 40 | CC BY 4.0, MIT | made by godel prepare wow |",
                                "| more.jsonl | 40 | not stated | weight 2 |"})
    EXPECT_NE(card.find(row), std::string::npos) << row << "\nin\n" << card;
  EXPECT_EQ(card.find("\nlicense:"), std::string::npos) << "one file states none";
}

TEST(DataSources, OfAFileThatWasChangedSinceNothingIsStated) {
  const testing::TempDir dir;
  TrainingArguments arguments = TwoFiles(dir, "out");
  arguments.data.train_file.resize(1);
  const StatedData stated{.made_by = "godel prepare wow", .examples = 39, .licenses = {"MIT"}, .was_changed = true};
  const std::string card = CardOf(arguments, Stating(stated));
  EXPECT_NE(card.find("| train.jsonl | 40 | not stated | changed since its card was written |"), std::string::npos)
      << card;
  EXPECT_EQ(card.find("\nlicense:"), std::string::npos) << card;
}

TEST(DataSources, APartOfAFileIsSaidToBeOne) {
  const testing::TempDir dir;
  TrainingArguments arguments = TwoFiles(dir, "out");
  arguments.data.max_train_samples = 12;  // so that nothing is read of the second file
  const std::string card = CardOf(arguments, Stating({.examples = 40, .licenses = {"CC BY-SA 4.0"}}));
  EXPECT_NE(card.find("| train.jsonl | 12 of 40 | CC BY-SA 4.0 |  |"), std::string::npos) << card;
  EXPECT_EQ(card.find("| more.jsonl |"), std::string::npos) << card;
  EXPECT_NE(card.find("\nlicense: cc-by-sa-4.0\n"), std::string::npos) << "from scratch, on data of one license\n"
                                                                       << card;
}

TEST(DataSources, LicensesHaveTheHubsNames) {
  EXPECT_EQ(HubLicense("CC BY 4.0"), "cc-by-4.0");
  EXPECT_EQ(HubLicense("CC BY-NC-SA 3.0"), "cc-by-nc-sa-3.0");
  EXPECT_EQ(HubLicense("Apache License 2.0"), "apache-2.0");
  EXPECT_EQ(HubLicense("MIT licence"), "mit");
  EXPECT_EQ(HubLicense("cc0-1.0"), "cc0-1.0");
  for (const char* const unclear : {"", "CC BY", "ours", "Apache", "mit and gpl-3.0"})
    EXPECT_EQ(HubLicense(unclear), "") << unclear;
}

TEST(DataSources, OneLicenseOnlyWhereAllStateIt) {
  const testing::TempDir dir;
  const auto source = [](std::vector<std::string> licenses) {
    return DataSource{.name = "a", .licenses = std::move(licenses)};
  };
  EXPECT_EQ(LicenseOfAll({source({"MIT"}), source({"mit"})}, ""), "mit");
  EXPECT_EQ(LicenseOfAll({source({"MIT"}), source({})}, ""), "");
  EXPECT_EQ(LicenseOfAll({source({"MIT", "CC BY 4.0"})}, ""), "");
  EXPECT_EQ(LicenseOfAll({source({"ours"})}, ""), "");
  EXPECT_EQ(LicenseOfAll({source({"MIT", "ours"})}, ""), "");
  EXPECT_EQ(LicenseOfAll({}, ""), "");
  // The model that training began with counts too.
  const std::string base = dir.path().string();
  EXPECT_EQ(LicenseOfAll({source({"MIT"})}, base), "") << "no card";
  dir.Write("README.md", "---\nlicense: mit\ntags: [t5]\n---\n# A model\nlicense: gpl-3.0\n");
  EXPECT_EQ(LicenseOfAll({source({"MIT"})}, base), "mit");
  EXPECT_EQ(LicenseOfAll({source({"CC BY 4.0"})}, base), "");
  for (const char* const broken : {"---\nlicense: mit\n", "# A model\n---\nlicense: mit\n---\n",
                                   "---\nlicense: [mit, bsd]\n---\n", "---\n: : :\n---\n", "---\n---\n"}) {
    dir.Write("README.md", broken);
    EXPECT_EQ(LicenseOfAll({source({"MIT"})}, base), "") << broken;
  }
}

}  // namespace
}  // namespace godel::train

// SPDX-License-Identifier: MIT
// What a run takes of its files: counts hold for all files together, no dialog is on both sides of a split, and a row
// that cannot be read is named each time, also when the ids lie in the cache.
#include "godel/train/training_data.h"

#include <gtest/gtest.h>

#include <set>
#include <string>
#include <vector>

#include "godel/text/tokenizer.h"
#include "support/golden.h"

namespace godel::train {
namespace {

const Tokenizer& MiniTokenizer() {
  static const auto tokenizer = Tokenizer::Load(testing::ModelsDir() / "godel-mini");
  return *tokenizer;
}

// Dialogs first..last of two examples each; the answers hold the number.
std::string Dialogs(int first, int last) {
  std::string lines;
  for (int i = first; i <= last; ++i)
    for (const char* const turn : {"one", "two"})
      lines += R"({"Context":"say )" + std::string(turn) + R"(","Response":"answer )" + std::to_string(i) +
               R"(","Talk":"d)" + std::to_string(i) + "\"}\n";
  return lines;
}

struct Loaded {
  TrainingData data;
  std::string said;
};

Loaded Load(const testing::TempDir& dir, TrainingArguments arguments, const std::vector<std::string>& files) {
  for (const std::string& file : files) arguments.data.train_file.push_back({(dir.path() / file).string(), 1});
  arguments.data.dialog_column = "Talk";
  arguments.precision.num_threads = 1;
  Loaded loaded;
  auto data = LoadTrainingData(arguments, MiniTokenizer(), dir.path() / "cache",
                               [&](const std::string& line) { loaded.said += line + "\n"; });
  EXPECT_TRUE(data) << data.error().message;
  if (data) loaded.data = std::move(*data);
  return loaded;
}

std::vector<std::string> Targets(const std::vector<MixedSource>& sources) {
  std::vector<std::string> texts;
  for (const MixedSource& source : sources)
    for (size_t i = 0; i < source.source->size(); ++i)
      texts.push_back(MiniTokenizer().Decode(source.source->Get(i, 0)->target));
  return texts;
}

TEST(TrainingData, BadRowsAreNamedAlsoFromTheCache) {
  const testing::TempDir dir;
  dir.Write("mine.jsonl", Dialogs(1, 2) + "{\"Context\": \"broken \xff\"}\n" + Dialogs(3, 3) + "{\"Context\":\"a\"}\n");
  TrainingArguments arguments;
  arguments.data.max_bad_rows = 2;
  for (int i = 0; i < 2; ++i) {
    const std::string said = Load(dir, arguments, {"mine.jsonl"}).said;
    EXPECT_NE(said.find("mine.jsonl:5: not valid JSON"), std::string::npos) << said;
    EXPECT_NE(said.find("mine.jsonl:8: there is no column \"Response\""), std::string::npos) << said;
    EXPECT_NE(said.find("mine.jsonl: 2 rows were skipped"), std::string::npos) << said;
  }
  arguments.data.max_bad_rows = 1;  // what lies in the cache was read under another limit
  arguments.data.train_file = {{(dir.path() / "mine.jsonl").string(), 1}};
  const auto refused = LoadTrainingData(arguments, MiniTokenizer(), dir.path() / "cache", [](const std::string&) {});
  ASSERT_FALSE(refused);
  EXPECT_NE(refused.error().message.find("mine.jsonl:8"), std::string::npos) << refused.error().message;
}

TEST(TrainingData, CountsAreThoseOfAllFilesTogether) {
  const testing::TempDir dir;
  dir.Write("a.jsonl", Dialogs(1, 10));
  dir.Write("b.jsonl", Dialogs(11, 30));
  TrainingArguments few;
  few.data.few_shot_dialogs = 5;
  const auto texts = Targets(Load(dir, few, {"a.jsonl", "b.jsonl"}).data.train);
  EXPECT_EQ(texts.size(), 10U);
  EXPECT_EQ(std::set(texts.begin(), texts.end()).size(), 5U) << "whole dialogs";
  EXPECT_EQ(Targets(Load(dir, few, {"a.jsonl", "b.jsonl"}).data.train), texts) << "from the cache";
  TrainingArguments first;
  first.data.max_train_samples = 23;
  first.data.validation_split_fraction = 0;
  const auto data = Load(dir, first, {"a.jsonl", "b.jsonl"}).data;
  ASSERT_EQ(data.train.size(), 2U);
  EXPECT_EQ(data.train[0].source->size(), 20U);
  EXPECT_EQ(data.train[1].source->size(), 3U);
  first.data.max_train_samples = 20;
  EXPECT_EQ(Load(dir, first, {"a.jsonl", "b.jsonl"}).data.train.size(), 1U);
}

// A few dialogs are drawn from those that are not held back, so that there are as many as were asked for.
TEST(TrainingData, HeldBackDialogsAreNotLearntFrom) {
  const testing::TempDir dir;
  dir.Write("a.jsonl", Dialogs(1, 40));
  TrainingArguments arguments;
  arguments.data.validation_split_fraction = 0.5;
  arguments.data.few_shot_dialogs = 8;
  const auto data = Load(dir, arguments, {"a.jsonl"}).data;
  const auto learnt = Targets(data.train), held_back = Targets(data.validation);
  const std::set<std::string> train(learnt.begin(), learnt.end()), rest(held_back.begin(), held_back.end());
  EXPECT_EQ(train.size(), 8U);
  EXPECT_GT(rest.size(), 8U);
  for (const std::string& text : train) EXPECT_FALSE(rest.contains(text)) << text;
}

TEST(TrainingData, TextsAreSplitAndCountedToo) {
  const testing::TempDir dir;
  std::string lines;
  for (int i = 0; i < 200; ++i) lines += "text of some words that has the number " + std::to_string(i) + "\n";
  dir.Write("a.txt", lines);
  TrainingArguments arguments;
  arguments.objective.objective = ObjectiveType::kSpanCorruption;
  const auto texts = [&](const std::string& said) { return said.substr(said.find("a.txt: ")); };
  EXPECT_EQ(texts(Load(dir, arguments, {"a.txt"}).said).rfind("a.txt: 200 texts", 0), 0U);
  arguments.data.max_train_samples = 30;
  EXPECT_EQ(texts(Load(dir, arguments, {"a.txt"}).said).rfind("a.txt: 30 texts", 0), 0U);
  arguments.data.max_train_samples.reset();
  arguments.data.validation_split_fraction = 0.25;
  const std::string said = Load(dir, arguments, {"a.txt"}).said;
  const auto number_behind = [](const std::string& text, const std::string& mark, size_t from) {
    return std::stoi(text.substr(text.find(mark, from) + mark.size()));
  };
  const int train = number_behind(said, "a.txt: ", 0), held_back = number_behind(said, "a.txt: ", said.find('\n'));
  EXPECT_EQ(train + held_back, 200) << said;
  EXPECT_NEAR(held_back, 50, 25) << said;  // four standard deviations of a draw of a quarter of 200
}

}  // namespace
}  // namespace godel::train

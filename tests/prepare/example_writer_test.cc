// SPDX-License-Identifier: MIT
#include "godel/prepare/example_writer.h"

#include <gtest/gtest.h>

#include <filesystem>

#include "godel/base/json.h"
#include "godel/dataset/example_reader.h"
#include "godel/prepare/data_file_facts.h"
#include "godel/prepare/dataset_card.h"
#include "support/golden.h"

namespace godel {
namespace {

TEST(Digest, IsThatOfTheStandard) {
  // FIPS 180-4's examples for "abc".
  EXPECT_EQ(HexDigest(DigestKind::kSha224, "abc"), "23097d223405d8228642a477bda255b32aadbce4bda0b3f7e36c9da7");
  EXPECT_EQ(HexDigest(DigestKind::kSha256, "abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

TEST(Tally, KeepsTheOrderOfItsRowsAndAddsPieces) {
  Tally tally{"read", "dropped: short"};
  tally.Count("kept", 2);
  tally.Count("read", 5);
  Tally other;
  other.Count("read", 1);
  other.Count("dropped: rude", 4);
  tally += other;
  ASSERT_EQ(tally.rows().size(), 4U);
  EXPECT_EQ(tally.rows()[0].name, "read");
  EXPECT_EQ(tally.Of("read"), 6U);
  EXPECT_EQ(tally.Of("dropped: short"), 0U);
  EXPECT_EQ(tally.rows()[3].name, "dropped: rude");
  EXPECT_EQ(tally.Of("never named"), 0U);
}

TEST(ExampleWriter, ExamplesComeBackAndTheCardCountsThem) {
  const testing::TempDir folder;
  const std::string path = (folder.path() / "out.jsonl.gz").string();
  auto writer = ExampleWriter::Open(path);
  ASSERT_TRUE(writer);
  Example example;
  example.context = {"Hello", "Hi"};
  example.response = "How are you?";
  ASSERT_TRUE(writer->Write(example));
  EXPECT_FALSE(std::filesystem::exists(path)) << "it must not appear before it is whole";
  ASSERT_TRUE(writer->Commit());
  const auto read = ReadExamples({path});
  ASSERT_TRUE(read);
  ASSERT_EQ(read->size(), 1U);
  EXPECT_EQ(read->front().context, example.context);

  DatasetCard card{.made_by = "godel prepare test", .inputs = {path, "gone.tsv"}, .licence = "MIT", .tally = {"read"}};
  card.examples = writer->examples();
  card.sha256 = writer->TakeDigest();
  ASSERT_TRUE(WriteDatasetCard(CardPath(path), card));
  const auto json = ReadJsonFile(CardPath(path));
  ASSERT_TRUE(json);
  EXPECT_EQ((*json)["examples"], 1);
  EXPECT_EQ((*json)["inputs"][0]["bytes"], std::filesystem::file_size(path));
  EXPECT_EQ((*json)["inputs"][1], Json::parse(R"({"file": "gone.tsv"})"));
  EXPECT_EQ((*json)["sha256"].get<std::string>().size(), 64U);
}

// Licences add up over the steps of a preparation.
TEST(DatasetCard, CarriesWhatTheCardsOfItsInputsSay) {
  const testing::TempDir folder;
  const std::string a = folder.Write("a.jsonl", "{}").string(), b = folder.Write("b.jsonl", "{}").string();
  const std::string c = folder.Write("c.jsonl", "{}").string();
  ASSERT_TRUE(WriteDatasetCard(CardPath(a), {.made_by = "godel prepare wow", .licence = "CC-BY", .examples = 7}));
  ASSERT_TRUE(WriteDatasetCard(CardPath(b), {.made_by = "godel prepare woi", .inputs = {a}, .licence = "MIT"}));
  folder.Write("c.jsonl.card.json", "[broken");
  const std::string out = (folder.path() / "out.jsonl").string();
  ASSERT_TRUE(WriteDatasetCard(CardPath(out), {.made_by = "godel prepare dedup", .inputs = {a, b, c}}));
  const auto card = ReadCardOf(out);
  ASSERT_TRUE(card);
  EXPECT_EQ(LicencesOf(*card), (std::vector<std::string>{"CC-BY", "MIT"})) << "each once";
  EXPECT_EQ((*card)["inputs"][0]["made_by"], "godel prepare wow");
  EXPECT_EQ((*card)["inputs"][0]["examples"], 7);
  EXPECT_EQ((*card)["inputs"][1]["licences"], CardJson::parse(R"(["MIT", "CC-BY"])"));
  EXPECT_FALSE((*card)["inputs"][2].contains("made_by"));
  EXPECT_FALSE(ReadCardOf("-"));
}

TEST(DataFileFacts, MeasuresAndTellsWhetherTheCardIsOfTheFile) {
  const testing::TempDir folder;
  const std::string path = (folder.path() / "out|.jsonl").string();
  auto writer = ExampleWriter::Open(path);
  ASSERT_TRUE(writer);
  ASSERT_TRUE(
      writer->Write({.instruction = {}, .context = {"a b", "c"}, .knowledge = "k", .response = "d", .dialog = "x"}));
  ASSERT_TRUE(
      writer->Write({.instruction = {}, .context = {"a"}, .knowledge = {}, .response = "d e f", .dialog = "x"}));
  ASSERT_TRUE(writer->Commit());
  Tally tally{"examples"};
  tally.Count("dropped: rude", 3);
  ASSERT_TRUE(WriteDatasetCard(CardPath(path), {.made_by = "godel prepare test",
                                                .parameters = {{"seed", "1"}},
                                                .inputs = {"raw.json"},
                                                .licence = "MIT",
                                                .tally = tally,
                                                .examples = 2,
                                                .sha256 = writer->TakeDigest()}));
  auto facts = MeasureDataFile(path);
  ASSERT_TRUE(facts) << facts.error().message;
  EXPECT_EQ(facts->statistics.examples, 2U);
  EXPECT_EQ(MatchesItsCard(*facts), true);
  const std::string text = ToMarkdown(*facts);
  for (const char* part :
       {"# out\\|.jsonl\n", "| examples | 2 |\n| dialogs | 1 |\n| with knowledge | 1 (50.0 %) |\n",
        "| response | 1 | 1 | 3 | 3 | 2.0 |\n", "Made by `godel prepare test`. seed: 1.", "Licences: MIT.",
        "| raw.json |  |  | not stated |\n", "| examples | 0 |\n| dropped: rude | 3 |\n"})
    EXPECT_NE(text.find(part), std::string::npos) << part << " in\n" << text;
  EXPECT_EQ(ToJson(*facts)["matches_its_card"], true);

  facts->sha256[0] = facts->sha256[0] == '0' ? '1' : '0';
  EXPECT_EQ(MatchesItsCard(*facts), false);
  EXPECT_NE(ToMarkdown(*facts).find("the file was changed since"), std::string::npos);
  facts->card.reset();
  EXPECT_EQ(MatchesItsCard(*facts), std::nullopt);
  EXPECT_EQ(ToMarkdown(*facts).find("## Where"), std::string::npos);
}

}  // namespace
}  // namespace godel

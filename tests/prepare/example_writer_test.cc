// SPDX-License-Identifier: MIT
#include "godel/prepare/example_writer.h"

#include <gtest/gtest.h>

#include <filesystem>

#include "godel/base/json.h"
#include "godel/dataset/example_reader.h"
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

}  // namespace
}  // namespace godel

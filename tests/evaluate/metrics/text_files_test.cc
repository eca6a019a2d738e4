// SPDX-License-Identifier: MIT
#include "godel/evaluate/metrics/text_files.h"

#include <gtest/gtest.h>

#include "support/golden.h"

namespace godel {
namespace {

TEST(TextFiles, KeepEveryLine) {
  const testing::TempDir folder;
  const auto texts = ReadTextLines(folder.Write("a.txt", "one\r\n\n two \nthree").string());
  ASSERT_TRUE(texts);
  EXPECT_EQ(*texts, (std::vector<std::string>{"one", "", " two ", "three"}));
  EXPECT_FALSE(ReadTextLines((folder.path() / "none.txt").string()));
}

TEST(TextFiles, RefuseALineAboveTheLimit) {
  const testing::TempDir folder;
  const auto refused = ReadTextLines(folder.Write("a.txt", "one\n" + std::string(2 << 20, 'x')).string());
  ASSERT_FALSE(refused);
  EXPECT_NE(refused.error().message.find("a.txt:2"), std::string::npos) << refused.error().message;
}

TEST(TextFiles, ReadFieldsOfJsonLines) {
  const testing::TempDir folder;
  const std::string path =
      folder.Write("a.jsonl", "{\"r\": \"one\"}\n{\"r\": [\"two\", \"three\"]}\n{\"r\": null}\n").string();
  const auto texts = ReadTextField(path, "r", MissingField::kIsEmpty);
  ASSERT_TRUE(texts) << texts.error().message;
  EXPECT_EQ(*texts, (std::vector<std::vector<std::string>>{{"one"}, {"two", "three"}, {""}}));
  const auto missing = ReadTextField(path, "r", MissingField::kIsAnError);
  ASSERT_FALSE(missing);
  EXPECT_NE(missing.error().message.find("a.jsonl:3"), std::string::npos) << missing.error().message;
}

TEST(TextFiles, SayWhatIsNoText) {
  const testing::TempDir folder;
  for (const char* const row : {"{\"r\": 3}", "{\"r\": []}", "{\"r\": [\"a\", 1]}", "{\"r\": {}}", "[1]", "{"}) {
    const auto refused = ReadTextField(folder.Write("a.jsonl", row).string(), "r", MissingField::kIsEmpty);
    ASSERT_FALSE(refused) << row;
    EXPECT_NE(refused.error().message.find("a.jsonl:1"), std::string::npos) << refused.error().message;
  }
}

TEST(TextFiles, KnowJsonLinesByTheirName) {
  EXPECT_TRUE(HoldsJsonLines("a.jsonl"));
  EXPECT_TRUE(HoldsJsonLines("a.jsonl.zst"));
  EXPECT_FALSE(HoldsJsonLines("a.json.gz"));
  EXPECT_FALSE(HoldsJsonLines("a.txt"));
}

}  // namespace
}  // namespace godel

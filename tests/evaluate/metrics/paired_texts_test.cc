// SPDX-License-Identifier: MIT
#include "godel/evaluate/metrics/paired_texts.h"

#include <gtest/gtest.h>

#include "support/golden.h"

namespace godel {
namespace {

using Strings = std::vector<std::string>;

TEST(PairedTexts, PutReferencesOfAllFilesTogether) {
  const testing::TempDir folder;
  const auto texts = ReadPairedTexts({.hypotheses = folder.Write("h.txt", "one\n\n").string(),
                                      .references = {folder.Write("a.txt", "uno\ndos\n").string(),
                                                     folder
                                                         .Write("b.jsonl", R"({"reference": ["eins", "ein"]}
{"reference": "zwei"}
)")
                                                         .string()},
                                      .knowledge = folder.Write("k.txt", "\nnumbers\n").string(),
                                      .baseline = folder.Write("z.txt", "1\n2\n").string()});
  ASSERT_TRUE(texts) << texts.error().message;
  EXPECT_EQ(texts->hypotheses, (Strings{"one", ""}));
  EXPECT_EQ(texts->references, (std::vector<Strings>{{"uno", "eins", "ein"}, {"dos", "zwei"}}));
  EXPECT_EQ(texts->knowledge, (Strings{"", "numbers"}));
  EXPECT_EQ(texts->baseline, (Strings{"1", "2"}));
}

TEST(PairedTexts, OfOneFileOfJsonLines) {
  const testing::TempDir folder;
  const std::string path = folder
                               .Write("p.jsonl", R"({"reply": "a", "reference": "b", "knowledge": "c"}
{"reply": "d", "reference": "e"}
)")
                               .string();
  const auto texts = ReadPairedTexts({.hypotheses = path, .references = {}, .knowledge = {}, .baseline = {}});
  ASSERT_TRUE(texts) << texts.error().message;
  EXPECT_EQ(texts->references, (std::vector<Strings>{{"b"}, {"e"}}));
  EXPECT_EQ(texts->knowledge, (Strings{"c", ""}));
}

TEST(PairedTexts, NameBothNumbersWhenTheyDiffer) {
  const testing::TempDir folder;
  const std::string two = folder.Write("two.txt", "a\nb\n").string(), one = folder.Write("one.txt", "a").string();
  for (const PairedTextFiles& files :
       {PairedTextFiles{.hypotheses = two, .references = {one}, .knowledge = {}, .baseline = {}},
        PairedTextFiles{.hypotheses = two, .references = {two}, .knowledge = one, .baseline = {}},
        PairedTextFiles{.hypotheses = two, .references = {two}, .knowledge = {}, .baseline = one}}) {
    const auto refused = ReadPairedTexts(files);
    ASSERT_FALSE(refused);
    EXPECT_NE(refused.error().message.find("2 texts and " + one + " has 1 text;"), std::string::npos)
        << refused.error().message;
  }
  const auto without = ReadPairedTexts({.hypotheses = two, .references = {}, .knowledge = {}, .baseline = {}});
  EXPECT_EQ(without.error().code, ErrorCode::kInvalidArgument);
}

TEST(PairedTexts, TakeOneHypothesisARow) {
  const testing::TempDir folder;
  const auto refused = ReadSingleTexts(folder.Write("p.jsonl", R"({"reply": ["a", "b"]})").string(), "reply");
  ASSERT_FALSE(refused);
  EXPECT_NE(refused.error().message.find("row 1 has 2"), std::string::npos) << refused.error().message;
}

}  // namespace
}  // namespace godel

// SPDX-License-Identifier: MIT
// Tokenizer::FromTables, which GGUF files without tokenizer.json need, and Tables, which fills them.
#include "godel/text/vocabulary_tables.h"

#include <gtest/gtest.h>

#include <cmath>

#include "godel/text/sentencepiece_writer.h"
#include "godel/text/tokenizer.h"
#include "godel/text/tokenizer_files.h"
#include "support/golden.h"
#include "text/support.h"

namespace godel {
namespace {

const std::vector<std::string> kTexts = {
    "Hello there, how are you?",
    "  two  spaces,\ttabs\nand lines  ",
    "Ｆｕｌｌ width, e\xCC\x81 and ﬁ",
    "Instruction: given a dialog context [CONTEXT] Hi! EOS Hello </s> <extra_id_3>",
    "naïve café 東京 😀",
    ""};

void ExpectSameIds(const Tokenizer& a, const Tokenizer& b) {
  for (const std::string& text : kTexts)
    EXPECT_EQ(testing::Values(a.Encode(text).value()), testing::Values(b.Encode(text).value())) << text;
}

VocabularyTables Small() {
  return {.pieces = {"<unk>", "</s>", "\u2581", "a", "b", "ab", "<extra_id_0>"},
          .scores = {0, 0, -2, -3, -3, -4, -5},
          .types = {2, 3, 1, 1, 1, 1, 4},
          .precompiled_charsmap = "",
          .add_space_prefix = true,
          .unknown = std::nullopt,
          .suffix = TokenId{1}};
}

TEST(VocabularyTables, GiveTheIdsOfT5sOwnTokenizer) {
  const Tokenizer tokenizer = testing::MustLoad(testing::GoldenPath("godel_tiny"));
  const VocabularyTables tables = tokenizer.Tables(32128);
  EXPECT_EQ(tables.pieces.size(), 32128u);
  EXPECT_EQ(tables.pieces.back(), "[PAD32127]");
  EXPECT_EQ(tables.types[0], 3);
  EXPECT_EQ(tables.types[2], 2);
  EXPECT_EQ(tables.types[32127], 5);
  EXPECT_GT(tables.precompiled_charsmap.size(), 1000u);
  const auto again = Tokenizer::FromTables(tables);
  ASSERT_TRUE(again) << again.error().message;
  ExpectSameIds(*again, tokenizer);
}

TEST(VocabularyTables, TreatSentinelsAsSpecial) {
  const auto tokenizer = Tokenizer::FromTables(Small());
  ASSERT_TRUE(tokenizer) << tokenizer.error().message;
  EXPECT_EQ(testing::Values(tokenizer->Encode("ab <extra_id_0>").value()), (std::vector<int32_t>{2, 5, 6, 1}));
  EXPECT_TRUE(tokenizer->IsSpecial(TokenId{6}));
  EXPECT_EQ(tokenizer->Decode(testing::Ids({2, 5, 6, 1})), "ab");
}

TEST(VocabularyTables, BecomeFilesThatGiveTheSameIds) {
  for (const auto& folder : {testing::ModelsDir() / "godel-mini", testing::GoldenPath("godel_tiny")}) {
    const auto tokenizer = Tokenizer::FromTables(testing::MustLoad(folder).Tables(0));
    ASSERT_TRUE(tokenizer) << tokenizer.error().message;
    const auto again = Tokenizer::FromFiles(ToTokenizerFiles(tokenizer->Tables(0)));
    ASSERT_TRUE(again) << again.error().message;
    ExpectSameIds(*again, *tokenizer);
    EXPECT_EQ(again->vocab_size(), tokenizer->vocab_size());
    for (size_t id = 0; id < tokenizer->vocab_size(); ++id)
      ASSERT_EQ(again->IsSpecial(ToTokenId(id)), tokenizer->IsSpecial(ToTokenId(id))) << id;
  }
}

TEST(VocabularyTables, MustFitTogether) {
  const auto error = [](const auto& change) {
    VocabularyTables tables = Small();
    change(tables);
    const auto tokenizer = Tokenizer::FromTables(tables);
    return tokenizer ? "" : tokenizer.error().message;
  };
  using Tables = VocabularyTables;
  const auto holds = [](const std::string& text, const char* part) { return text.find(part) != std::string::npos; };
  EXPECT_PRED2(holds, error([](Tables& t) { t.scores.pop_back(); }), "7 pieces, but 6 scores");
  EXPECT_PRED2(holds, error([](Tables& t) { t.types.pop_back(); }), "7 pieces, but 6 types");
  EXPECT_PRED2(holds, error([](Tables& t) { t.types[3] = 7; }), "piece 3: type 7");
  EXPECT_PRED2(holds, error([](Tables& t) { t.suffix = TokenId{7}; }), "id 7");
  EXPECT_PRED2(holds, error([](Tables& t) { t.types[0] = 1; }), "UNKNOWN");
  EXPECT_PRED2(holds, error([](Tables& t) { t.scores[3] = NAN; }), "piece 3: its score");
  EXPECT_PRED2(holds, error([](Tables& t) { t.pieces[3] = "\xFF"; }), "not UTF-8");
  for (const std::string& map : {std::string("abc"), std::string("\xFF\xFF\xFF\x7F####"), std::string(4, '\0')})
    EXPECT_PRED2(holds, error([&](Tables& t) { t.precompiled_charsmap = map; }), "precompiled_charsmap");
  EXPECT_TRUE(error([](Tables& t) {
                t.types.clear();
                t.unknown = TokenId{0};
              }).empty());
  EXPECT_FALSE(Tokenizer::FromTables({}).has_value());
  EXPECT_FALSE(Tokenizer::FromTables(Small(), {.max_vocabulary = 3}).has_value());
}

TEST(TokenizerFiles, AreTheFolderInMemory) {
  for (const auto& folder : {testing::ModelsDir() / "godel-mini", testing::GoldenPath("godel_tiny")}) {
    const auto files = ReadTokenizerFiles(folder);
    ASSERT_TRUE(files) << files.error().message;
    const auto tokenizer = Tokenizer::FromFiles(*files);
    ASSERT_TRUE(tokenizer) << tokenizer.error().message;
    ExpectSameIds(*tokenizer, testing::MustLoad(folder));
  }
  const auto none = Tokenizer::FromFiles({{"added_tokens.json", "{}"}}, "file.gguf: ");
  ASSERT_FALSE(none);
  EXPECT_TRUE(none.error().message.starts_with("file.gguf: neither")) << none.error().message;
}

}  // namespace
}  // namespace godel

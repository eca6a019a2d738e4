// SPDX-License-Identifier: MIT
// A vocabulary made here is one that spiece.model and tokenizer.json agree on, with T5's ids where T5 has them.
#include "godel/vocabulary/tokenizer_trainer.h"

#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <vector>

namespace godel {
namespace {

NextText TextsOf(std::vector<std::string> texts) {
  return [texts = std::move(texts), next = size_t{0}]() mutable -> Result<std::optional<std::string>> {
    return next < texts.size() ? std::optional(texts[next++]) : std::nullopt;
  };
}

std::vector<std::string> SomeTexts() {
  const std::vector<std::string> nouns = {"train", "hotel", "film", "town", "river", "garden", "letter", "window"};
  const std::vector<std::string> verbs = {"leaves", "opens", "closes", "arrives", "waits", "sings", "changes"};
  std::vector<std::string> texts;
  for (size_t i = 0; i < 400; ++i)
    texts.push_back("The " + nouns[i % 8] + " number " + std::to_string(i * 37 % 501) + " " + verbs[i % 7] +
                    " at noon, near the " + nouns[(i * 5 + 3) % 8] + ". caf\u00e9!");
  return texts;
}

TokenizerTraining SmallVocabulary() {
  TokenizerTraining options;
  options.vocab_size = 180;
  options.sentinels = 10;
  return options;
}

TEST(TokenizerTrainer, BothFilesGiveTheSameIds) {
  const auto trained = TrainTokenizer(TextsOf(SomeTexts()), SmallVocabulary());
  ASSERT_TRUE(trained) << trained.error().message;
  EXPECT_EQ(trained->counts.texts, 400U);
  TokenizerFiles without_json = trained->files;
  without_json.erase("tokenizer.json");
  const auto json = Tokenizer::FromFiles(trained->files), pieces = Tokenizer::FromFiles(without_json);
  ASSERT_TRUE(json && pieces);
  EXPECT_EQ(json->vocab_size(), 192U);
  EXPECT_EQ(pieces->vocab_size(), 192U);
  for (std::string text : {"The train leaves.", "  two  spaces ", "caf\u00e9 <extra_id_3> x", "12345 &%$~"}) {
    const auto a = json->Encode(text), b = pieces->Encode(text);
    ASSERT_TRUE(a && b);
    EXPECT_EQ(*a, *b) << text;
  }
}

TEST(TokenizerTrainer, IdsAreWhereT5HasThem) {
  const auto trained = TrainTokenizer(TextsOf(SomeTexts()), SmallVocabulary());
  ASSERT_TRUE(trained);
  const auto tokenizer = Tokenizer::FromFiles(trained->files);
  ASSERT_TRUE(tokenizer);
  EXPECT_EQ(tokenizer->PieceOf(TokenId{0}), "<pad>");
  EXPECT_EQ(tokenizer->PieceOf(TokenId{1}), "</s>");
  EXPECT_EQ(tokenizer->PieceOf(TokenId{2}), "<unk>");
  EXPECT_EQ(tokenizer->PieceOf(TokenId{189}), "<extra_id_0>");
  EXPECT_EQ(tokenizer->PieceOf(TokenId{180}), "<extra_id_9>");
  EXPECT_EQ(tokenizer->PieceOf(TokenId{190}), "EOS");
  EXPECT_EQ(tokenizer->PieceOf(TokenId{191}), "<PAD>");
  EXPECT_TRUE(tokenizer->IsSpecial(TokenId{185}));
  // What no text holds has a piece all the same.
  const auto ids = tokenizer->EncodeWithoutSpecialTokens("Q{}~^");
  ASSERT_TRUE(ids);
  for (const TokenId id : *ids) EXPECT_NE(id, TokenId{2});
  EXPECT_EQ(tokenizer->Decode(*ids), "Q{}~^");
}

TEST(TokenizerTrainer, DigitsStandAloneWhereAsked) {
  TokenizerTraining options = SmallVocabulary();
  options.split_digits = true;
  options.vocab_size = 120;  // without numbers there is less to make pieces of
  const auto trained = TrainTokenizer(TextsOf(SomeTexts()), options);
  ASSERT_TRUE(trained) << trained.error().message;
  const auto tokenizer = Tokenizer::FromFiles(trained->files);
  const auto ids = tokenizer->EncodeWithoutSpecialTokens("37");
  ASSERT_TRUE(ids);
  EXPECT_EQ(ids->size(), 3U);  // the space in front, 3, 7
}

TEST(TokenizerTrainer, SaysWhatIsWrong) {
  TokenizerTraining options = SmallVocabulary();
  options.vocab_size = 5000;
  const auto few = TrainTokenizer(TextsOf(SomeTexts()), options);
  ASSERT_FALSE(few);
  EXPECT_NE(few.error().message.find("5000 pieces from 400 texts"), std::string::npos) << few.error().message;
  EXPECT_FALSE(TrainTokenizer(TextsOf({}), SmallVocabulary()));
  auto texts = SomeTexts();
  texts.push_back("broken \xff utf-8");
  texts.push_back(std::string(100000, 'x'));  // a line of any length
  const auto with_bad = TrainTokenizer(TextsOf(texts), SmallVocabulary());
  ASSERT_TRUE(with_bad) << with_bad.error().message;
  EXPECT_EQ(with_bad->counts.skipped_texts, 1U);
  const auto failing =
      TrainTokenizer([]() -> Result<std::optional<std::string>> { return Fail(ErrorCode::kIo, "the disk is gone"); },
                     SmallVocabulary());
  ASSERT_FALSE(failing);
  EXPECT_EQ(failing.error().message, "the disk is gone");
}

}  // namespace
}  // namespace godel

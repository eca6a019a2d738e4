// SPDX-License-Identifier: MIT
// Tokenizer::Load: which files of a folder count, and what spiece.model becomes.
#include <gtest/gtest.h>

#include <filesystem>

#include "godel/base/mapped_file.h"
#include "godel/text/tokenizer.h"
#include "support/golden.h"
#include "text/support.h"
#include "text/wire_support.h"

namespace godel {
namespace {

using testing::SmallSentencePiece;
using testing::TempDir;
using testing::Values;
using V = std::vector<int32_t>;

V Encode(const Tokenizer& tokenizer, std::string_view text) {
  return Values(tokenizer.Encode(text).value());
}

void Copy(const std::filesystem::path& from, const TempDir& to) {
  to.Write(from.filename().string(), ReadTextFile(from, size_t{8} << 20).value());
}

// A space before an added token is a piece of its own in tokenizer.json and nothing in spiece.model, as in
// transformers' fast and slow tokenizers.
bool HasSpaceBeforeAddedToken(std::string_view text) {
  for (const std::string_view token : {"EOS", "<PAD>", "<extra_id_", "</s>", "<pad>", "<unk>"})
    for (size_t at = text.find(token); at != std::string_view::npos; at = text.find(token, at + 1))
      if (at == 0 || static_cast<unsigned char>(text[at - 1]) <= ' ' ||
          static_cast<unsigned char>(text[at - 1]) >= 0x80)
        return true;  // a letter beyond ASCII may be a space as well
  return false;
}

// The default model ships both files; a user's copy may have lost either.
TEST(Folder, TheDefaultModelsTwoFilesAgreeOnRealText) {
  const auto folder = testing::ModelsDir() / "godel-mini";
  const Tokenizer from_json = testing::MustLoad(folder);
  EXPECT_EQ(from_json.Description(), "Unigram, 8100 pieces, 105 added tokens, from tokenizer.json");
  TempDir dir;
  for (const char* name : {"spiece.model", "tokenizer_config.json", "special_tokens_map.json", "added_tokens.json"})
    Copy(folder / name, dir);
  const Tokenizer from_model = testing::MustLoad(dir.path());
  EXPECT_EQ(from_model.Description(), "Unigram, 8100 pieces, 105 added tokens, from spiece.model");
  EXPECT_EQ(from_model.vocab_size(), 8102u);
  size_t compared = 0;
  for (const Json& line : testing::ReadGoldenJsonLines("tokenizer_cases/godel_ids.jsonl.gz")) {
    const auto text = line["text"].get<std::string>();
    // Nor do they agree on where a space stands among format characters (U+FEFF, U+2060 ...) that nothing shows.
    const bool has_format_characters =
        text.find("\xEF\xBB\xBF") != std::string::npos || text.find("\xE2\x81") != std::string::npos;
    if (HasSpaceBeforeAddedToken(text) || has_format_characters) continue;
    ++compared;
    const auto ids = from_json.Encode(text).value();
    EXPECT_EQ(Encode(from_model, text), Values(ids)) << line["text"];
    EXPECT_EQ(from_model.Decode(ids), from_json.Decode(ids));
  }
  EXPECT_GT(compared, 100u);
}

TEST(Folder, SentencePieceAloneIsT5sLayout) {
  const Tokenizer tokenizer = Tokenizer::FromSentencePiece(SmallSentencePiece({})).value();
  EXPECT_EQ(Encode(tokenizer, "ab  a\n"), V({3, 6, 3, 4, 1}));
  EXPECT_EQ(Encode(tokenizer, "</s>a[M]"), V({1, 3, 4, 7, 1}));
  EXPECT_EQ(tokenizer.Decode(testing::Ids({0, 3, 6, 7, 1})), "ab[M]");
  EXPECT_EQ(tokenizer.vocab_size(), 8u);
}

TEST(Folder, SentencePieceWithoutAPrefixKeepsTheFirstWordBare) {
  const Tokenizer tokenizer = Tokenizer::FromSentencePiece(SmallSentencePiece({.add_dummy_prefix = false})).value();
  EXPECT_EQ(Encode(tokenizer, "ab   a "), V({6, 3, 4, 1}));
}

TEST(Folder, SentinelsLieBehindT5sPiecesUnlessTheFolderSaysOtherwise) {
  TempDir dir;
  dir.Write("spiece.model", SmallSentencePiece({}));
  EXPECT_EQ(testing::MustLoad(dir.path()).IdOf("<extra_id_0>"), TokenId{107});
  dir.Write("tokenizer_config.json", R"({"tokenizer_class": "T5Tokenizer", "extra_ids": 2})");
  const Tokenizer two = testing::MustLoad(dir.path());
  EXPECT_EQ(two.IdOf("<extra_id_0>"), TokenId{9});
  EXPECT_EQ(two.IdOf("<extra_id_1>"), TokenId{8});
  EXPECT_TRUE(two.IsSpecial(TokenId{9}));
  EXPECT_EQ(Encode(two, "a<extra_id_1>"), V({3, 4, 8, 1}));
  dir.Write("tokenizer_config.json", R"({"tokenizer_class": "T5Tokenizer"})");
  dir.Write("added_tokens.json", R"({"EOS": 8})");
  const Tokenizer taken = testing::MustLoad(dir.path());
  EXPECT_EQ(taken.vocab_size(), 9u);
  EXPECT_EQ(Encode(taken, "aEOS"), V({3, 4, 8, 1}));
}

TEST(Folder, ConfigFlagsReplaceThoseOfAddedTokens) {
  TempDir dir;
  dir.Write("spiece.model", SmallSentencePiece({}));
  dir.Write("added_tokens.json", R"({"EOS": 8})");
  dir.Write("tokenizer_config.json",
            R"({"extra_ids": 0, "added_tokens_decoder": {"8": {"content": "EOS", "single_word": true}}})");
  EXPECT_EQ(Encode(testing::MustLoad(dir.path()), "aEOS"), V({3, 4, 2, 1}));
}

TEST(Folder, NamesInTheMapAreSpecial) {
  TempDir dir;
  dir.Write("tokenizer.json", testing::SmallTokenizer().dump());
  EXPECT_FALSE(testing::MustLoad(dir.path()).IsSpecial(TokenId{1}));
  dir.Write("special_tokens_map.json", R"({"eos_token": {"content": "</s>"}, "additional_special_tokens": ["x"]})");
  dir.Write("tokenizer_config.json", R"({"unk_token": "<unk>", "extra_special_tokens": {"image": "e"}})");
  const Tokenizer tokenizer = testing::MustLoad(dir.path());
  for (const int id : {0, 1, 7, 10}) EXPECT_TRUE(tokenizer.IsSpecial(TokenId{id})) << id;
  EXPECT_FALSE(tokenizer.IsSpecial(TokenId{3}));
  EXPECT_EQ(tokenizer.Decode(testing::Ids({9, 10, 1, 4})), "ab");
}

TEST(Folder, MistakesNameTheFile) {
  TempDir dir;
  const auto says = [&](const char* word) {
    const auto tokenizer = Tokenizer::Load(dir.path());
    return !tokenizer && tokenizer.error().message.find(word) != std::string::npos;
  };
  EXPECT_TRUE(says("neither tokenizer.json nor spiece.model"));
  dir.Write("tokenizer.json", "{");
  EXPECT_TRUE(says("tokenizer.json: not valid JSON"));
  dir.Write("tokenizer.json", testing::SmallTokenizer().dump());
  dir.Write("added_tokens.json", R"({"EOS": 4000000000})");
  EXPECT_TRUE(says("added_tokens.json"));
  dir.Write("added_tokens.json", R"({"EOS": 3})");
  EXPECT_TRUE(says("the vocabulary has \"a\""));
  dir.Write("added_tokens.json", "[]");
  dir.Write("tokenizer_config.json", R"({"added_tokens_decoder": {"x": {}}})");
  EXPECT_TRUE(says("\"x\" is no id"));
}

}  // namespace
}  // namespace godel

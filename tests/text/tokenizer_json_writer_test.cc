// SPDX-License-Identifier: MIT
// tokenizer.json from spiece.model is what transformers makes of it.
#include "godel/text/tokenizer_json_writer.h"

#include <gtest/gtest.h>

#include <string>

#include "godel/base/json.h"
#include "godel/text/base64.h"
#include "support/golden.h"

namespace godel {
namespace {

using testing::ReadGoldenJson;

TEST(Base64, GoesThereAndBack) {
  EXPECT_EQ(EncodeBase64(""), "");
  EXPECT_EQ(EncodeBase64("f"), "Zg==");
  EXPECT_EQ(EncodeBase64("fo"), "Zm8=");
  EXPECT_EQ(EncodeBase64("foobar"), "Zm9vYmFy");  // RFC 4648, section 10
  std::string all;
  for (int i = 0; i < 256; ++i) all += static_cast<char>(i);
  EXPECT_EQ(DecodeBase64(EncodeBase64(all)), all);
}

// The golden file's own vocabulary, as if it came from a sentencepiece model.
TEST(TokenizerJsonWriter, WritesWhatTransformersWrites) {
  const Json golden = ReadGoldenJson("godel_tiny/tokenizer.json");
  const Json& vocabulary = golden["model"]["vocab"];
  constexpr size_t kSentinels = 100;
  std::vector<std::string> texts;
  for (const Json& piece : vocabulary) texts.push_back(piece[0].get<std::string>());
  const std::string charsmap = *DecodeBase64(golden["normalizer"]["precompiled_charsmap"].get<std::string>());
  SentencePieceModel model;
  model.precompiled_charsmap = charsmap;
  for (size_t i = 0; i + kSentinels < texts.size(); ++i)
    model.pieces.push_back({.text = texts[i], .score = vocabulary[i][1].get<float>()});
  const std::vector<AddedToken> added = {{.id = TokenId{32100}, .content = "EOS"},
                                         {.id = TokenId{32101}, .content = "<PAD>"}};
  const Json written = Json::parse(ToTokenizerJson(model, kSentinels, added));
  EXPECT_EQ(written["post_processor"], golden["post_processor"]);
  EXPECT_EQ(written["normalizer"]["normalizers"][0], golden["normalizer"]);
  // The golden file is of an older version, which kept the white space around sentinels.
  ASSERT_EQ(written["added_tokens"].size(), golden["added_tokens"].size());
  for (size_t i = 0; i < golden["added_tokens"].size(); ++i) {
    Json token = written["added_tokens"][i];
    if (token["content"].get<std::string>().starts_with("<extra_id_")) token["lstrip"] = token["rstrip"] = false;
    EXPECT_EQ(token, golden["added_tokens"][i]);
  }
  EXPECT_EQ(written["model"]["unk_id"], golden["model"]["unk_id"]);
  ASSERT_EQ(written["model"]["vocab"].size(), vocabulary.size());
  for (size_t i = 0; i < vocabulary.size(); ++i) {
    ASSERT_EQ(written["model"]["vocab"][i][0], vocabulary[i][0]) << i;
    ASSERT_FLOAT_EQ(written["model"]["vocab"][i][1].get<float>(), vocabulary[i][1].get<float>()) << i;
  }
}

}  // namespace
}  // namespace godel

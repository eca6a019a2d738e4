// SPDX-License-Identifier: MIT
// What broken and foreign files get: an error of the right kind that says what is wrong, never a crash.
#include <gtest/gtest.h>

#include <cmath>
#include <functional>
#include <limits>

#include "godel/text/tokenizer.h"
#include "support/golden.h"
#include "text/support.h"
#include "text/wire_support.h"

namespace godel {
namespace {

using testing::AddedTokenJson;
using testing::SmallTokenizer;

struct BadJson {
  const char* name;
  std::function<void(Json*)> edit;
  ErrorCode code;
  const char* says;
};

Json Sequence(const char* key, Json list) {
  return {{"type", "Sequence"}, {key, std::move(list)}};
}

// A trie of one empty unit and no strings is valid; these are its bytes, in base64, and broken neighbours.
Json Charsmap(const char* base64) {
  return {{"type", "Precompiled"}, {"precompiled_charsmap", base64}};
}

const std::vector<BadJson>& BadJsonFiles() {
  static const std::vector<BadJson> cases = {
      {"no model", [](Json* j) { j->erase("model"); }, ErrorCode::kBadData, "model"},
      {"BPE", [](Json* j) { (*j)["model"]["type"] = "BPE"; }, ErrorCode::kUnsupported, "BPE"},
      {"vocab object", [](Json* j) { (*j)["model"]["vocab"] = Json::object(); }, ErrorCode::kBadData, "vocab"},
      {"empty vocab", [](Json* j) { (*j)["model"]["vocab"] = Json::array(); }, ErrorCode::kBadData, "empty"},
      {"score text", [](Json* j) { (*j)["model"]["vocab"][3][1] = "x"; }, ErrorCode::kBadData, "at 3"},
      {"score null", [](Json* j) { (*j)["model"]["vocab"][3][1] = std::nan(""); }, ErrorCode::kBadData, "at 3"},
      {"unk_id outside", [](Json* j) { (*j)["model"]["unk_id"] = 11; }, ErrorCode::kBadData, "unk_id 11"},
      {"unk_id negative", [](Json* j) { (*j)["model"]["unk_id"] = -1; }, ErrorCode::kBadData, "unk_id"},
      {"long piece", [](Json* j) { (*j)["model"]["vocab"][3][0] = std::string(5000, 'a'); },
       ErrorCode::kResourceExhausted, "piece 3"},
      {"huge id",
       [](Json* j) {
         (*j)["added_tokens"].push_back(AddedTokenJson(11, "T"));
         (*j)["added_tokens"][0]["id"] = 4000000000u;
       },
       ErrorCode::kBadData, "4000000000"},
      {"negative id", [](Json* j) { (*j)["added_tokens"].push_back(AddedTokenJson(-1, "T")); }, ErrorCode::kBadData,
       "-1"},
      {"id twice",
       [](Json* j) {
         (*j)["added_tokens"] = {AddedTokenJson(11, "T"), AddedTokenJson(11, "U")};
       },
       ErrorCode::kBadData, "twice"},
      {"content twice",
       [](Json* j) {
         (*j)["added_tokens"] = {AddedTokenJson(11, "T"), AddedTokenJson(12, "T")};
       },
       ErrorCode::kBadData, "twice"},
      {"id of another piece", [](Json* j) { (*j)["added_tokens"] = Json::array({AddedTokenJson(3, "T")}); },
       ErrorCode::kBadData, "\"a\""},
      {"piece under another id", [](Json* j) { (*j)["added_tokens"] = Json::array({AddedTokenJson(11, "a")}); },
       ErrorCode::kBadData, "id 3"},
      {"empty added token", [](Json* j) { (*j)["added_tokens"] = Json::array({AddedTokenJson(11, "")}); },
       ErrorCode::kBadData, "0 bytes"},
      {"unknown normalizer",
       [](Json* j) {
         (*j)["normalizer"] = {{"type", "BertNormalizer"}};
       },
       ErrorCode::kUnsupported, "BertNormalizer"},
      {"other regex",
       [](Json* j) {
         (*j)["normalizer"] = {{"type", "Replace"}, {"pattern", {{"Regex", "(a|b)*"}}}, {"content", ""}};
       },
       ErrorCode::kUnsupported, "(a|b)*"},
      {"regex that matches nothing",
       [](Json* j) {
         (*j)["normalizer"] = {{"type", "Replace"}, {"pattern", {{"Regex", "a{0,}"}}}, {"content", ""}};
       },
       ErrorCode::kUnsupported, "a{0,}"},
      {"charsmap no base64", [](Json* j) { (*j)["normalizer"] = Charsmap("AA?="); }, ErrorCode::kBadData, "base64"},
      {"charsmap cut base64", [](Json* j) { (*j)["normalizer"] = Charsmap("AAA"); }, ErrorCode::kBadData, "base64"},
      {"charsmap too short", [](Json* j) { (*j)["normalizer"] = Charsmap("AAA="); }, ErrorCode::kBadData, "2 bytes"},
      {"charsmap trie larger than blob", [](Json* j) { (*j)["normalizer"] = Charsmap("/////wAAAAA="); },
       ErrorCode::kBadData, "4294967295"},
      {"charsmap trie of 3 bytes", [](Json* j) { (*j)["normalizer"] = Charsmap("AwAAAAAAAAA="); }, ErrorCode::kBadData,
       "3 bytes"},
      {"charsmap empty trie", [](Json* j) { (*j)["normalizer"] = Charsmap("AAAAAAAAAAA="); }, ErrorCode::kBadData,
       "0 bytes"},
      {"ByteLevel",
       [](Json* j) {
         (*j)["pre_tokenizer"] = {{"type", "ByteLevel"}};
       },
       ErrorCode::kUnsupported, "ByteLevel"},
      {"long replacement", [](Json* j) { (*j)["pre_tokenizer"]["replacement"] = "ab"; }, ErrorCode::kBadData, "\"ab\""},
      {"prepend_scheme", [](Json* j) { (*j)["pre_tokenizer"]["prepend_scheme"] = "last"; }, ErrorCode::kBadData,
       "last"},
      {"contradiction", [](Json* j) { (*j)["pre_tokenizer"]["add_prefix_space"] = false; }, ErrorCode::kBadData,
       "contradicts"},
      {"many steps",
       [](Json* j) {
         (*j)["pre_tokenizer"] = Sequence("pretokenizers", Json(17, {{"type", "WhitespaceSplit"}}));
       },
       ErrorCode::kUnsupported, "more than 16"},
      {"WordPiece",
       [](Json* j) {
         (*j)["decoder"] = {{"type", "WordPiece"}};
       },
       ErrorCode::kUnsupported, "WordPiece"},
      {"decoder that blows up",
       [](Json* j) {
         (*j)["decoder"] = {{"type", "Replace"}, {"pattern", {{"String", "a"}}}, {"content", std::string(100, 'a')}};
       },
       ErrorCode::kUnsupported, "64 times"},
      {"Roberta",
       [](Json* j) {
         (*j)["post_processor"] = {{"type", "RobertaProcessing"}};
       },
       ErrorCode::kUnsupported, "RobertaProcessing"},
      {"no sequence",
       [](Json* j) {
         (*j)["post_processor"] = {{"type", "TemplateProcessing"}, {"single", Json::array()}};
       },
       ErrorCode::kBadData, "one Sequence"},
  };
  return cases;
}

TEST(BadTokenizerJson, SaysWhatIsWrong) {
  for (const BadJson& bad : BadJsonFiles()) {
    Json json = SmallTokenizer();
    bad.edit(&json);
    const auto tokenizer = Tokenizer::FromTokenizerJson(json.dump());
    ASSERT_FALSE(tokenizer) << bad.name;
    EXPECT_EQ(tokenizer.error().code, bad.code) << bad.name << ": " << tokenizer.error().message;
    EXPECT_NE(tokenizer.error().message.find(bad.says), std::string::npos)
        << bad.name << ": " << tokenizer.error().message;
  }
}

TEST(BadTokenizerJson, EveryTruncationIsAnError) {
  const std::string text = SmallTokenizer().dump();
  for (size_t size = 0; size < text.size(); ++size)
    EXPECT_FALSE(Tokenizer::FromTokenizerJson(text.substr(0, size))) << size;
}

TEST(BadTokenizerJson, TextThatIsNoJson) {
  std::string deep(100000, '[');
  EXPECT_FALSE(Tokenizer::FromTokenizerJson(deep));
  std::string text = SmallTokenizer().dump();
  text[text.find("ab")] = '\xFF';
  EXPECT_FALSE(Tokenizer::FromTokenizerJson(text)) << "a piece that is not UTF-8";
  text = SmallTokenizer().dump();
  text.replace(text.find("-3.0"), 4, "1e999");
  EXPECT_FALSE(Tokenizer::FromTokenizerJson(text)) << "a score that is not finite";
  EXPECT_FALSE(Tokenizer::FromTokenizerJson(SmallTokenizer().dump(), {.max_vocabulary = 5}));
  EXPECT_FALSE(Tokenizer::FromTokenizerJson(SmallTokenizer().dump(), {.max_file_bytes = 50}));
}

// A map whose value points behind its strings: read as "no entry".
TEST(BadTokenizerJson, CharsmapWithWildOffsetsChangesNothing) {
  for (const char* map : {"BAAAAP////8AAAAA", "BAAAAAABAAAAAAAA", "BAAAAABBAf8AAAAA"}) {
    Json json = SmallTokenizer();
    json["normalizer"] = Charsmap(map);
    const auto tokenizer = Tokenizer::FromTokenizerJson(json.dump());
    if (tokenizer) {
      EXPECT_TRUE(tokenizer->Encode("abc \u00e9 \u6f22"));
    }
  }
}

TEST(BadSentencePiece, EveryTruncationIsReadOrRefused) {
  const std::string model = testing::SmallSentencePiece({});
  ASSERT_TRUE(Tokenizer::FromSentencePiece(model));
  for (size_t size = 0; size < model.size(); ++size) {
    const auto tokenizer = Tokenizer::FromSentencePiece(std::string_view(model).substr(0, size));
    if (tokenizer) {
      EXPECT_TRUE(tokenizer->Encode("ab a"));
    } else {
      EXPECT_FALSE(tokenizer.error().message.empty());
    }
  }
}

TEST(BadSentencePiece, SaysWhatIsWrong) {
  const auto error_of = [](const std::string& bytes) {
    const auto tokenizer = Tokenizer::FromSentencePiece(bytes);
    return tokenizer ? std::string("no error") : tokenizer.error().message;
  };
  const auto expect = [&](const std::string& bytes, const char* says) {
    EXPECT_NE(error_of(bytes).find(says), std::string::npos) << error_of(bytes);
  };
  expect("", "no pieces");
  expect("plain text", "");
  expect(testing::SmallSentencePiece({.model_type = 2}), "BPE");
  expect(testing::SmallSentencePiece({.extra_piece = "\xFF"}), "UTF-8");
  expect(testing::SmallSentencePiece({.extra_score = std::numeric_limits<float>::quiet_NaN()}), "finite");
  expect(testing::SmallSentencePiece({.extra_score = std::numeric_limits<float>::infinity()}), "finite");
  expect(testing::SmallSentencePiece({.extra_type = 9}), "type 9");
  expect(testing::SmallSentencePiece({.unknown_type = 1}), "UNKNOWN");
}

}  // namespace
}  // namespace godel

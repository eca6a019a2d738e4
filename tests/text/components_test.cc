// SPDX-License-Identifier: MIT
// Rules that the golden lines do not reach, on vocabularies small enough to work out by hand.
#include <gtest/gtest.h>

#include "godel/text/tokenizer.h"
#include "support/golden.h"
#include "text/support.h"

namespace godel {
namespace {

using testing::AddedTokenJson;
using testing::MustParse;
using testing::SmallTokenizer;
using testing::Values;
using V = std::vector<int32_t>;

V Encode(const Json& json, std::string_view text) {
  return Values(MustParse(json).Encode(text).value());
}

// Ids of SmallTokenizer: <unk> 0, </s> 1, mark 2, a 3, b 4, c 5, d 6, e 7, ab 8, mark+a 9, x 10.

TEST(Unigram, TakesTheBestPath) {
  // "▁ab": ▁ + ab = -6; ▁a + b = -7.
  EXPECT_EQ(Encode(SmallTokenizer(), "ab"), V({2, 8}));
  EXPECT_EQ(Encode(SmallTokenizer(), "a c"), V({9, 2, 5}));
}

TEST(Unigram, NeighbouringUnknownsAreOneId) {
  EXPECT_EQ(Encode(SmallTokenizer(), "c\u6f22\u5b57c"), V({2, 5, 0, 5}));
  // A spelled-out unknown piece joins the run.
  EXPECT_EQ(Encode(SmallTokenizer(), "c<unk>\u6f22c"), V({2, 5, 0, 5}));
}

TEST(Unigram, OfEqualPiecesTheLastIdWins) {
  Json json = SmallTokenizer();
  json["model"]["vocab"].push_back({"c", -3.0});
  EXPECT_EQ(Encode(json, "c"), V({2, 11}));
}

TEST(Unigram, UnknownTextBecomesBytesOnlyWhenAllOfThemArePieces) {
  Json json = SmallTokenizer();
  json["model"]["byte_fallback"] = true;
  for (const char* byte : {"<0xC3>", "<0xA9>"}) json["model"]["vocab"].push_back({byte, -20.0});
  EXPECT_EQ(Encode(json, "a\u00e9"), V({9, 11, 12}));
  EXPECT_EQ(Encode(json, "a\u00e8"), V({9, 0}));
}

TEST(Unigram, WithoutAnUnkIdUnknownTextIsAnError) {
  Json json = SmallTokenizer();
  json["model"].erase("unk_id");
  const Tokenizer tokenizer = MustParse(json);
  EXPECT_TRUE(tokenizer.Encode("abc"));
  const auto ids = tokenizer.Encode("a?");
  ASSERT_FALSE(ids);
  EXPECT_EQ(ids.error().code, ErrorCode::kUnsupported);
}

struct Flags {
  bool single_word = false, lstrip = false, rstrip = false;
};

Json WithToken(const Flags& flags) {
  Json json = SmallTokenizer();
  // "never", so that what strip flags leave can be seen.
  json["pre_tokenizer"]["prepend_scheme"] = "never";
  Json token = AddedTokenJson(11, "TOK");
  token["single_word"] = flags.single_word;
  token["lstrip"] = flags.lstrip;
  token["rstrip"] = flags.rstrip;
  json["added_tokens"].push_back(token);
  return json;
}

TEST(AddedTokens, StripFlagsTakeWhiteSpaceAlong) {
  EXPECT_EQ(Encode(WithToken({}), "c  TOK  c"), V({5, 2, 2, 11, 2, 2, 5}));
  EXPECT_EQ(Encode(WithToken({.lstrip = true}), "c  TOK  c"), V({5, 11, 2, 2, 5}));
  EXPECT_EQ(Encode(WithToken({.rstrip = true}), "c  TOK  c"), V({5, 2, 2, 11, 5}));
  EXPECT_EQ(Encode(WithToken({.lstrip = true, .rstrip = true}), " TOK \u3000 TOK"), V({11, 11}));
}

TEST(AddedTokens, SingleWordNeedsNoWordCharacterBeside) {
  const Json json = WithToken({.single_word = true});
  EXPECT_EQ(Encode(json, "TOK"), V({11}));
  EXPECT_EQ(Encode(json, "(TOK)"), V({0, 11, 0}));
  EXPECT_EQ(Encode(json, "cTOK"), V({5, 0}));
  EXPECT_EQ(Encode(json, "TOK_"), V({0}));
  EXPECT_EQ(Encode(json, "TOK\u0301"), V({0}));
}

TEST(AddedTokens, LongestOfTheLeftmostMatches) {
  Json json = WithToken({});
  json["added_tokens"].push_back(AddedTokenJson(12, "TOKEN"));
  json["added_tokens"].push_back(AddedTokenJson(13, "OKENS"));
  EXPECT_EQ(Encode(json, "TOKENS"), V({12, 0}));
  EXPECT_EQ(Encode(json, "TOKES"), V({11, 0}));
}

TEST(AddedTokens, NormalizedOnesAreSearchedInNormalisedText) {
  Json json = WithToken({});
  json["normalizer"] = {{"type", "Lowercase"}};
  EXPECT_EQ(Encode(json, "cTOKc"), V({5, 11, 5}));
  EXPECT_EQ(Encode(json, "ctokc"), V({5, 0, 5}));
  json["added_tokens"][0]["normalized"] = true;
  EXPECT_EQ(Encode(json, "ctOKc"), V({5, 11, 5}));
}

TEST(AddedTokens, TextOfOnlyWhiteSpaceAndTokensStaysLinear) {
  // Each token takes the run of white space behind it; walking the run for every token would be 10^10 steps.
  Json json = SmallTokenizer();
  Json token = AddedTokenJson(11, " ");
  token["rstrip"] = true;
  json["added_tokens"].push_back(token);
  const std::string text(200000, ' ');
  EXPECT_EQ(MustParse(json).Encode(text).value().size(), text.size());
}

V EncodeWith(const Json& normalizer, std::string_view text) {
  Json json = SmallTokenizer();
  json["pre_tokenizer"]["prepend_scheme"] = "never";
  json["normalizer"] = normalizer;
  return Encode(json, text);
}

Json Type(const char* name) {
  return {{"type", name}};
}
Json Replace(const char* kind, const char* pattern, const char* content) {
  return {{"type", "Replace"}, {"pattern", {{kind, pattern}}}, {"content", content}};
}

TEST(Normalizer, EachStep) {
  EXPECT_EQ(EncodeWith(Type("Lowercase"), "AB\u0130"), V({8, 0}));
  EXPECT_EQ(EncodeWith(Type("NFKC"), "\uFF43"), V({5}));
  EXPECT_EQ(EncodeWith(Type("NFD"), "\u00E1c"), V({3, 0, 5}));
  EXPECT_EQ(EncodeWith(Type("NFC"), "\uFF43"), V({0}));
  EXPECT_EQ(EncodeWith(Type("Nmt"), "c\u0001\tc\u200B"), V({5, 2, 5, 2}));
  EXPECT_EQ(EncodeWith({{"type", "Prepend"}, {"prepend", "x"}}, "c"), V({10, 5}));
  EXPECT_EQ(EncodeWith({{"type", "Prepend"}, {"prepend", "x"}}, ""), V());
  EXPECT_EQ(EncodeWith({{"type", "Strip"}, {"strip_left", true}, {"strip_right", false}}, " c "), V({5, 2}));
  EXPECT_EQ(EncodeWith(Replace("String", "cc", "x"), "ccc"), V({10, 5}));
  EXPECT_EQ(EncodeWith(Replace("Regex", " {2,}", "x"), "c c   c"), V({5, 2, 5, 10, 5}));
  EXPECT_EQ(EncodeWith(Replace("Regex", "\\s+", "x"), "c\n\tc"), V({5, 10, 5}));
  EXPECT_EQ(EncodeWith(Replace("Regex", "c{2}", "x"), "ccc"), V({10, 5}));
  EXPECT_EQ(EncodeWith(Replace("Regex", "c{1,2}", "x"), "ccc"), V({10, 10}));
}

TEST(Normalizer, RulesThatBlowUpTextAreStopped) {
  Json steps = Json::array();
  for (int i = 0; i < 8; ++i) steps.push_back(Replace("String", "c", std::string(100, 'c').c_str()));
  Json json = SmallTokenizer();
  json["normalizer"] = {{"type", "Sequence"}, {"normalizers", steps}};
  const auto ids = MustParse(json).Encode("c");
  ASSERT_FALSE(ids);
  EXPECT_EQ(ids.error().code, ErrorCode::kResourceExhausted);
}

TEST(PreTokenizer, PrependSchemes) {
  Json json = SmallTokenizer();
  json["added_tokens"].push_back(AddedTokenJson(11, "TOK"));
  EXPECT_EQ(Encode(json, "cTOKc"), V({2, 5, 11, 2, 5}));
  json["pre_tokenizer"]["prepend_scheme"] = "first";
  EXPECT_EQ(Encode(json, "cTOKc"), V({2, 5, 11, 5}));
  EXPECT_EQ(Encode(json, "TOKc"), V({11, 5}));
  json["pre_tokenizer"]["prepend_scheme"] = "never";
  EXPECT_EQ(Encode(json, "cTOKc"), V({5, 11, 5}));
  json["pre_tokenizer"] = {{"type", "Metaspace"}, {"replacement", "\u2581"}, {"add_prefix_space", false}};
  EXPECT_EQ(Encode(json, "c"), V({5}));
  json["pre_tokenizer"]["add_prefix_space"] = true;
  EXPECT_EQ(Encode(json, "c c"), V({2, 5, 2, 5}));
}

TEST(PreTokenizer, FirstLooksAtTheUsersTextNotAtWhatIsLeftOfIt) {
  Json json = SmallTokenizer();
  json["pre_tokenizer"]["prepend_scheme"] = "first";
  json["normalizer"] = {{"type", "Strip"}};
  EXPECT_EQ(Encode(json, "c"), V({2, 5}));
  EXPECT_EQ(Encode(json, " c"), V({5}));
}

std::string DecodeWith(const Json& decoder, std::initializer_list<int32_t> ids) {
  Json json = SmallTokenizer();
  json["decoder"] = decoder;
  for (const char* piece : {"<0xC3>", "<0xA9>", " y"}) json["model"]["vocab"].push_back({piece, -20.0});
  return MustParse(json).Decode(testing::Ids(ids));
}

TEST(Decoder, EachStep) {
  EXPECT_EQ(DecodeWith(nullptr, {9, 4}), "\u2581a b");
  EXPECT_EQ(DecodeWith(Type("Fuse"), {9, 4}), "\u2581ab");
  EXPECT_EQ(DecodeWith(Replace("String", "\u2581", " "), {9, 9}), " a a");
  EXPECT_EQ(DecodeWith(Type("ByteFallback"), {3, 11, 12, 3}), "a\u00e9a");
  EXPECT_EQ(DecodeWith(Type("ByteFallback"), {11, 12, 11}), "\uFFFD\uFFFD\uFFFD");
  EXPECT_EQ(DecodeWith({{"type", "Strip"}, {"content", " "}, {"start", 1}, {"stop", 0}}, {13, 13}), "yy");
  const Json metaspace = {{"type", "Metaspace"}, {"replacement", "\u2581"}, {"prepend_scheme", "never"}};
  EXPECT_EQ(DecodeWith(metaspace, {9, 9}), " a a");
}

TEST(PostProcessor, TokensOnBothSides) {
  Json json = SmallTokenizer();
  json["post_processor"] = {
      {"type", "TemplateProcessing"},
      {"single",
       {{{"SpecialToken", {{"id", "x"}}}}, {{"Sequence", {{"id", "A"}}}}, {{"SpecialToken", {{"id", "</s>"}}}}}},
      {"special_tokens", {{"x", {{"ids", {10}}}}, {"</s>", {{"ids", {1}}}}}}};
  EXPECT_EQ(Encode(json, "c"), V({10, 2, 5, 1}));
  EXPECT_EQ(Values(MustParse(json).EncodeWithoutSpecialTokens("c").value()), V({2, 5}));
}

TEST(Tokenizer, AMegabyteWithoutASpaceIsOnePathNotAQuadraticOne) {
  const Tokenizer tokenizer = MustParse(SmallTokenizer());
  std::string text;
  while (text.size() < (size_t{1} << 20)) text += "abcd";
  const auto ids = tokenizer.Encode(text);
  ASSERT_TRUE(ids) << ids.error().message;
  EXPECT_EQ(ids->size(), 1 + text.size() / 4 * 3);  // the mark, then ab c d
}

}  // namespace
}  // namespace godel

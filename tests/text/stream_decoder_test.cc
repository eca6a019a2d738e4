// SPDX-License-Identifier: MIT
#include "godel/text/stream_decoder.h"

#include <gtest/gtest.h>

#include "godel/base/utf8.h"
#include "support/golden.h"
#include "text/support.h"

namespace godel {
namespace {

using testing::MustParse;
using testing::SmallTokenizer;

// Streams `ids`, checks every part, and gives the whole text.
std::string Streamed(const Tokenizer& tokenizer, const std::vector<TokenId>& ids, const DecodeOptions& options) {
  StreamDecoder stream(tokenizer, options);
  std::string all;
  for (const TokenId id : ids) {
    const std::string part = stream.Append(id);
    EXPECT_FALSE(FirstInvalidUtf8(part)) << "half a character in: " << part;
    all += part;
  }
  return all + stream.Finish();
}

TEST(StreamDecoder, EveryGoldenLineEqualsDecode) {
  const Tokenizer tokenizer = testing::MustLoad(testing::GoldenPath("godel_tiny"));
  for (const Json& line : testing::ReadGoldenJsonLines("tokenizer_cases/godel_ids.jsonl.gz")) {
    const auto ids = testing::ToIds(line["ids"]);
    for (const bool skip : {true, false})
      for (const bool clean_up : {true, false}) {
        const DecodeOptions options{.skip_special_tokens = skip, .clean_up_tokenization_spaces = clean_up};
        EXPECT_EQ(Streamed(tokenizer, ids, options), tokenizer.Decode(ids, options)) << line["text"];
      }
  }
}

TEST(StreamDecoder, ShowsEachWordAtOnce) {
  const Tokenizer tokenizer = MustParse(SmallTokenizer());
  StreamDecoder stream(tokenizer);
  EXPECT_EQ(stream.Append(TokenId{2}), "");  // the first mark is no text
  EXPECT_EQ(stream.Append(TokenId{8}), "ab");
  EXPECT_EQ(stream.Append(TokenId{9}), " a");
  EXPECT_EQ(stream.Append(TokenId{99}), "");
  EXPECT_EQ(stream.Finish(), "");
}

TEST(StreamDecoder, HoldsAPatternOfTheCleanUpBack) {
  Json json = SmallTokenizer();
  for (const char* piece : {"\u2581'", "v", "."}) json["model"]["vocab"].push_back({piece, -5.0});
  const Tokenizer tokenizer = MustParse(json);
  StreamDecoder stream(tokenizer, {.clean_up_tokenization_spaces = true});
  EXPECT_EQ(stream.Append(TokenId{4}), "b");
  EXPECT_EQ(stream.Append(TokenId{11}), "");  // " '", which "ve" would join to the word
  EXPECT_EQ(stream.Append(TokenId{12}), "");
  EXPECT_EQ(stream.Append(TokenId{7}), "");
  EXPECT_EQ(stream.Append(TokenId{4}), "'veb");
}

// All sequences of four pieces, for each kind of decoder: those that stream piece by piece and those that cannot.
TEST(StreamDecoder, AllShortSequencesUnderManyDecoders) {
  const Json metaspace = {{"type", "Metaspace"}, {"replacement", "\u2581"}, {"prepend_scheme", "always"}};
  const Json replace = {{"type", "Replace"}, {"pattern", {{"String", "\u2581"}}}, {"content", " "}};
  const Json bytes = {{"type", "ByteFallback"}}, fuse = {{"type", "Fuse"}};
  const Json strip_start = {{"type", "Strip"}, {"content", " "}, {"start", 2}, {"stop", 0}};
  const Json strip_end = {{"type", "Strip"}, {"content", " "}, {"start", 0}, {"stop", 1}};
  const std::vector<std::vector<Json>> chains = {{metaspace},
                                                 {replace, bytes, fuse, strip_start},
                                                 {bytes, metaspace},
                                                 {strip_start, fuse, strip_end},
                                                 {fuse, metaspace},
                                                 {strip_end},
                                                 {fuse, replace, strip_start}};
  Json json = SmallTokenizer();
  for (const char* piece : {"<0xC3>", "<0xA9>"}) json["model"]["vocab"].push_back({piece, -20.0});
  const std::vector<TokenId> alphabet = testing::Ids({2, 3, 9, 11, 12});
  const size_t count = 5 * 5 * 5 * 5;
  for (size_t chain = 0; chain <= chains.size(); ++chain) {
    json["decoder"] = nullptr;
    if (chain < chains.size()) json["decoder"] = {{"type", "Sequence"}, {"decoders", chains[chain]}};
    const Tokenizer tokenizer = MustParse(json);
    for (size_t n = 0; n < count; ++n) {
      std::vector<TokenId> ids;
      for (size_t rest = n, i = 0; i < 4; ++i, rest /= 5) ids.push_back(alphabet[rest % 5]);
      ASSERT_EQ(Streamed(tokenizer, ids, {}), tokenizer.Decode(ids)) << "chain " << chain << ", sequence " << n;
    }
  }
}

TEST(StreamDecoder, ACharacterAppearsWhenItsRunOfBytesEnds) {
  Json json = SmallTokenizer();
  json["decoder"] = {{"type", "Sequence"}, {"decoders", {{{"type", "ByteFallback"}}, {{"type", "Fuse"}}}}};
  for (const char* piece : {"<0xC3>", "<0xA9>"}) json["model"]["vocab"].push_back({piece, -20.0});
  const Tokenizer tokenizer = MustParse(json);
  StreamDecoder stream(tokenizer);
  EXPECT_EQ(stream.Append(TokenId{11}), "");
  EXPECT_EQ(stream.Append(TokenId{12}), "");
  EXPECT_EQ(stream.Append(TokenId{3}), "\u00e9a");
  EXPECT_EQ(stream.Append(TokenId{11}), "");
  EXPECT_EQ(stream.Finish(), "\uFFFD");
}

}  // namespace
}  // namespace godel

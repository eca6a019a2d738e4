// SPDX-License-Identifier: MIT
#include "godel/dataset/span_corruption.h"

#include <gtest/gtest.h>

#include <map>
#include <set>

#include "godel/dataset/batch_stream.h"
#include "support/golden.h"

namespace godel {
namespace {

using testing::Ids;

constexpr int32_t kFirstSentinel = 32'099;  // <extra_id_0> of T5; the others lie below
constexpr size_t kSentinels = 100;

std::vector<TokenId> Sentinels(size_t count = kSentinels) {
  std::vector<TokenId> ids;
  for (size_t i = 0; i < count; ++i) ids.push_back(TokenId{kFirstSentinel - static_cast<int32_t>(i)});
  return ids;
}

// Documents whose ids count up over all of them from 10, so that every id tells its place.
std::shared_ptr<const TokenDocuments> Documents(const std::vector<size_t>& lengths) {
  std::vector<std::vector<TokenId>> documents;
  size_t next = 10;
  for (const size_t length : lengths) {
    documents.emplace_back();
    while (documents.back().size() < length) documents.back().push_back(ToTokenId(next++));
  }
  return std::make_shared<MemoryDocuments>(std::move(documents));
}

SpanCorruption Corrupt(const std::vector<size_t>& lengths, SpanCorruptionOptions options = {}) {
  if (options.sentinels.empty()) options.sentinels = Sentinels();
  auto source = SpanCorruption::Create(Documents(lengths), std::move(options));
  if (!source) throw std::runtime_error(source.error().message);
  return std::move(*source);
}

bool IsSentinel(TokenId id) {
  return Value(id) <= kFirstSentinel && Value(id) > kFirstSentinel - static_cast<int32_t>(kSentinels);
}

// The text that input and target come from: each sentinel of the input replaced by what stands behind it in the target.
std::vector<TokenId> PutBack(const IdPair& pair) {
  std::map<TokenId, std::vector<TokenId>> spans;
  std::vector<TokenId>* span = nullptr;
  for (size_t i = 0; i + 1 < pair.target.size(); ++i) {
    if (IsSentinel(pair.target[i]))
      span = &spans[pair.target[i]];
    else
      span->push_back(pair.target[i]);
  }
  std::vector<TokenId> text;
  for (size_t i = 0; i + 1 < pair.input.size(); ++i) {
    if (!IsSentinel(pair.input[i])) {
      text.push_back(pair.input[i]);
      continue;
    }
    text.insert(text.end(), spans.at(pair.input[i]).begin(), spans.at(pair.input[i]).end());
    spans.erase(pair.input[i]);
  }
  EXPECT_TRUE(spans.empty()) << "a span of the target has no place in the input";
  return text;
}

TEST(SpanCorruption, InputAndTargetTogetherAreTheText) {
  for (const double density : {0.01, 0.15, 0.5, 0.9}) {
    for (const double mean : {1.0, 3.0, 50.0}) {
      const SpanCorruption source =
          Corrupt({2, 1, 3, 1700, 40, 0, 0, 60, 9, 300},
                  {.noise_density = density, .mean_noise_span_length = mean, .max_input_length = 100});
      for (size_t i = 0; i < source.size(); ++i) {
        for (size_t epoch = 0; epoch < 3; ++epoch) {
          const auto pair = source.Get(i, epoch);
          ASSERT_TRUE(pair);
          EXPECT_EQ(PutBack(*pair), source.ChunkAt(i));
          EXPECT_EQ(pair->input.size(), source.LengthsOf(i).input);
          EXPECT_EQ(pair->target.size(), source.LengthsOf(i).target);
          EXPECT_LE(pair->input.size(), 100u);
          EXPECT_EQ(pair->input.back(), kEosId);
          EXPECT_EQ(pair->target.back(), kEosId);
          EXPECT_FALSE(IsSentinel(pair->input[0]));
          EXPECT_EQ(pair->target[0], TokenId{kFirstSentinel});
        }
      }
    }
  }
}

TEST(SpanCorruption, SentinelsCountDownInBoth) {
  const SpanCorruption source = Corrupt({568});
  const auto pair = source.Get(0, 0);
  for (const auto& ids : {pair->input, pair->target}) {
    std::vector<TokenId> found;
    std::copy_if(ids.begin(), ids.end(), std::back_inserter(found), IsSentinel);
    EXPECT_EQ(found, Sentinels(28));
  }
}

// T5's own numbers for inputs of 512: texts of 568, of which 85 are taken out in 28 spans, and targets of 114.
TEST(SpanCorruption, LengthsAreThoseOfT5) {
  const SpanCorruption source = Corrupt({10'000});
  EXPECT_EQ(source.ChunkAt(0).size(), 568u);
  EXPECT_EQ(source.LengthsOf(0).input, 512u);
  EXPECT_EQ(source.LengthsOf(0).target, 114u);
  const NoiseCounts counts = CountNoise(568, {});
  EXPECT_EQ(counts.noise, 85u);
  EXPECT_EQ(counts.spans, 28u);
  EXPECT_EQ(CountNoise(2, {}).noise, 1u);
  EXPECT_EQ(CountNoise(2, {}).spans, 1u);
  EXPECT_EQ(CountNoise(10, {}).noise, 2u);  // 1.5, to the even number
  EXPECT_EQ(CountNoise(10, {.noise_density = 0.9, .mean_noise_span_length = 1}).spans, 1u) << "one id is left between";
}

// Each id but those at the ends is taken out as often as the density says.
TEST(SpanCorruption, EveryPlaceIsTakenOutAlike) {
  constexpr size_t kLength = 200, kEpochs = 4000;
  const SpanCorruption source = Corrupt({kLength});
  std::vector<size_t> taken(kLength);
  std::map<size_t, size_t> span_lengths;
  for (size_t epoch = 0; epoch < kEpochs; ++epoch) {
    size_t span = 0;
    const auto pair = source.Get(0, epoch);
    for (const TokenId id : pair->target) {
      if (Value(id) >= 10 && !IsSentinel(id)) {
        ++taken[Index(id) - 10];
        ++span;
      } else if (span > 0) {
        ++span_lengths[span];
        span = 0;
      }
    }
  }
  // 30 of 200 ids in 10 spans. A place's count is binomial with standard deviation 23; 6 of them for 160 places. A text
  // begins with a kept part of 17 on average and ends with a span, so both ends are different.
  for (size_t i = 20; i < kLength - 20; ++i) EXPECT_NEAR(static_cast<double>(taken[i]), 0.15 * kEpochs, 6 * 23.0) << i;
  EXPECT_EQ(taken[0], 0u);
  EXPECT_EQ(taken[kLength - 1], kEpochs);
  // A span has length 1 with probability 9 / 29: the first place between ids is a border. Standard deviation of the sum
  // below 100.
  EXPECT_NEAR(static_cast<double>(span_lengths[1]), 10.0 * kEpochs * 9 / 29, 600);
}

TEST(SpanCorruption, DrawsDependOnSeedEpochAndPair) {
  const SpanCorruption source = Corrupt({400, 568});
  EXPECT_EQ(source.Get(0, 3)->input, Corrupt({400, 568}).Get(0, 3)->input);
  EXPECT_NE(source.Get(0, 3)->input, source.Get(0, 4)->input);
  EXPECT_NE(source.Get(0, 3)->input, Corrupt({400, 568}, {.seed = 43}).Get(0, 3)->input);
}

// Pairs of the same text in one epoch: each its own spans.
TEST(SpanCorruption, EqualTextsGetTheirOwnSpans) {
  const std::vector<TokenId> text = Corrupt({500}).ChunkAt(0);
  const auto twice = std::make_shared<MemoryDocuments>(std::vector<std::vector<TokenId>>{text, text});
  SpanCorruptionOptions options;
  options.sentinels = Sentinels();
  const auto source = SpanCorruption::Create(twice, options);
  ASSERT_TRUE(source);
  ASSERT_EQ(source->size(), 2u);
  EXPECT_NE(source->Get(0, 0)->input, source->Get(1, 0)->input);
}

std::vector<size_t> ChunkLengths(const SpanCorruption& source) {
  std::vector<size_t> lengths;
  for (size_t i = 0; i < source.size(); ++i) lengths.push_back(source.ChunkAt(i).size());
  return lengths;
}

TEST(SpanCorruption, ShortDocumentsShareAChunkAndLongOnesAreCut) {
  EXPECT_EQ(ChunkLengths(Corrupt({100, 0, 200, 300, 20, 1200, 60, 568, 1, 569})),
            (std::vector<size_t>{300, 320, 568, 568, 124, 568, 568}));
  EXPECT_EQ(ChunkLengths(Corrupt({0, 1, 0})), (std::vector<size_t>{}));
  EXPECT_EQ(ChunkLengths(Corrupt({})), (std::vector<size_t>{}));
  // Nothing is lost but single ids: the ids of all documents come in order.
  const SpanCorruption source = Corrupt({100, 0, 200, 300, 20, 1200, 60});
  std::vector<TokenId> all;
  for (size_t i = 0; i < source.size(); ++i) {
    const auto chunk = source.ChunkAt(i);
    all.insert(all.end(), chunk.begin(), chunk.end());
  }
  ASSERT_EQ(all.size(), 1880u);
  for (size_t i = 0; i < all.size(); ++i) ASSERT_EQ(Index(all[i]), i + 10);
}

TEST(SpanCorruption, ASeparatorStandsBetweenDocuments) {
  const SpanCorruption source = Corrupt({2, 0, 3, 1}, {.separator = TokenId{9}});
  ASSERT_EQ(source.size(), 1u);
  EXPECT_EQ(source.ChunkAt(0), Ids({10, 11, 9, 12, 13, 14, 9, 15}));
  // With its separator the second document does not fit any more.
  EXPECT_EQ(ChunkLengths(Corrupt({300, 268}, {.separator = TokenId{9}})), (std::vector<size_t>{300, 268}));
  EXPECT_EQ(ChunkLengths(Corrupt({300, 268})), (std::vector<size_t>{568}));
}

TEST(SpanCorruption, SaysWhatCannotBe) {
  const auto error = [](SpanCorruptionOptions options) {
    if (options.sentinels.empty()) options.sentinels = Sentinels();
    const auto source = SpanCorruption::Create(Documents({100}), std::move(options));
    return source ? "none" : source.error().message;
  };
  const double nan = std::numeric_limits<double>::quiet_NaN();
  for (const double density : {0.0, -1.0, 0.95, nan})
    EXPECT_NE(error({.noise_density = density}).find("noise density"), std::string::npos);
  for (const double mean : {0.5, -1.0, nan})
    EXPECT_NE(error({.mean_noise_span_length = mean}).find("mean length"), std::string::npos);
  for (const size_t length : {size_t{3}, SIZE_MAX})
    EXPECT_NE(error({.max_input_length = length}).find("length of inputs"), std::string::npos);
  EXPECT_EQ(error({.sentinels = Sentinels(28)}), "none");
  EXPECT_NE(error({.sentinels = Sentinels(27)}).find("need 28 sentinels (<extra_id_0> and so on), found 27"),
            std::string::npos);
  EXPECT_EQ(error({.max_input_length = 4}), "none");
  EXPECT_EQ(error({.mean_noise_span_length = 1e300}), "none");
}

TEST(SpanCorruption, IsASourceOfBatches) {
  const auto source = std::make_shared<SpanCorruption>(Corrupt(std::vector<size_t>(50, 400)));
  auto stream = BatchStream::Create({{source}}, {.max_tokens = 4096});
  ASSERT_TRUE(stream);
  size_t pairs = 0;
  while (stream->position().epoch == 0) pairs += stream->Next()->input.sequences();
  EXPECT_EQ(pairs, 50u);
}

TEST(TokenDocuments, TextsBecomeInputsOfAShard) {
  const auto tokenizer = Tokenizer::Load(testing::ModelsDir() / "godel-mini");
  ASSERT_TRUE(tokenizer);
  ASSERT_EQ(SentinelIds(*tokenizer).size(), 100u);
  EXPECT_EQ(tokenizer->PieceOf(SentinelIds(*tokenizer).front()), "<extra_id_0>");
  const testing::TempDir folder;
  auto writer = TokenShardWriter::Create(folder.path() / "text.ids", 0, tokenizer->vocab_size());
  std::vector<std::string> texts = {"Good morning.", "", "not \xff UTF-8", "And good night."};
  size_t i = 0;
  const NextText next = [&]() -> Result<std::optional<std::string>> {
    if (i == texts.size()) return std::nullopt;
    return texts[i++];
  };
  const auto counts = TokenizeDocuments(next, *tokenizer, &*writer);
  ASSERT_TRUE(counts) << counts.error().message;
  EXPECT_EQ(counts->texts, 4u);
  EXPECT_EQ(counts->skipped_texts, 2u);
  ASSERT_TRUE(writer->Commit());
  const ShardDocuments documents({*TokenShard::Open(folder.path() / "text.ids")});
  ASSERT_EQ(documents.size(), 2u);
  std::vector<TokenId> ids;
  documents.AppendTo(1, 0, documents.LengthOf(1), &ids);
  EXPECT_EQ(ids, *tokenizer->EncodeWithoutSpecialTokens("And good night."));
  EXPECT_EQ(documents.LengthOf(0) + documents.LengthOf(1), counts->ids);
  const NextText failing = [] { return Fail(ErrorCode::kIo, "line 3 is missing"); };
  EXPECT_EQ(TokenizeDocuments(failing, *tokenizer, &*writer).error().message, "line 3 is missing");
}

TEST(SentinelIds, CountDownFromTheTokenizersLast) {
  const auto tokenizer = Tokenizer::Load(testing::GoldenPath("godel_tiny"));
  ASSERT_TRUE(tokenizer) << tokenizer.error().message;
  const std::vector<TokenId> ids = SentinelIds(*tokenizer);
  ASSERT_FALSE(ids.empty());
  for (size_t i = 0; i < ids.size(); ++i) {
    EXPECT_EQ(tokenizer->PieceOf(ids[i]), "<extra_id_" + std::to_string(i) + ">");
    EXPECT_EQ(Index(ids[i]), Index(ids[0]) - i);
  }
}

}  // namespace
}  // namespace godel

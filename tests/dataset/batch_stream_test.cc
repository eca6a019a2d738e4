// SPDX-License-Identifier: MIT
#include "godel/dataset/batch_stream.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <set>

#include "godel/dataset/hash_random.h"
#include "godel/dataset/token_shard.h"
#include "support/golden.h"

namespace godel {
namespace {

// Pairs that can be told apart: pair i of a source starts with the id first + i on both sides. Lengths are spread over
// [1, 40) and [1, 20) by a hash.
std::shared_ptr<const PairSource> NumberedSource(size_t count, int32_t first = 1000) {
  std::vector<IdPair> pairs;
  for (size_t i = 0; i < count; ++i) {
    RandomSequence random(HashOf({7, i}));
    const TokenId name{first + static_cast<int32_t>(i)};
    pairs.push_back(
        {std::vector<TokenId>(1 + random.Below(39), name), std::vector<TokenId>(1 + random.Below(19), name)});
  }
  return std::make_shared<MemorySource>(std::move(pairs));
}

std::vector<int32_t> NamesIn(const TokenBatch& batch) {
  std::vector<int32_t> names;
  for (size_t i = 0; i < batch.input.sequences(); ++i) {
    names.push_back(Value(batch.input.ids[batch.input.offsets[i]]));
    EXPECT_EQ(names.back(), Value(batch.target.ids[batch.target.offsets[i]])) << "input and target of different pairs";
  }
  return names;
}

using Batches = std::vector<std::vector<int32_t>>;

BatchStream Stream(std::vector<MixedSource> sources, const BatchOptions& options) {
  auto stream = BatchStream::Create(std::move(sources), options);
  if (!stream) throw std::runtime_error(stream.error().message);
  return std::move(*stream);
}

Batches Read(BatchStream* stream, size_t count) {
  Batches batches;
  for (size_t i = 0; i < count; ++i) {
    const auto batch = stream->Next();
    if (!batch) throw std::runtime_error(batch.error().message);
    batches.push_back(NamesIn(*batch));
  }
  return batches;
}

Batches ReadEpoch(BatchStream* stream) {
  const size_t epoch = stream->position().epoch;
  Batches batches;
  while (stream->position().epoch == epoch) batches.push_back(Read(stream, 1)[0]);
  return batches;
}

std::map<int32_t, size_t> CountNames(const Batches& batches) {
  std::map<int32_t, size_t> counts;
  for (const auto& batch : batches)
    for (const int32_t name : batch) ++counts[name];
  return counts;
}

size_t PaddedTokens(const TokenBatch& batch) {
  size_t input = 0, target = 0;
  for (size_t i = 0; i < batch.input.sequences(); ++i) {
    input = std::max(input, batch.input.offsets[i + 1] - batch.input.offsets[i]);
    target = std::max(target, batch.target.offsets[i + 1] - batch.target.offsets[i]);
  }
  return batch.input.sequences() * (input + target);
}

TEST(BatchStream, AnEpochHoldsEveryPairOnce) {
  for (const bool grouped : {true, false}) {
    for (const bool shuffled : {true, false}) {
      BatchStream stream =
          Stream({{NumberedSource(5000)}}, {.max_tokens = 300, .group_by_length = grouped, .shuffle = shuffled});
      const size_t promised = stream.BatchesInEpoch(0);
      const Batches batches = ReadEpoch(&stream);
      EXPECT_EQ(batches.size(), promised);
      const auto counts = CountNames(batches);
      EXPECT_EQ(counts.size(), 5000u);
      for (const auto& [name, count] : counts) ASSERT_EQ(count, 1u) << name;
    }
  }
}

TEST(BatchStream, KeepsBothBounds) {
  BatchStream stream = Stream({{NumberedSource(3000)}}, {.max_tokens = 400, .max_examples = 9});
  size_t batches = 0, of_full_size = 0, longest = 0;
  while (stream.position().epoch == 0) {
    const auto batch = stream.Next();
    ASSERT_TRUE(batch);
    ++batches;
    ASSERT_LE(batch->input.sequences(), 9u);
    ASSERT_EQ(batch->input.sequences(), batch->target.sequences());
    ASSERT_LE(PaddedTokens(*batch), 400u);
    of_full_size += batch->input.sequences() == 9 ? 1 : 0;
    longest = std::max(longest, PaddedTokens(*batch));
  }
  // Both bounds bind: 9 pairs of the mean length, 30, are within 400 tokens, 9 of the longest are not.
  EXPECT_GT(of_full_size, batches / 4);
  EXPECT_LT(of_full_size, batches);
  EXPECT_GT(longest, 360u);
}

TEST(BatchStream, WithoutShufflingAndGroupingPairsComeInOrder) {
  BatchStream stream = Stream({{NumberedSource(3, 1000)}, {NumberedSource(2, 2000)}},
                              {.max_examples = 2, .group_by_length = false, .shuffle = false});
  const Batches expected = {{1000, 1001}, {1002, 2000}, {2001}};
  EXPECT_EQ(ReadEpoch(&stream), expected);
  EXPECT_EQ(ReadEpoch(&stream), expected);
}

// Inputs of one batch are nearly of one length, its targets are not: they fill 10 of up to 19 places, beside inputs of
// 20 on average, so that 9 of 39 is the most that may be padding. Batches of any lengths fill 30 of nearly 58 places.
TEST(BatchStream, GroupingByLengthSavesPadding) {
  const auto padding = [](bool grouped) {
    BatchStream stream = Stream({{NumberedSource(20'000)}}, {.max_tokens = 1000, .group_by_length = grouped});
    size_t padded = 0, tokens = 0;
    while (stream.position().epoch == 0) {
      const auto batch = stream.Next();
      padded += PaddedTokens(*batch);
      tokens += batch->input.ids.size() + batch->target.ids.size();
    }
    return 1 - static_cast<double>(tokens) / static_cast<double>(padded);
  };
  EXPECT_GT(padding(false), 0.4);
  EXPECT_LT(padding(true), 9.0 / 39);
}

TEST(BatchStream, ASeedNamesAnOrder) {
  const auto epoch = [](uint64_t seed) {
    BatchStream stream = Stream({{NumberedSource(2000)}}, {.max_tokens = 500, .seed = seed});
    return ReadEpoch(&stream);
  };
  EXPECT_EQ(epoch(1), epoch(1));
  EXPECT_NE(epoch(1), epoch(2));
}

// Written down once; another machine, library or compiler must come to the same.
TEST(BatchStream, TheOrderIsTheSameEverywhere) {
  BatchStream stream = Stream({{NumberedSource(12)}}, {.max_examples = 4, .seed = 3});
  EXPECT_EQ(ReadEpoch(&stream),
            (Batches{{1001, 1005, 1010, 1000}, {1002, 1006, 1011, 1008}, {1007, 1003, 1009, 1004}}));
}

TEST(BatchStream, EveryEpochHasItsOwnOrder) {
  BatchStream stream = Stream({{NumberedSource(2000)}}, {.max_tokens = 500});
  const Batches first = ReadEpoch(&stream), second = ReadEpoch(&stream);
  EXPECT_NE(first, second);
  EXPECT_EQ(CountNames(first), CountNames(second));
}

TEST(BatchStream, RanksShareOutTheWorldsBatches) {
  const BatchOptions options{.max_tokens = 500};
  BatchStream alone = Stream({{NumberedSource(2000)}}, options);
  const Batches all = ReadEpoch(&alone);
  for (const size_t world : {2u, 3u, 7u}) {
    const size_t steps = (all.size() + world - 1) / world;
    for (size_t rank = 0; rank < world; ++rank) {
      BatchOptions of_rank = options;
      of_rank.rank = rank;
      of_rank.world_size = world;
      BatchStream stream = Stream({{NumberedSource(2000)}}, of_rank);
      EXPECT_EQ(stream.BatchesInEpoch(0), steps * world);
      const Batches mine = ReadEpoch(&stream);
      ASSERT_EQ(mine.size(), steps);
      // Filled up from the epoch's beginning.
      for (size_t step = 0; step < steps; ++step) EXPECT_EQ(mine[step], all[(step * world + rank) % all.size()]);
    }
  }
}

TEST(BatchStream, FewerBatchesThanRanksAreRepeated) {
  BatchStream stream = Stream({{NumberedSource(1)}}, {.max_examples = 1, .rank = 4, .world_size = 5});
  EXPECT_EQ(stream.BatchesInEpoch(0), 5u);
  EXPECT_EQ(ReadEpoch(&stream), (Batches{{1000}}));
}

TEST(BatchStream, SeekGoesOnAsIfItHadRead) {
  const BatchOptions options{.max_tokens = 700, .rank = 1, .world_size = 2};
  BatchStream read = Stream({{NumberedSource(500)}}, options);
  const size_t in_epoch = read.BatchesInEpoch(0) / 2;
  for (size_t i = 0; i < 2 * in_epoch + 3; ++i) {
    BatchStream sought = Stream({{NumberedSource(500)}}, options);
    sought.Seek(read.position());
    EXPECT_EQ(sought.position().epoch, read.position().epoch);
    EXPECT_EQ(sought.position().batch, read.position().batch);
    const Batches next = Read(&read, 1);
    ASSERT_EQ(Read(&sought, 1), next) << i;
  }
}

TEST(BatchStream, SeekBehindAnEpochIsTheNext) {
  BatchStream stream = Stream({{NumberedSource(500)}}, {.max_tokens = 700});
  ReadEpoch(&stream);
  const Batches second = ReadEpoch(&stream);
  for (const size_t batch : {stream.BatchesInEpoch(0), SIZE_MAX}) {
    stream.Seek({.epoch = 0, .batch = batch});
    EXPECT_EQ(ReadEpoch(&stream), (Batches{second[0]})) << "ReadEpoch stops as soon as the epoch changes";
    EXPECT_EQ(stream.position().epoch, 1u);
  }
}

// A run that goes on with another number of processes reads what the first has not.
TEST(BatchStream, AnotherWorldSizeGoesOnBehindTheFirst) {
  BatchStream alone = Stream({{NumberedSource(2000)}}, {.max_tokens = 500});
  const Batches all = ReadEpoch(&alone);
  BatchStream of_two = Stream({{NumberedSource(2000)}}, {.max_tokens = 500, .world_size = 2});
  Read(&of_two, 5);
  Batches rest;
  const size_t steps = (all.size() - 10) / 3;
  for (size_t rank = 0; rank < 3; ++rank) {
    BatchStream stream = Stream({{NumberedSource(2000)}}, {.max_tokens = 500, .rank = rank, .world_size = 3});
    stream.Seek(of_two.position());
    const Batches mine = Read(&stream, steps);
    for (size_t step = 0; step < steps; ++step) EXPECT_EQ(mine[step], all[10 + 3 * step + rank]);
  }
}

TEST(BatchStream, WholeWeightsRepeatExactly) {
  BatchStream stream =
      Stream({{NumberedSource(300, 1000), 1}, {NumberedSource(100, 5000), 3}, {NumberedSource(50, 9000), 0}},
             {.max_tokens = 500});
  const auto counts = CountNames(ReadEpoch(&stream));
  EXPECT_EQ(counts.size(), 400u);
  for (const auto& [name, count] : counts) EXPECT_EQ(count, name < 5000 ? 1u : 3u);
}

TEST(BatchStream, AQuarterIsAnotherOneUntilAllWasRead) {
  BatchStream stream = Stream({{NumberedSource(4000), 0.25}}, {.max_tokens = 500});
  std::map<int32_t, size_t> counts;
  for (size_t epoch = 0; epoch < 8; ++epoch) {
    const auto of_epoch = CountNames(ReadEpoch(&stream));
    // A binomial of 4000 and 1/4: standard deviation 27, so 150 is more than five of them.
    EXPECT_NEAR(static_cast<double>(of_epoch.size()), 1000, 150);
    for (const auto& [name, count] : of_epoch) {
      EXPECT_EQ(count, 1u);
      ++counts[name];
    }
    if (epoch == 3) {
      EXPECT_EQ(counts.size(), 4000u);
    }
  }
  for (const auto& [name, count] : counts) ASSERT_EQ(count, 2u) << name;
}

TEST(BatchStream, ABrokenWeightMixesTwoCounts) {
  BatchStream stream = Stream({{NumberedSource(1000), 1.5}}, {.max_tokens = 500});
  const auto first = CountNames(ReadEpoch(&stream)), second = CountNames(ReadEpoch(&stream));
  ASSERT_EQ(first.size(), 1000u);
  size_t twice = 0;
  for (const auto& [name, count] : first) {
    ASSERT_EQ(count + second.at(name), 3u);
    twice += count == 2 ? 1 : 0;
  }
  EXPECT_NEAR(static_cast<double>(twice), 500, 80);  // standard deviation 16
}

TEST(BatchStream, AnEpochIsNeverEmpty) {
  BatchStream stream = Stream({{NumberedSource(3), 1e-6}}, {.max_tokens = 500});
  for (size_t epoch = 0; epoch < 20; ++epoch) EXPECT_EQ(ReadEpoch(&stream).size(), 1u);
}

TEST(BatchStream, SaysWhatCannotBe) {
  const auto error = [](std::vector<MixedSource> sources, const BatchOptions& options) {
    const auto stream = BatchStream::Create(std::move(sources), options);
    return stream ? "none" : stream.error().message;
  };
  EXPECT_NE(error({{NumberedSource(3)}}, {}).find("without bounds"), std::string::npos);
  EXPECT_NE(error({}, {.max_examples = 1}).find("nothing to train on"), std::string::npos);
  EXPECT_NE(error({{NumberedSource(0)}}, {.max_examples = 1}).find("nothing to train on"), std::string::npos);
  EXPECT_NE(error({{NumberedSource(3), 0}}, {.max_examples = 1}).find("nothing to train on"), std::string::npos);
  EXPECT_NE(error({{nullptr}}, {.max_examples = 1}).find("found none"), std::string::npos);
  for (const double weight : {-1.0, 1e7, std::numeric_limits<double>::quiet_NaN()})
    EXPECT_NE(error({{NumberedSource(3), weight}}, {.max_examples = 1}).find("weight from 0"), std::string::npos);
  EXPECT_NE(error({{NumberedSource(3)}}, {.max_examples = 1, .rank = 2, .world_size = 2}).find("rank 2 of 2"),
            std::string::npos);
  EXPECT_NE(error({{NumberedSource(5000), 1e6}}, {.max_examples = 1}).find("fewer than 2^32"), std::string::npos);
  std::vector<IdPair> pairs(4, {testing::Ids({5, 1}), testing::Ids({6, 1})});
  pairs[2].input.resize(90);
  const auto source = std::make_shared<MemorySource>(pairs);
  EXPECT_EQ(error({{source}}, {.max_tokens = 92}), "none");
  EXPECT_NE(error({{NumberedSource(2)}, {source}}, {.max_tokens = 91})
                .find("pair 2 of data source 1 has 90 input and 2 target tokens"),
            std::string::npos);
}

class LyingSource : public PairSource {
 public:
  size_t size() const override { return 1; }
  PairLengths LengthsOf(size_t) const override { return {2, 2}; }
  Result<IdPair> Get(size_t, size_t epoch) const override {
    if (epoch == 0) return Fail(ErrorCode::kIo, "the disk is gone");
    return IdPair{testing::Ids({5, 5, 1}), testing::Ids({6, 1})};
  }
};

TEST(BatchStream, GivesTheSourcesErrorsBack) {
  BatchStream stream = Stream({{std::make_shared<LyingSource>()}}, {.max_examples = 1});
  auto batch = stream.Next();
  ASSERT_FALSE(batch);
  EXPECT_EQ(batch.error().message, "the disk is gone");
  EXPECT_EQ(stream.position().batch, 0u);
  stream.Seek({.epoch = 1, .batch = 0});
  batch = stream.Next();
  ASSERT_FALSE(batch);
  EXPECT_EQ(batch.error().code, ErrorCode::kBadData);
}

}  // namespace
}  // namespace godel

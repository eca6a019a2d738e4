// SPDX-License-Identifier: MIT
#include "godel/dataset/token_shard.h"

#include <gtest/gtest.h>

#include <fstream>

#include "godel/dataset/cached_shard.h"
#include "support/golden.h"

namespace godel {
namespace {

using testing::Ids;
using testing::TempDir;

std::string Bytes(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

const std::vector<IdPair>& SomePairs() {
  static const std::vector<IdPair> pairs = {
      {Ids({5, 6, 7, 1}), Ids({8, 1})}, {Ids({}), Ids({1})}, {Ids({9, 99, 0}), Ids({})}, {Ids({}), Ids({})}};
  return pairs;
}

std::filesystem::path WriteSome(const TempDir& folder, size_t vocab_size, std::string_view note = "what it holds") {
  const auto path = folder.path() / "some.ids";
  auto writer = TokenShardWriter::Create(path, 0x1234567890abcdef, vocab_size);
  if (!writer) throw std::runtime_error(writer.error().message);
  for (const IdPair& pair : SomePairs())
    if (const auto done = writer->Add(pair.input, pair.target); !done) throw std::runtime_error(done.error().message);
  if (const auto done = writer->Commit(note); !done) throw std::runtime_error(done.error().message);
  return path;
}

void ExpectSome(const TokenShard& shard) {
  ASSERT_EQ(shard.size(), SomePairs().size());
  for (size_t i = 0; i < shard.size(); ++i) {
    const IdPair pair = shard.PairAt(i);
    EXPECT_EQ(pair.input, SomePairs()[i].input);
    EXPECT_EQ(pair.target, SomePairs()[i].target);
    EXPECT_EQ(shard.LengthsOf(i).input, SomePairs()[i].input.size());
    EXPECT_EQ(shard.LengthsOf(i).target, SomePairs()[i].target.size());
  }
}

TEST(TokenShard, GivesBackWhatWasWritten) {
  for (const size_t vocab_size : {size_t{100}, size_t{1} << 16, (size_t{1} << 16) + 1, size_t{1} << 31}) {
    const TempDir folder;
    const auto shard = TokenShard::Open(WriteSome(folder, vocab_size));
    ASSERT_TRUE(shard) << shard.error().message;
    EXPECT_EQ(shard->key(), 0x1234567890abcdefu);
    EXPECT_EQ(shard->vocab_size(), vocab_size);
    EXPECT_EQ(shard->ids(), 10u);
    EXPECT_EQ(shard->note(), "what it holds");
    ExpectSome(*shard);
    std::vector<TokenId> ids = Ids({3});
    shard->AppendInput(0, 1, 3, &ids);
    EXPECT_EQ(ids, Ids({3, 6, 7}));
  }
}

// The file of the header's comment, byte by byte, so that the format is what it says.
TEST(TokenShard, TheFormatIsAsDocumented) {
  const TempDir folder;
  const auto path = folder.path() / "one.ids";
  auto writer = TokenShardWriter::Create(path, 7, 300);
  ASSERT_TRUE(writer);
  ASSERT_TRUE(writer->Add(Ids({258, 1}), Ids({1})));
  ASSERT_TRUE(writer->Commit("hi"));
  const std::string bytes = Bytes(path);
  const auto word = [](uint64_t value) {
    std::string out(8, '\0');
    for (size_t i = 0; i < 8; ++i) out[i] = static_cast<char>(value >> (8 * i));
    return out;
  };
  std::string expected = "GODELIDS" + word(1 | uint64_t{2} << 32);
  expected += std::string("\x02\x01\x01\x00\x01\x00\x00\x00", 8);
  expected += word(0) + word(2) + word(3);
  expected += std::string("hi\0\0\0\0\0\0", 8);
  expected += word(7) + word(300) + word(3) + word(1) + word(2);
  ASSERT_EQ(bytes.size(), expected.size() + 8);
  EXPECT_EQ(bytes.substr(0, expected.size()), expected);
}

TEST(TokenShard, AnEmptyOneIsWhole) {
  const TempDir folder;
  auto writer = TokenShardWriter::Create(folder.path() / "empty.ids", 1, 100);
  ASSERT_TRUE(writer);
  EXPECT_FALSE(std::filesystem::exists(folder.path() / "empty.ids")) << "appears only when it is whole";
  ASSERT_TRUE(writer->Commit());
  const auto shard = TokenShard::Open(folder.path() / "empty.ids");
  ASSERT_TRUE(shard) << shard.error().message;
  EXPECT_EQ(shard->size(), 0u);
  EXPECT_EQ(shard->note(), "");
}

// Larger than what the writer gathers, with an odd number of ids, so that its pieces do not end with words.
TEST(TokenShard, LargeOnesAreWrittenInPieces) {
  for (const size_t vocab_size : {size_t{60'000}, size_t{70'000}}) {
    const TempDir folder;
    const auto path = folder.path() / "large.ids";
    auto writer = TokenShardWriter::Create(path, 1, vocab_size);
    ASSERT_TRUE(writer);
    const auto input_of = [](size_t i) {
      std::vector<TokenId> ids(i % 301);
      for (size_t j = 0; j < ids.size(); ++j) ids[j] = ToTokenId((i * 977 + j) % 60'000);
      return ids;
    };
    for (size_t i = 0; i < 2001; ++i) ASSERT_TRUE(writer->Add(input_of(i), Ids({static_cast<int32_t>(i)})));
    ASSERT_TRUE(writer->Commit());
    const auto shard = TokenShard::Open(path);
    ASSERT_TRUE(shard) << shard.error().message;
    ASSERT_EQ(shard->size(), 2001u);
    for (size_t i = 0; i < 2001; ++i) {
      ASSERT_EQ(shard->PairAt(i).input, input_of(i));
      ASSERT_EQ(shard->PairAt(i).target, Ids({static_cast<int32_t>(i)}));
    }
  }
}

TEST(TokenShard, AnyChangedByteShows) {
  const TempDir folder;
  std::string bytes = Bytes(WriteSome(folder, 100));
  const auto parse = [&] { return TokenShard::Parse(std::as_bytes(std::span(bytes))); };
  ASSERT_TRUE(parse());
  for (char& byte : bytes) {
    for (const int change : {0x01, 0x80, 0xff}) {
      byte = static_cast<char>(byte ^ change);
      EXPECT_FALSE(parse()) << "byte " << &byte - bytes.data();
      byte = static_cast<char>(byte ^ change);
    }
  }
  ExpectSome(*parse());
}

TEST(TokenShard, AnyOtherLengthShows) {
  const TempDir folder;
  const std::string bytes = Bytes(WriteSome(folder, 100));
  for (size_t size = 0; size < bytes.size(); ++size) {
    const std::string part = bytes.substr(0, size);
    EXPECT_FALSE(TokenShard::Parse(std::as_bytes(std::span(part)))) << size;
  }
  const std::string longer = bytes + std::string(8, '\0');
  EXPECT_FALSE(TokenShard::Parse(std::as_bytes(std::span(longer))));
}

// Wrong on purpose: the checksum fits. Words: header 0-1, ids 2-4 (10 of 2 bytes), offsets 5-13, note 14-15, footer
// 16-21.
TEST(TokenShard, AFittingChecksumDoesNotHelp) {
  const TempDir folder;
  const std::string bytes = Bytes(WriteSome(folder, 100));
  ASSERT_EQ(bytes.size(), 22 * 8u);
  const auto parse_with = [&](size_t word, uint64_t value) {
    std::string changed = bytes;
    const auto set = [&](size_t i, uint64_t number) {
      const auto stored = BytesToStore(number);
      std::copy(stored.begin(), stored.end(), reinterpret_cast<std::byte*>(&changed[8 * i]));
    };
    set(word, value);
    WordChecksum checksum;
    for (size_t i = 0; i < 21; ++i) checksum.Add(StoredNumber<uint64_t>(std::as_bytes(std::span(changed)), 8 * i));
    set(21, checksum.value());
    const auto shard = TokenShard::Parse(std::as_bytes(std::span(changed)));
    return shard ? "read" : shard.error().message;
  };
  const auto says = [&](size_t word, uint64_t value, const std::string& what) {
    const std::string message = parse_with(word, value);
    EXPECT_NE(message.find(what), std::string::npos) << word << " " << value << ": " << message;
  };
  EXPECT_EQ(parse_with(16, 5), "read");  // another key
  says(1, 2 | uint64_t{2} << 32, "version 2");
  says(1, 1 | uint64_t{4} << 32, "ids of 4 bytes");
  says(1, 1 | uint64_t{0} << 32, "ids of 0 bytes");
  says(17, 0, "vocabulary of 0");
  says(17, (uint64_t{1} << 31) + 1, "vocabulary of 2147483649");
  says(17, 99, "id 99 in a vocabulary of 99");
  says(5, 1, "first offset is 1");
  says(6, 7, "pair 0 lies at [7, 6)");
  says(12, 11, "lies at");
  says(13, 9, "lies at [10, 9)");
  says(13, UINT64_MAX, "lies at");
  says(18, 9, "lies at [7, 10) of 9");
  says(18, 12, "hold 10 of 12");
  for (const uint64_t huge : {UINT64_MAX, uint64_t{1} << 63, uint64_t{1} << 60, uint64_t{100}}) {
    says(18, huge, "do not make");
    says(19, huge, "do not make");
    says(20, huge, "do not make");
  }
}

TEST(TokenShard, SaysWhatCannotBeWritten) {
  const TempDir folder;
  EXPECT_FALSE(TokenShardWriter::Create(folder.path() / "a", 0, 0));
  EXPECT_FALSE(TokenShardWriter::Create(folder.path() / "a", 0, (size_t{1} << 31) + 1));
  EXPECT_FALSE(TokenShardWriter::Create(folder.path() / "no" / "folder", 0, 10));
  auto writer = TokenShardWriter::Create(folder.path() / "a", 0, 10);
  ASSERT_TRUE(writer);
  EXPECT_FALSE(writer->Add(Ids({10}), {}));
  EXPECT_FALSE(writer->Add({}, Ids({-1})));
  EXPECT_EQ(writer->size(), 0u);
  ASSERT_TRUE(writer->Add(Ids({9}), {}));
  EXPECT_EQ(TokenShard::Open(folder.path() / "none").error().code, ErrorCode::kNotFound);
  const auto text = TokenShard::Open(folder.Write("text", std::string(200, 'x')));
  ASSERT_FALSE(text);
  EXPECT_NE(text.error().message.find("GODELIDS"), std::string::npos);
}

TEST(ShardSource, CountsThroughItsShards) {
  const TempDir folder;
  auto some = TokenShard::Open(WriteSome(folder, 100));
  ASSERT_TRUE(some);
  auto writer = TokenShardWriter::Create(folder.path() / "empty.ids", 1, 100);
  ASSERT_TRUE(writer->Commit());
  auto empty = TokenShard::Open(folder.path() / "empty.ids");
  ASSERT_TRUE(empty);
  const ShardSource source({*empty, *some, *empty, *some});
  ASSERT_EQ(source.size(), 8u);
  for (size_t i = 0; i < 8; ++i) {
    const auto pair = source.Get(i, 3);
    ASSERT_TRUE(pair);
    EXPECT_EQ(pair->input, SomePairs()[i % 4].input);
    EXPECT_EQ(pair->target, SomePairs()[i % 4].target);
    EXPECT_EQ(source.LengthsOf(i).target, SomePairs()[i % 4].target.size());
  }
  EXPECT_EQ(ShardSource({}).size(), 0u);
}

struct CacheTest : ::testing::Test {
  TempDir folder;
  size_t made = 0;

  Result<CachedShard> Open(uint64_t number, size_t vocab_size = 100) {
    ShardKey key;
    key.Add(number);
    return OpenOrMakeShard(folder.path() / "cache" / "deep", key, vocab_size,
                           [&](TokenShardWriter* out) -> Result<std::string> {
                             ++made;
                             if (number == 13) return Fail(ErrorCode::kIo, "cannot make it");
                             GODEL_TRY_STATUS(out->Add(Ids({static_cast<int32_t>(number)}), Ids({1})));
                             return std::string("made");
                           });
  }
};

TEST_F(CacheTest, AShardIsMadeOnce) {
  const auto first = Open(5), again = Open(5), other = Open(6);
  ASSERT_TRUE(first && again && other);
  EXPECT_TRUE(first->was_made);
  EXPECT_FALSE(again->was_made);
  EXPECT_EQ(made, 2u);
  EXPECT_EQ(again->shard.PairAt(0).input, Ids({5}));
  EXPECT_EQ(again->shard.note(), "made");
  EXPECT_EQ(other->shard.PairAt(0).input, Ids({6}));
}

TEST_F(CacheTest, ADamagedOrForeignOneIsMadeAgain) {
  ASSERT_TRUE(Open(5));
  for (const auto& entry : std::filesystem::directory_iterator(folder.path() / "cache" / "deep"))
    std::filesystem::resize_file(entry, 40);
  const auto again = Open(5);
  ASSERT_TRUE(again);
  EXPECT_TRUE(again->was_made);
  EXPECT_TRUE(Open(5, 200)->was_made) << "another vocabulary";
  EXPECT_EQ(made, 3u);
}

TEST_F(CacheTest, WhatFailedLeavesNothing) {
  const auto failed = Open(13);
  ASSERT_FALSE(failed);
  EXPECT_EQ(failed.error().message, "cannot make it");
  EXPECT_TRUE(std::filesystem::is_empty(folder.path() / "cache" / "deep"));
}

TEST(ShardKey, DependsOnAllThatWasAdded) {
  const TempDir folder;
  const auto key_of = [](auto... parts) {
    ShardKey key;
    (key.Add(parts), ...);
    return key.value();
  };
  using Text = std::string_view;
  EXPECT_EQ(key_of(uint64_t{1}, Text("a")), key_of(uint64_t{1}, Text("a")));
  EXPECT_NE(key_of(Text("ab"), Text("c")), key_of(Text("a"), Text("bc")));
  EXPECT_NE(key_of(Text("a")), key_of(Text("a"), Text("")));
  EXPECT_NE(key_of(Text("eight...")), key_of(Text("eight...\0", 9)));
  const auto file_key = [&](const std::filesystem::path& path) {
    ShardKey key;
    EXPECT_TRUE(key.AddFile(path));
    return key.value();
  };
  const auto a = folder.Write("a", "text"), b = folder.Write("b", "text");
  const uint64_t of_a = file_key(a);
  EXPECT_EQ(of_a, file_key(a));
  EXPECT_NE(of_a, file_key(b));
  const auto changed = std::filesystem::last_write_time(a);
  std::filesystem::last_write_time(a, changed + std::chrono::seconds(1));
  EXPECT_NE(of_a, file_key(a));
  std::filesystem::last_write_time(a, changed);
  EXPECT_EQ(of_a, file_key(a));
  ShardKey key;
  EXPECT_EQ(key.AddFile(folder.path() / "none").error().code, ErrorCode::kNotFound);
}

}  // namespace
}  // namespace godel

// SPDX-License-Identifier: MIT
// A file of pairs of token ids, read where it lies: what tokenised examples are kept in, so that training does not hold
// them in memory and a second run does not tokenise again.
//
// All numbers lowest byte first:
//   "GODELIDS"  u32 version  u32 width      width 2 for a vocabulary of up to 65536 ids, else 4
//   ids         width bytes each            input and target of pair 0, of pair 1, ...; then zeros up to 8 bytes
//   offsets     u64 [2 * pairs + 1]         in ids; input i begins at [2i], its target at [2i + 1]
//   note        bytes                       then zeros up to 8 bytes
//   u64 key, vocabulary, ids, pairs, note bytes, checksum of all words before
#pragma once
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "godel/base/mapped_file.h"
#include "godel/base/replacing_file.h"
#include "godel/dataset/pair_source.h"
#include "godel/dataset/stored_words.h"

namespace godel {

class TokenShardWriter {
 public:
  // `key` is a hash of what the file is made from; ids will be below `vocab_size`. Error: kInvalidArgument for a
  // vocabulary of 0 or more than 2^31 ids; kIo.
  static Result<TokenShardWriter> Create(const std::filesystem::path& path, uint64_t key, size_t vocab_size);

  // Keeps 8 bytes a pair in memory until Commit. Error: kInvalidArgument for an id outside the vocabulary; kIo.
  Status Add(std::span<const TokenId> input, std::span<const TokenId> target);
  // `note` is any text that a reader gets back, such as counts. The file appears under its name. Error: kIo.
  Status Commit(std::string_view note = {});

  size_t size() const { return lengths_.size(); }

 private:
  TokenShardWriter(ReplacingFile file, uint64_t key, size_t vocab_size);
  Status WriteIds(std::span<const TokenId> ids);
  Status WriteWord(uint64_t word);
  Status FlushPending(bool pad);

  ReplacingFile file_;
  uint64_t key_;
  size_t vocab_size_;
  size_t width_;
  uint64_t ids_ = 0;
  std::vector<PairLengths> lengths_;
  std::vector<std::byte> pending_;  // whole words go to the file and the checksum
  WordChecksum checksum_;
};

// Immutable: safe to call from many threads. Copies share the mapped file.
class TokenShard {
 public:
  // Reads the whole file once: whatever is wrong with it shows here. Error: kNotFound, kIo; kBadData naming the file;
  // kUnsupported for another version.
  static Result<TokenShard> Open(const std::filesystem::path& path);
  // The same for bytes, which must stay.
  static Result<TokenShard> Parse(std::span<const std::byte> bytes);

  size_t size() const { return pairs_; }
  uint64_t key() const { return key_; }
  size_t vocab_size() const { return vocab_size_; }
  size_t ids() const { return ids_; }
  std::string_view note() const;

  PairLengths LengthsOf(size_t i) const;
  IdPair PairAt(size_t i) const;
  // Puts ids [begin, end) of input `i` behind `out`.
  void AppendInput(size_t i, size_t begin, size_t end, std::vector<TokenId>* out) const;

 private:
  TokenShard() = default;
  uint64_t OffsetAt(size_t i) const { return StoredNumber<uint64_t>(offset_bytes_, 8 * i); }
  void AppendIds(uint64_t begin, uint64_t end, std::vector<TokenId>* out) const;
  Status CheckIds() const;
  Status CheckOffsets() const;

  std::shared_ptr<const MappedFile> file_;  // null after Parse
  std::span<const std::byte> id_bytes_;
  std::span<const std::byte> offset_bytes_;
  std::span<const std::byte> note_bytes_;
  size_t width_ = 0;
  size_t pairs_ = 0;
  size_t ids_ = 0;
  size_t vocab_size_ = 0;
  uint64_t key_ = 0;
};

// The pairs of one shard after another's, the same in every epoch.
class ShardSource : public PairSource {
 public:
  explicit ShardSource(std::vector<TokenShard> shards);

  size_t size() const override { return ends_.empty() ? 0 : ends_.back(); }
  PairLengths LengthsOf(size_t i) const override;
  Result<IdPair> Get(size_t i, size_t epoch) const override;
  // As TokenShard's.
  void AppendInput(size_t i, size_t begin, size_t end, std::vector<TokenId>* out) const;

 private:
  struct Place {
    const TokenShard* shard;
    size_t pair;
  };
  Place PlaceOf(size_t i) const;

  std::vector<TokenShard> shards_;
  std::vector<size_t> ends_;  // [shards]; pairs up to and with this one
};

// Pairs in memory, for small data and tests.
class MemorySource : public PairSource {
 public:
  explicit MemorySource(std::vector<IdPair> pairs) : pairs_(std::move(pairs)) {}

  size_t size() const override { return pairs_.size(); }
  PairLengths LengthsOf(size_t i) const override {
    return {static_cast<uint32_t>(pairs_[i].input.size()), static_cast<uint32_t>(pairs_[i].target.size())};
  }
  Result<IdPair> Get(size_t i, size_t /*epoch*/) const override { return pairs_[i]; }

 private:
  std::vector<IdPair> pairs_;
};

}  // namespace godel

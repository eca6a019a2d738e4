// SPDX-License-Identifier: MIT
#include "godel/dataset/token_shard.h"

#include <fmt/format.h>

#include <algorithm>

#include "godel/base/checked_math.h"
#include "godel/dataset/token_shard_layout.h"

namespace godel {
namespace {

tl::unexpected<Error> Damaged(const std::string& what) {
  return Fail(ErrorCode::kBadData,
              fmt::format("not a file of token ids, or a damaged one: {}; delete it and it is made again", what));
}

struct Footer {
  uint64_t key = 0;
  uint64_t vocab_size = 0;
  uint64_t ids = 0;
  uint64_t pairs = 0;
  uint64_t note_bytes = 0;
  uint64_t checksum = 0;
};

Footer ReadFooter(std::span<const std::byte> bytes) {
  Footer footer;
  uint64_t* const fields[] = {&footer.key,   &footer.vocab_size, &footer.ids,
                              &footer.pairs, &footer.note_bytes, &footer.checksum};
  static_assert(std::size(fields) == kShardFooterWords);
  const size_t begin = bytes.size() - 8 * kShardFooterWords;
  for (size_t i = 0; i < kShardFooterWords; ++i) *fields[i] = StoredNumber<uint64_t>(bytes, begin + 8 * i);
  return footer;
}

// Bytes of the parts between header and footer; nullopt beyond 2^64.
struct PartSizes {
  size_t ids = 0;
  size_t padded_ids = 0;
  size_t offsets = 0;
  size_t padded_note = 0;
};

std::optional<PartSizes> SizesOf(const Footer& footer, size_t width) {
  const auto padded = [](std::optional<size_t> bytes) -> std::optional<size_t> {
    const auto raised = bytes ? CheckedAdd(*bytes, 7) : std::nullopt;
    return raised ? std::optional(*raised / 8 * 8) : std::nullopt;
  };
  const auto ids = CheckedMul(footer.ids, width);
  const auto padded_ids = padded(ids);
  const auto offsets = CheckedMul(footer.pairs, 16);
  const auto all_offsets = offsets ? CheckedAdd(*offsets, 8) : std::nullopt;
  const auto note = padded(footer.note_bytes);
  if (!padded_ids || !all_offsets || !note) return std::nullopt;
  return PartSizes{*ids, *padded_ids, *all_offsets, *note};
}

bool FillsFile(const PartSizes& sizes, size_t file_bytes) {
  size_t total = kShardHeaderBytes + 8 * kShardFooterWords;
  for (const size_t part : {sizes.padded_ids, sizes.offsets, sizes.padded_note}) {
    const auto sum = CheckedAdd(total, part);
    if (!sum) return false;
    total = *sum;
  }
  return total == file_bytes;
}

uint64_t ChecksumOf(std::span<const std::byte> words) {
  WordChecksum checksum;
  for (size_t i = 0; i < words.size(); i += 8) checksum.Add(StoredNumber<uint64_t>(words, i));
  return checksum.value();
}

}  // namespace

Result<TokenShard> TokenShard::Open(const std::filesystem::path& path) {
  GODEL_TRY(auto file, MappedFile::Open(path));
  auto shard = Parse(file->bytes());
  if (!shard) return Within(path.string(), std::move(shard.error()));
  shard->file_ = std::move(file);
  return shard;
}

Result<TokenShard> TokenShard::Parse(std::span<const std::byte> bytes) {
  if (bytes.size() < kShardHeaderBytes + 8 + 8 * kShardFooterWords || bytes.size() % 8 != 0)
    return Damaged(fmt::format("it has {} bytes", bytes.size()));
  const std::string_view magic(reinterpret_cast<const char*>(bytes.data()), kShardMagic.size());
  if (magic != kShardMagic) return Damaged(fmt::format("it does not start with {}", kShardMagic));
  const auto version = StoredNumber<uint32_t>(bytes, 8);
  if (version != kShardVersion)
    return Fail(ErrorCode::kUnsupported, fmt::format("token ids of version {}; expected {}; delete the file and it is "
                                                     "made again",
                                                     version, kShardVersion));
  const Footer footer = ReadFooter(bytes);
  if (ChecksumOf(bytes.first(bytes.size() - 8)) != footer.checksum) return Damaged("its checksum is another");

  // From here on only files made on purpose can be wrong.
  TokenShard shard;
  shard.width_ = StoredNumber<uint32_t>(bytes, 12);
  if (footer.vocab_size == 0 || footer.vocab_size > kMaxShardVocabulary || shard.width_ != WidthFor(footer.vocab_size))
    return Damaged(fmt::format("ids of {} bytes for a vocabulary of {}", shard.width_, footer.vocab_size));
  const auto sizes = SizesOf(footer, shard.width_);
  if (!sizes || !FillsFile(*sizes, bytes.size()))
    return Damaged(fmt::format("{} ids, {} pairs and a note of {} bytes do not make {} bytes", footer.ids, footer.pairs,
                               footer.note_bytes, bytes.size()));
  shard.key_ = footer.key;
  shard.vocab_size_ = footer.vocab_size;
  shard.ids_ = footer.ids;
  shard.pairs_ = footer.pairs;
  shard.id_bytes_ = bytes.subspan(kShardHeaderBytes, sizes->ids);
  shard.offset_bytes_ = bytes.subspan(kShardHeaderBytes + sizes->padded_ids, sizes->offsets);
  shard.note_bytes_ = bytes.subspan(kShardHeaderBytes + sizes->padded_ids + sizes->offsets, footer.note_bytes);
  GODEL_TRY_STATUS(shard.CheckOffsets());
  GODEL_TRY_STATUS(shard.CheckIds());
  return shard;
}

Status TokenShard::CheckOffsets() const {
  uint64_t last = OffsetAt(0);
  if (last != 0) return Damaged(fmt::format("its first offset is {}", last));
  for (size_t i = 1; i <= 2 * pairs_; ++i) {
    const uint64_t offset = OffsetAt(i);
    if (offset < last || offset > ids_ || offset - last > kMaxSequence)
      return Damaged(fmt::format("pair {} lies at [{}, {}) of {} ids", (i - 1) / 2, last, offset, ids_));
    last = offset;
  }
  if (last != ids_) return Damaged(fmt::format("its pairs hold {} of {} ids", last, ids_));
  return {};
}

Status TokenShard::CheckIds() const {
  uint32_t largest = 0;
  for (size_t i = 0; i < id_bytes_.size(); i += width_) {
    const uint32_t id = width_ == 2 ? StoredNumber<uint16_t>(id_bytes_, i) : StoredNumber<uint32_t>(id_bytes_, i);
    largest = std::max(largest, id);
  }
  if (largest >= vocab_size_) return Damaged(fmt::format("id {} in a vocabulary of {}", largest, vocab_size_));
  return {};
}

std::string_view TokenShard::note() const {
  return {reinterpret_cast<const char*>(note_bytes_.data()), note_bytes_.size()};
}

PairLengths TokenShard::LengthsOf(size_t i) const {
  const uint64_t begin = OffsetAt(2 * i), middle = OffsetAt(2 * i + 1), end = OffsetAt(2 * i + 2);
  return {static_cast<uint32_t>(middle - begin), static_cast<uint32_t>(end - middle)};
}

void TokenShard::AppendIds(uint64_t begin, uint64_t end, std::vector<TokenId>* out) const {
  for (uint64_t i = begin; i < end; ++i) {
    const size_t at = i * width_;
    out->push_back(
        ToTokenId(width_ == 2 ? StoredNumber<uint16_t>(id_bytes_, at) : StoredNumber<uint32_t>(id_bytes_, at)));
  }
}

IdPair TokenShard::PairAt(size_t i) const {
  const uint64_t begin = OffsetAt(2 * i), middle = OffsetAt(2 * i + 1), end = OffsetAt(2 * i + 2);
  IdPair pair;
  pair.input.reserve(middle - begin);
  pair.target.reserve(end - middle);
  AppendIds(begin, middle, &pair.input);
  AppendIds(middle, end, &pair.target);
  return pair;
}

void TokenShard::AppendInput(size_t i, size_t begin, size_t end, std::vector<TokenId>* out) const {
  const uint64_t first = OffsetAt(2 * i);
  AppendIds(first + begin, first + end, out);
}

ShardSource::ShardSource(std::vector<TokenShard> shards) : shards_(std::move(shards)) {
  size_t pairs = 0;
  for (const TokenShard& shard : shards_) ends_.push_back(pairs += shard.size());
}

ShardSource::Place ShardSource::PlaceOf(size_t i) const {
  const auto s = static_cast<size_t>(std::upper_bound(ends_.begin(), ends_.end(), i) - ends_.begin());
  return {&shards_[s], i - (s == 0 ? 0 : ends_[s - 1])};
}

PairLengths ShardSource::LengthsOf(size_t i) const {
  const Place place = PlaceOf(i);
  return place.shard->LengthsOf(place.pair);
}

Result<IdPair> ShardSource::Get(size_t i, size_t /*epoch*/) const {
  const Place place = PlaceOf(i);
  return place.shard->PairAt(place.pair);
}

void ShardSource::AppendInput(size_t i, size_t begin, size_t end, std::vector<TokenId>* out) const {
  const Place place = PlaceOf(i);
  place.shard->AppendInput(place.pair, begin, end, out);
}

}  // namespace godel

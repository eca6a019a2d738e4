// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include "godel/dataset/token_shard.h"
#include "godel/dataset/token_shard_layout.h"

namespace godel {
namespace {

constexpr size_t kPendingBytes = size_t{1} << 16;

}  // namespace

TokenShardWriter::TokenShardWriter(ReplacingFile file, uint64_t key, size_t vocab_size)
    : file_(std::move(file)), key_(key), vocab_size_(vocab_size), width_(WidthFor(vocab_size)) {}

Result<TokenShardWriter> TokenShardWriter::Create(const std::filesystem::path& path, uint64_t key, size_t vocab_size) {
  if (vocab_size == 0 || vocab_size > kMaxShardVocabulary)
    return Fail(ErrorCode::kInvalidArgument,
                fmt::format("{}: expected a vocabulary of 1 to 2^31 ids, found {}", path.string(), vocab_size));
  GODEL_TRY(ReplacingFile file, ReplacingFile::Create(path));
  TokenShardWriter writer(std::move(file), key, vocab_size);
  for (const char letter : kShardMagic) writer.pending_.push_back(static_cast<std::byte>(letter));
  GODEL_TRY_STATUS(writer.WriteWord(kShardVersion | uint64_t{writer.width_} << 32));
  return writer;
}

Status TokenShardWriter::FlushPending(bool pad) {
  if (pad) pending_.resize((pending_.size() + 7) / 8 * 8);
  const std::span<const std::byte> whole = std::span(pending_).first(pending_.size() / 8 * 8);
  for (size_t i = 0; i < whole.size(); i += 8) checksum_.Add(StoredNumber<uint64_t>(whole, i));
  GODEL_TRY_STATUS(file_.Write(whole));
  pending_.erase(pending_.begin(), pending_.begin() + static_cast<std::ptrdiff_t>(whole.size()));
  return {};
}

Status TokenShardWriter::WriteWord(uint64_t word) {
  const auto bytes = BytesToStore(word);
  pending_.insert(pending_.end(), bytes.begin(), bytes.end());
  if (pending_.size() < kPendingBytes) return {};
  return FlushPending(/*pad=*/false);
}

Status TokenShardWriter::WriteIds(std::span<const TokenId> ids) {
  for (const TokenId id : ids) {
    const auto bytes = BytesToStore(static_cast<uint32_t>(Value(id)));
    pending_.insert(pending_.end(), bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(width_));
  }
  ids_ += ids.size();
  if (pending_.size() < kPendingBytes) return {};
  return FlushPending(/*pad=*/false);
}

Status TokenShardWriter::Add(std::span<const TokenId> input, std::span<const TokenId> target) {
  for (const auto& ids : {input, target}) {
    if (ids.size() > kMaxSequence)
      return Fail(ErrorCode::kInvalidArgument,
                  fmt::format("a sequence of {} ids; at most 2^32 - 1 can be kept", ids.size()));
    for (const TokenId id : ids) {
      if (Value(id) >= 0 && Index(id) < vocab_size_) continue;
      return Fail(ErrorCode::kInvalidArgument,
                  fmt::format("pair {}: id {} is outside the vocabulary of {}", size(), Value(id), vocab_size_));
    }
  }
  GODEL_TRY_STATUS(WriteIds(input));
  GODEL_TRY_STATUS(WriteIds(target));
  lengths_.push_back({static_cast<uint32_t>(input.size()), static_cast<uint32_t>(target.size())});
  return {};
}

Status TokenShardWriter::Commit(std::string_view note) {
  GODEL_TRY_STATUS(FlushPending(/*pad=*/true));
  uint64_t offset = 0;
  GODEL_TRY_STATUS(WriteWord(offset));
  for (const PairLengths& lengths : lengths_) {
    GODEL_TRY_STATUS(WriteWord(offset += lengths.input));
    GODEL_TRY_STATUS(WriteWord(offset += lengths.target));
  }
  for (const char letter : note) pending_.push_back(static_cast<std::byte>(letter));
  GODEL_TRY_STATUS(FlushPending(/*pad=*/true));
  for (const uint64_t field : {key_, uint64_t{vocab_size_}, ids_, uint64_t{size()}, uint64_t{note.size()}})
    GODEL_TRY_STATUS(WriteWord(field));
  GODEL_TRY_STATUS(FlushPending(/*pad=*/false));
  const auto checksum = BytesToStore(checksum_.value());
  GODEL_TRY_STATUS(file_.Write(checksum));
  return file_.Commit();
}

}  // namespace godel

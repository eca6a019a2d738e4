// SPDX-License-Identifier: MIT
// Any bytes as a file of token ids: an error, or pairs that lie inside the file with ids inside the vocabulary. Once
// more with the checksum set right, so that what is behind it is reached.
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <vector>

#include "godel/dataset/token_shard.h"

namespace {

void ReadAll(std::span<const std::byte> bytes) {
  const auto shard = godel::TokenShard::Parse(bytes);
  if (!shard) return;
  size_t ids = 0;
  for (size_t i = 0; i < shard->size(); ++i) {
    const godel::IdPair pair = shard->PairAt(i);
    const godel::PairLengths lengths = shard->LengthsOf(i);
    if (pair.input.size() != lengths.input || pair.target.size() != lengths.target) std::abort();
    for (const auto& side : {pair.input, pair.target})
      for (const godel::TokenId id : side)
        if (godel::Value(id) < 0 || godel::Index(id) >= shard->vocab_size()) std::abort();
    ids += pair.input.size() + pair.target.size();
  }
  if (ids != shard->ids() || shard->note().size() > bytes.size()) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  std::vector<std::byte> bytes(size);
  if (size > 0) std::memcpy(bytes.data(), data, size);
  ReadAll(bytes);
  bytes.resize(size / 8 * 8);
  if (bytes.size() < 8) return 0;
  godel::WordChecksum checksum;
  for (size_t i = 0; i + 8 < bytes.size(); i += 8) checksum.Add(godel::StoredNumber<uint64_t>(bytes, i));
  const auto stored = godel::BytesToStore(checksum.value());
  std::memcpy(bytes.data() + bytes.size() - 8, stored.data(), 8);
  ReadAll(bytes);
  return 0;
}

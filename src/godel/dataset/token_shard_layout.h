// SPDX-License-Identifier: MIT
// The constants of token_shard.h's file, for its writer and its reader.
#pragma once
#include <cstddef>
#include <cstdint>
#include <limits>
#include <string_view>

namespace godel {

inline constexpr std::string_view kShardMagic = "GODELIDS";
inline constexpr uint32_t kShardVersion = 1;
inline constexpr size_t kShardHeaderBytes = 16;
inline constexpr size_t kShardFooterWords = 6;
inline constexpr size_t kMaxShardVocabulary = size_t{1} << 31;
inline constexpr size_t kMaxSequence = std::numeric_limits<uint32_t>::max();

constexpr size_t WidthFor(size_t vocab_size) {
  return vocab_size <= size_t{1} << 16 ? 2 : 4;
}

}  // namespace godel

// SPDX-License-Identifier: MIT
// A row of the vocabulary. A strong type, so that ids cannot be mixed up with counts and positions; it stands in the
// lowest floor because text/, generation/ and engine/ all speak of ids and must not import each other.
#pragma once
#include <cstddef>
#include <cstdint>

namespace godel {

enum class TokenId : int32_t {};

constexpr size_t Index(TokenId id) {
  return static_cast<size_t>(id);
}
constexpr int32_t Value(TokenId id) {
  return static_cast<int32_t>(id);
}
constexpr TokenId ToTokenId(size_t index) {
  return static_cast<TokenId>(index);
}

// T5's fixed ids. Checkpoints may say otherwise in config.json; these are the defaults.
inline constexpr TokenId kPadId{0};  // also the decoder's start token
inline constexpr TokenId kEosId{1};
inline constexpr TokenId kUnkId{2};

}  // namespace godel

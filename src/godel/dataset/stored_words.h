// SPDX-License-Identifier: MIT
// Numbers as the token files of this folder store them, lowest byte first, and a checksum over 8-byte words.
#pragma once
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <span>

namespace godel {

// The number at `offset`, at any address; its bytes must lie inside.
template <class T>
constexpr T StoredNumber(std::span<const std::byte> bytes, size_t offset) {
  uint64_t value = 0;
  for (size_t i = 0; i < sizeof(T); ++i) value |= std::to_integer<uint64_t>(bytes[offset + i]) << (8 * i);
  return static_cast<T>(value);
}

template <class T>
constexpr std::array<std::byte, sizeof(T)> BytesToStore(T number) {
  std::array<std::byte, sizeof(T)> bytes{};
  for (size_t i = 0; i < sizeof(T); ++i) bytes[i] = static_cast<std::byte>(static_cast<uint64_t>(number) >> (8 * i));
  return bytes;
}

// Finds damage, not forgery. Every step is invertible in the state, so a change within one word always shows.
class WordChecksum {
 public:
  constexpr void Add(uint64_t word) {
    state_ = (std::rotl(state_, 29) ^ word) * 0x9fb21c651e98df25U + 0x2545f4914f6cdd1dU;
  }
  constexpr uint64_t value() const { return state_ ^ (state_ >> 32); }

 private:
  uint64_t state_ = 0x243f6a8885a308d3U;
};

}  // namespace godel

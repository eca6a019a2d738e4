// SPDX-License-Identifier: MIT
// Blocks of 32 elements. Each drawing gives a block's bytes in order; d and m are halves. Element i of the first 16
// sits in the low four bits of byte i, element 16 + i in the high ones.
#include "godel/tensor/block_types.h"

#include "godel/tensor/block_bytes.h"

namespace godel {
namespace {

constexpr size_t kHalf = 16;

struct Nibbles {
  unsigned low, high;
};
Nibbles SplitByte(std::byte byte) {
  const unsigned value = std::to_integer<unsigned>(byte);
  return {value & 15, value >> 4};
}

// d | 32 signed bytes: d q
void ReadQ8Zero(const std::byte* block, float* out) {
  const float d = LoadHalf(block);
  for (size_t i = 0; i < 2 * kHalf; ++i) out[i] = d * static_cast<float>(static_cast<int8_t>(block[2 + i]));
}

// d | 16 bytes: d (q - 8)
void ReadQ4Zero(const std::byte* block, float* out) {
  const float d = LoadHalf(block);
  for (size_t i = 0; i < kHalf; ++i) {
    const Nibbles q = SplitByte(block[2 + i]);
    out[i] = d * (static_cast<float>(q.low) - 8);
    out[i + kHalf] = d * (static_cast<float>(q.high) - 8);
  }
}

// d | m | 16 bytes: d q + m
void ReadQ4One(const std::byte* block, float* out) {
  const float d = LoadHalf(block), m = LoadHalf(block + 2);
  for (size_t i = 0; i < kHalf; ++i) {
    const Nibbles q = SplitByte(block[4 + i]);
    out[i] = d * static_cast<float>(q.low) + m;
    out[i + kHalf] = d * static_cast<float>(q.high) + m;
  }
}

// Element i's fifth bit is bit i of the word `fifths`.
Nibbles SplitFive(std::byte byte, uint32_t fifths, size_t i) {
  const Nibbles q = SplitByte(byte);
  return {q.low | (fifths >> i & 1) << 4, q.high | (fifths >> (i + kHalf) & 1) << 4};
}

// d | fifth bits (32) | 16 bytes: d (q - 16)
void ReadQ5Zero(const std::byte* block, float* out) {
  const float d = LoadHalf(block);
  const uint32_t fifths = LoadWord(block + 2);
  for (size_t i = 0; i < kHalf; ++i) {
    const Nibbles q = SplitFive(block[6 + i], fifths, i);
    out[i] = d * (static_cast<float>(q.low) - 16);
    out[i + kHalf] = d * (static_cast<float>(q.high) - 16);
  }
}

// d | m | fifth bits (32) | 16 bytes: d q + m
void ReadQ5One(const std::byte* block, float* out) {
  const float d = LoadHalf(block), m = LoadHalf(block + 2);
  const uint32_t fifths = LoadWord(block + 4);
  for (size_t i = 0; i < kHalf; ++i) {
    const Nibbles q = SplitFive(block[8 + i], fifths, i);
    out[i] = d * static_cast<float>(q.low) + m;
    out[i + kHalf] = d * static_cast<float>(q.high) + m;
  }
}

}  // namespace

ReadBlock BlockReader(DataType type) {
  switch (type) {
    case DataType::kQ8Zero:
      return ReadQ8Zero;
    case DataType::kQ4Zero:
      return ReadQ4Zero;
    case DataType::kQ4One:
      return ReadQ4One;
    case DataType::kQ5Zero:
      return ReadQ5Zero;
    case DataType::kQ5One:
      return ReadQ5One;
    case DataType::kQ4K:
      return ReadQ4K;
    case DataType::kQ5K:
      return ReadQ5K;
    case DataType::kQ6K:
      return ReadQ6K;
    default:
      return nullptr;
  }
}

}  // namespace godel

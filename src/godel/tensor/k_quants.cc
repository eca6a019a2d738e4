// SPDX-License-Identifier: MIT
// Blocks of 256 elements in groups of 32 or 16, whose scales are small integers times one half for the block.
#include "godel/tensor/block_bytes.h"
#include "godel/tensor/block_types.h"

namespace godel {
namespace {

constexpr size_t kGroup = 32;

struct GroupScale {
  unsigned scale, minimum;
};

// Scale and minimum of group `g` of 8, 6 bits each, in 12 bytes: the first four groups have theirs in the low bits of
// bytes 0-3 and 4-7; the others have four bits in bytes 8-11 and two in the high bits of the bytes before.
GroupScale ScaleOf(const std::byte* packed, size_t g) {
  const auto at = [&](size_t i) { return std::to_integer<unsigned>(packed[i]); };
  if (g < 4) return {at(g) & 63, at(g + 4) & 63};
  return {(at(g + 4) & 15) | (at(g - 4) >> 6) << 4, at(g + 4) >> 4 | (at(g) >> 6) << 4};
}

}  // namespace

// d | m | 12 bytes of scales | 128 bytes: d scale q - m minimum. Two groups share 32 bytes, one a nibble.
void ReadQ4K(const std::byte* block, float* out) {
  const float d = LoadHalf(block), m = LoadHalf(block + 2);
  const std::byte* nibbles = block + 16;
  for (size_t g = 0; g < 8; ++g) {
    const auto [scale, minimum] = ScaleOf(block + 4, g);
    const float step = d * static_cast<float>(scale), lowest = m * static_cast<float>(minimum);
    for (size_t i = 0; i < kGroup; ++i) {
      const unsigned byte = std::to_integer<unsigned>(nibbles[g / 2 * kGroup + i]);
      out[g * kGroup + i] = step * static_cast<float>(g % 2 == 0 ? byte & 15 : byte >> 4) - lowest;
    }
  }
}

// As Q4K with a fifth bit: d | m | 12 bytes of scales | 32 bytes, bit g of byte i for element i of group g | 128 bytes
void ReadQ5K(const std::byte* block, float* out) {
  const float d = LoadHalf(block), m = LoadHalf(block + 2);
  const std::byte* fifths = block + 16;
  const std::byte* nibbles = block + 48;
  for (size_t g = 0; g < 8; ++g) {
    const auto [scale, minimum] = ScaleOf(block + 4, g);
    const float step = d * static_cast<float>(scale), lowest = m * static_cast<float>(minimum);
    for (size_t i = 0; i < kGroup; ++i) {
      const unsigned byte = std::to_integer<unsigned>(nibbles[g / 2 * kGroup + i]);
      const unsigned low = g % 2 == 0 ? byte & 15 : byte >> 4;
      const unsigned q = low | (std::to_integer<unsigned>(fifths[i]) >> g & 1) << 4;
      out[g * kGroup + i] = step * static_cast<float>(q) - lowest;
    }
  }
}

// 128 bytes of low nibbles | 64 bytes of high bit pairs | 16 signed scales, one a group of 16 | d: d scale (q - 32).
// Each half of the block is four runs of 32: run r takes nibble r / 2 of byte r % 2 * 32 + i and bit pair r of byte i.
void ReadQ6K(const std::byte* block, float* out) {
  const float d = LoadHalf(block + 208);
  for (size_t half = 0; half < 2; ++half) {
    const std::byte* nibbles = block + half * 64;
    const std::byte* pairs = block + 128 + half * 32;
    const std::byte* scales = block + 192 + half * 8;
    for (size_t r = 0; r < 4; ++r) {
      for (size_t i = 0; i < 32; ++i) {
        const unsigned low = std::to_integer<unsigned>(nibbles[r % 2 * 32 + i]) >> (r / 2 * 4) & 15;
        const unsigned high = std::to_integer<unsigned>(pairs[i]) >> (2 * r) & 3;
        const auto scale = static_cast<float>(static_cast<int8_t>(scales[2 * r + i / 16]));
        out[half * 128 + r * 32 + i] = d * scale * (static_cast<float>(low | high << 4) - 32);
      }
    }
  }
}

}  // namespace godel

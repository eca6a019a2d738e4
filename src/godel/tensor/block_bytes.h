// SPDX-License-Identifier: MIT
// Little-endian numbers inside a block, at any address. Internal to tensor/.
#pragma once
#include <cstddef>
#include <cstdint>
#include <cstring>

#include "godel/tensor/data_type.h"

namespace godel {

inline float LoadHalf(const std::byte* from) {
  uint16_t bits;
  std::memcpy(&bits, from, sizeof bits);
  return F16ToF32(bits);
}

inline uint32_t LoadWord(const std::byte* from) {
  uint32_t word;
  std::memcpy(&word, from, sizeof word);
  return word;
}

}  // namespace godel

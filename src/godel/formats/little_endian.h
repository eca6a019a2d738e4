// SPDX-License-Identifier: MIT
// Unsigned numbers as files store them: lowest byte first, at any address.
#pragma once
#include <cstddef>
#include <cstdint>
#include <span>

namespace godel {

// The `width` (at most 8) bytes at `offset`, which must lie inside.
constexpr uint64_t LoadLittleEndian(std::span<const std::byte> bytes, size_t offset, size_t width) {
  uint64_t value = 0;
  for (size_t i = 0; i < width; ++i) value |= std::to_integer<uint64_t>(bytes[offset + i]) << (8 * i);
  return value;
}

constexpr uint64_t LoadU16(std::span<const std::byte> bytes, size_t offset) {
  return LoadLittleEndian(bytes, offset, 2);
}
constexpr uint64_t LoadU32(std::span<const std::byte> bytes, size_t offset) {
  return LoadLittleEndian(bytes, offset, 4);
}
constexpr uint64_t LoadU64(std::span<const std::byte> bytes, size_t offset) {
  return LoadLittleEndian(bytes, offset, 8);
}

}  // namespace godel

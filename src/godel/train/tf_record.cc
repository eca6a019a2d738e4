// SPDX-License-Identifier: MIT
#include "godel/train/tf_record.h"

#include <array>
#include <bit>
#include <cstddef>

namespace godel::train {
namespace {

constexpr std::array<uint32_t, 256> CrcTable() {
  constexpr uint32_t kCastagnoliReversed = 0x82f63b78;
  std::array<uint32_t, 256> table{};
  for (uint32_t byte = 0; byte < 256; ++byte) {
    uint32_t crc = byte;
    for (int bit = 0; bit < 8; ++bit) crc = (crc >> 1) ^ ((crc & 1) != 0 ? kCastagnoliReversed : 0);
    table[byte] = crc;
  }
  return table;
}

void AppendLittleEndian(uint64_t value, size_t width, std::string* out) {
  for (size_t i = 0; i < width; ++i) out->push_back(static_cast<char>((value >> (8 * i)) & 0xff));
}

}  // namespace

uint32_t Crc32c(std::string_view bytes) {
  static constexpr std::array<uint32_t, 256> kTable = CrcTable();
  uint32_t crc = ~uint32_t{0};
  for (const char byte : bytes) crc = (crc >> 8) ^ kTable[(crc ^ static_cast<unsigned char>(byte)) & 0xff];
  return ~crc;
}

uint32_t MaskedCrc32c(std::string_view bytes) {
  constexpr uint32_t kMaskDelta = 0xa282ead8;  // fixed by the format
  return std::rotr(Crc32c(bytes), 15) + kMaskDelta;
}

std::string TfRecord(std::string_view bytes) {
  std::string record;
  record.reserve(bytes.size() + 16);
  AppendLittleEndian(bytes.size(), 8, &record);
  AppendLittleEndian(MaskedCrc32c(record), 4, &record);
  record.append(bytes);
  AppendLittleEndian(MaskedCrc32c(bytes), 4, &record);
  return record;
}

}  // namespace godel::train

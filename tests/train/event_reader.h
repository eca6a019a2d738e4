// SPDX-License-Identifier: MIT
// A small reader of event files that shares nothing with the writer: its checksum goes bit by bit, and its messages are
// maps from field numbers to values.
#pragma once
#include <gtest/gtest.h>

#include <bit>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace godel::train {

inline uint64_t Unsigned(std::string_view bytes, size_t offset, size_t width) {
  uint64_t value = 0;
  for (size_t i = width; i-- > 0;) value = value << 8 | static_cast<unsigned char>(bytes[offset + i]);
  return value;
}

inline uint32_t SlowMaskedCrc32c(std::string_view bytes) {
  uint32_t crc = 0xffffffff;
  for (const char byte : bytes) {
    crc ^= static_cast<unsigned char>(byte);
    for (int bit = 0; bit < 8; ++bit) crc = crc % 2 != 0 ? crc / 2 ^ 0x82f63b78 : crc / 2;
  }
  crc = ~crc;
  return (crc >> 15 | crc << 17) + 0xa282ead8;
}

inline std::vector<std::string> ReadRecords(std::string_view file) {
  std::vector<std::string> records;
  while (!file.empty()) {
    if (file.size() < 12) return ADD_FAILURE() << "half a header", records;
    const uint64_t length = Unsigned(file, 0, 8);
    EXPECT_EQ(Unsigned(file, 8, 4), SlowMaskedCrc32c(file.substr(0, 8)));
    if (file.size() - 12 < length + 4) return ADD_FAILURE() << "half a record", records;
    const std::string_view bytes = file.substr(12, length);
    EXPECT_EQ(Unsigned(file, 12 + length, 4), SlowMaskedCrc32c(bytes));
    records.emplace_back(bytes);
    file.remove_prefix(16 + length);
  }
  return records;
}

struct Field {
  uint64_t number = 0;  // of wire types 0, 1 and 5
  std::string bytes;    // of wire type 2
};

inline uint64_t ReadVarint(std::string_view* bytes) {
  uint64_t value = 0;
  for (int shift = 0; shift < 64 && !bytes->empty(); shift += 7) {
    const auto byte = static_cast<unsigned char>(bytes->front());
    bytes->remove_prefix(1);
    value |= uint64_t{byte & 0x7fu} << shift;
    if (byte < 0x80) return value;
  }
  ADD_FAILURE() << "a varint without an end";
  return value;
}

inline std::multimap<uint64_t, Field> Fields(std::string_view message) {
  std::multimap<uint64_t, Field> fields;
  while (!message.empty()) {
    const uint64_t tag = ReadVarint(&message);
    const uint64_t wire = tag % 8;
    Field field;
    size_t width = wire == 1 ? 8 : 4;
    if (wire == 0) {
      field.number = ReadVarint(&message);
      width = 0;
    } else if (wire == 2) {
      width = ReadVarint(&message);
    }
    if ((wire > 2 && wire != 5) || width > message.size()) return ADD_FAILURE() << "a broken field", fields;
    if (wire == 2)
      field.bytes = message.substr(0, width);
    else if (wire != 0)
      field.number = Unsigned(message, 0, width);
    message.remove_prefix(width);
    fields.emplace(tag / 8, field);
  }
  return fields;
}

inline Field Only(std::string_view message, uint64_t number) {
  const auto fields = Fields(message);
  EXPECT_EQ(fields.count(number), 1u) << "field " << number;
  const auto found = fields.find(number);
  return found == fields.end() ? Field() : found->second;
}

inline float AsFloat(uint64_t bits) {
  return std::bit_cast<float>(static_cast<uint32_t>(bits));
}

inline std::string Contents(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

}  // namespace godel::train

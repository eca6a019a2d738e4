// SPDX-License-Identifier: MIT
#include "godel/text/protobuf_wire.h"

#include <fmt/format.h>

#include <bit>

namespace godel {

float AsFloat(const WireField& field) {
  return std::bit_cast<float>(static_cast<uint32_t>(field.value));
}

Result<std::string_view> WireReader::Take(size_t bytes) {
  if (bytes > message_.size() - at_)
    return Fail(ErrorCode::kBadData,
                fmt::format("cut off at offset {}: {} bytes expected, {} left", at_, bytes, message_.size() - at_));
  const std::string_view taken = message_.substr(at_, bytes);
  at_ += bytes;
  return taken;
}

Result<uint64_t> WireReader::Varint() {
  constexpr int kMaxBytes = 10;
  uint64_t value = 0;
  for (int i = 0; i < kMaxBytes; ++i) {
    GODEL_TRY(const std::string_view byte, Take(1));
    const auto bits = static_cast<unsigned char>(byte[0]);
    value |= uint64_t{bits & 0x7Fu} << (7 * i);
    if (bits < 0x80) return value;
  }
  return Fail(ErrorCode::kBadData, fmt::format("a number of more than {} bytes before offset {}", kMaxBytes, at_));
}

Result<std::optional<WireField>> WireReader::Next() {
  if (at_ == message_.size()) return std::optional<WireField>();
  const size_t begin = at_;
  GODEL_TRY(const uint64_t key, Varint());
  if (key >> 32 != 0 || key >> 3 == 0)
    return Fail(ErrorCode::kBadData, fmt::format("no field number at offset {}", begin));
  WireField field{.number = static_cast<uint32_t>(key >> 3), .type = WireType::kVarint, .value = 0, .bytes = {}};
  switch (key & 7) {
    case 0: {
      GODEL_TRY(field.value, Varint());
      return field;
    }
    case 2: {
      field.type = WireType::kBytes;
      GODEL_TRY(const uint64_t bytes, Varint());
      GODEL_TRY(field.bytes, Take(bytes));
      return field;
    }
    case 1:
    case 5: {
      const size_t bytes = (key & 7) == 1 ? 8 : 4;
      field.type = bytes == 8 ? WireType::kFixed64 : WireType::kFixed32;
      GODEL_TRY(const std::string_view raw, Take(bytes));
      for (size_t i = 0; i < bytes; ++i) field.value |= uint64_t{static_cast<unsigned char>(raw[i])} << (8 * i);
      return field;
    }
    default:
      return Fail(ErrorCode::kBadData, fmt::format("unknown wire type {} at offset {}", key & 7, begin));
  }
}

}  // namespace godel

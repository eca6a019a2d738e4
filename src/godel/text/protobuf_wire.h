// SPDX-License-Identifier: MIT
// The wire format of protocol buffers, as far as reading a message's fields one after the other.
#pragma once
#include <cstdint>
#include <optional>
#include <string_view>

#include "godel/base/result.h"

namespace godel {

enum class WireType { kVarint = 0, kFixed64 = 1, kBytes = 2, kFixed32 = 5 };

struct WireField {
  uint32_t number;
  WireType type;
  uint64_t value;          // of every type but kBytes
  std::string_view bytes;  // of kBytes; part of the message
};

float AsFloat(const WireField& field);

class WireReader {
 public:
  explicit WireReader(std::string_view message) : message_(message) {}
  // nullopt at the end. Error: kBadData with the offset of a field that is cut off or of an unknown type.
  Result<std::optional<WireField>> Next();

 private:
  Result<uint64_t> Varint();
  Result<std::string_view> Take(size_t bytes);

  std::string_view message_;
  size_t at_ = 0;
};

}  // namespace godel

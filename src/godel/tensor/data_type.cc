// SPDX-License-Identifier: MIT
#include "godel/tensor/data_type.h"

#include <bit>
#include <cmath>
#include <limits>

namespace godel {

std::string_view DataTypeName(DataType type) {
  switch (type) {
    case DataType::kF32:
      return "f32";
    case DataType::kF16:
      return "f16";
    case DataType::kBf16:
      return "bf16";
    case DataType::kF64:
      return "f64";
    case DataType::kI64:
      return "i64";
    case DataType::kI32:
      return "i32";
    case DataType::kI16:
      return "i16";
    case DataType::kI8:
      return "i8";
    case DataType::kU8:
      return "u8";
    case DataType::kBool:
      return "bool";
  }
  return "unknown";
}

float Bf16ToF32(uint16_t bits) {
  return std::bit_cast<float>(uint32_t{bits} << 16);
}

float F16ToF32(uint16_t bits) {
  const uint32_t exponent = bits >> 10 & 0x1F;
  const uint32_t fraction = bits & 0x3FF;
  float magnitude;
  if (exponent == 0) {
    magnitude = std::ldexp(static_cast<float>(fraction), -24);  // zero and subnormals
  } else if (exponent == 0x1F) {
    magnitude = fraction == 0 ? std::numeric_limits<float>::infinity() : std::numeric_limits<float>::quiet_NaN();
  } else {
    magnitude = std::bit_cast<float>((exponent + 112) << 23 | fraction << 13);  // 112 = 127 - 15
  }
  return bits >> 15 ? -magnitude : magnitude;
}

}  // namespace godel

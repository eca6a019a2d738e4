// SPDX-License-Identifier: MIT
// Element types of stored tensors.
#pragma once
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace godel {

enum class DataType { kF32, kF16, kBf16, kF64, kI64, kI32, kI16, kI8, kU8, kBool };

constexpr size_t BytesOf(DataType type) {
  switch (type) {
    case DataType::kF64:
    case DataType::kI64:
      return 8;
    case DataType::kF32:
    case DataType::kI32:
      return 4;
    case DataType::kF16:
    case DataType::kBf16:
    case DataType::kI16:
      return 2;
    case DataType::kI8:
    case DataType::kU8:
    case DataType::kBool:
      return 1;
  }
  return 0;
}

std::string_view DataTypeName(DataType type);  // "f32", "bf16", ...

float Bf16ToF32(uint16_t bits);
float F16ToF32(uint16_t bits);

}  // namespace godel

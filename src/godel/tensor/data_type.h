// SPDX-License-Identifier: MIT
// Element types of stored tensors. Plain types have a width an element; block types, which GGUF files use, store a
// fixed number of elements together, with scales that they share.
#pragma once
#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include "godel/base/checked_math.h"

namespace godel {

// Block types are named as ggml names them: bits an element, then the variant.
enum class DataType {
  kF32,
  kF16,
  kBf16,
  kF64,
  kI64,
  kI32,
  kI16,
  kI8,
  kU8,
  kBool,
  kQ8Zero,
  kQ4Zero,
  kQ4One,
  kQ5Zero,
  kQ5One,
  kQ4K,
  kQ5K,
  kQ6K
};

struct DataTypeTraits {
  std::string_view name;
  size_t block_elements;  // 1: a plain type
  size_t block_bytes;
  bool is_float;  // ReadF32 can read it
};

// In the order of the enumerators.
inline constexpr std::array<DataTypeTraits, 18> kDataTypes = {{
    {"f32", 1, 4, true},
    {"f16", 1, 2, true},
    {"bf16", 1, 2, true},
    {"f64", 1, 8, true},
    {"i64", 1, 8, false},
    {"i32", 1, 4, false},
    {"i16", 1, 2, false},
    {"i8", 1, 1, false},
    {"u8", 1, 1, false},
    {"bool", 1, 1, false},
    {"q8_0", 32, 34, true},
    {"q4_0", 32, 18, true},
    {"q4_1", 32, 20, true},
    {"q5_0", 32, 22, true},
    {"q5_1", 32, 24, true},
    {"q4_k", 256, 144, true},
    {"q5_k", 256, 176, true},
    {"q6_k", 256, 210, true},
}};

constexpr const DataTypeTraits& TraitsOf(DataType type) {
  return kDataTypes[static_cast<size_t>(type)];
}

// Of one element; 0 for block types, whose elements have no bytes of their own.
constexpr size_t BytesOf(DataType type) {
  return TraitsOf(type).block_elements == 1 ? TraitsOf(type).block_bytes : 0;
}

// Of `elements` stored one after the other; nullopt when they are no whole number of blocks, or too many.
constexpr std::optional<size_t> NumBytes(DataType type, size_t elements) {
  const DataTypeTraits& traits = TraitsOf(type);
  if (elements % traits.block_elements != 0) return std::nullopt;
  return CheckedMul(elements / traits.block_elements, traits.block_bytes);
}

constexpr std::string_view DataTypeName(DataType type) {  // "f32", "bf16", "q8_0", ...
  return TraitsOf(type).name;
}

float Bf16ToF32(uint16_t bits);
float F16ToF32(uint16_t bits);

// To the nearest value that the type has, ties to the even one. Beyond f16's 65504: infinity.
uint16_t F32ToBf16(float value);
uint16_t F32ToF16(float value);

}  // namespace godel

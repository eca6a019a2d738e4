// SPDX-License-Identifier: MIT
// ggml's block types: elements that share their scales. Internal to tensor/; others call ReadF32 and StoreF32.
#pragma once
#include <cstddef>

#include "godel/tensor/data_type.h"

namespace godel {

// The largest block, in elements.
inline constexpr size_t kMaxBlockElements = 256;

// Widens one block to its block_elements floats. `block` may lie at any address.
using ReadBlock = void (*)(const std::byte* block, float* out);

ReadBlock BlockReader(DataType type);  // nullptr for plain types

// The types with 256 elements a block, whose scales are quantised themselves.
void ReadQ4K(const std::byte* block, float* out);
void ReadQ5K(const std::byte* block, float* out);
void ReadQ6K(const std::byte* block, float* out);

}  // namespace godel

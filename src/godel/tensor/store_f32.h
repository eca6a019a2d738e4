// SPDX-License-Identifier: MIT
// Floats to the bytes of a stored tensor: the other way round than ReadF32, for files that are written.
#pragma once
#include <span>

#include "godel/tensor/data_type.h"

namespace godel {

bool CanStore(DataType type);  // f32, f16, bf16, q8_0

// `out.size()` must be NumBytes(type, values.size()), and CanStore(type). f16 makes infinities of what is beyond its
// range; q8_0 is what ggml's reference writes, bit for bit.
void StoreF32(DataType type, std::span<const float> values, std::span<std::byte> out);

}  // namespace godel

// SPDX-License-Identifier: MIT
// ggml's numbers for the element types of tensors. Internal to formats/.
#pragma once
#include <cstdint>
#include <optional>
#include <string>

#include "godel/tensor/data_type.h"

namespace godel {

std::optional<DataType> DataTypeOfGguf(uint64_t number);  // nullopt: nothing here reads it
std::optional<uint32_t> GgufNumberOf(DataType type);      // nullopt: the format has no such type
std::string GgufTypeName(uint64_t number);                // "q2_k", or "type 99"

}  // namespace godel

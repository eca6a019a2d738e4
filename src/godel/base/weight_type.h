// SPDX-License-Identifier: MIT
// How weights are held in memory. kernels/packed_gemm says what each type computes.
#pragma once
#include <string_view>

#include "godel/base/result.h"

namespace godel {

enum class WeightType { f32, bf16, int8, q4 };

std::string_view WeightTypeName(WeightType type);           // "f32", "bf16", "int8", "q4"
Result<WeightType> ParseWeightType(std::string_view name);  // error: kInvalidArgument, listing the names

}  // namespace godel

// SPDX-License-Identifier: MIT
#include "godel/base/weight_type.h"

#include <fmt/format.h>

#include <array>

namespace godel {
namespace {

constexpr std::array kWeightTypes = {WeightType::f32, WeightType::bf16, WeightType::int8, WeightType::q4};

}  // namespace

std::string_view WeightTypeName(WeightType type) {
  switch (type) {
    case WeightType::f32:
      return "f32";
    case WeightType::bf16:
      return "bf16";
    case WeightType::int8:
      return "int8";
    case WeightType::q4:
      return "q4";
  }
  return "unknown";
}

Result<WeightType> ParseWeightType(std::string_view name) {
  for (WeightType type : kWeightTypes)
    if (name == WeightTypeName(type)) return type;
  return Fail(ErrorCode::kInvalidArgument, fmt::format("no weight type '{}'; use one of f32, bf16, int8, q4", name));
}

}  // namespace godel

// SPDX-License-Identifier: MIT
#include "godel/formats/tensor_writer.h"

#include <fmt/format.h>

#include "godel/base/checked_math.h"

namespace godel {

Result<size_t> PlannedBytes(const TensorPlan& plan) {
  const size_t row = plan.shape.empty() ? 1 : plan.shape.back();
  const auto elements = CheckedProduct(plan.shape);
  const auto bytes =
      elements && row % TraitsOf(plan.type).block_elements == 0 ? NumBytes(plan.type, *elements) : std::nullopt;
  if (!bytes)
    return Fail(ErrorCode::kInvalidArgument, fmt::format("tensor {}: shape {} cannot be stored as {}", plan.name,
                                                         ToString(plan.shape), DataTypeName(plan.type)));
  return *bytes;
}

Status WritePlanned(const TensorPlan& plan, size_t i, const TensorSource& source, ReplacingFile* file) {
  GODEL_TRY(const size_t expected, PlannedBytes(plan));
  size_t written = 0;
  GODEL_TRY_STATUS(source(i, [&](std::span<const std::byte> bytes) {
    written += bytes.size();
    return file->Write(bytes);
  }));
  if (written != expected)
    return Fail(ErrorCode::kInvalidArgument,
                fmt::format("tensor {}: {} bytes to write, expected {}", plan.name, written, expected));
  return {};
}

}  // namespace godel

// SPDX-License-Identifier: MIT
// Tensors of a checkpoint, as they lie in its file.
#pragma once
#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "godel/tensor/data_type.h"

namespace godel {

using Shape = std::vector<size_t>;  // outermost extent first; empty: one value

std::string ToString(const Shape& shape);  // "[768, 3072]"
size_t NumElements(const Shape& shape);    // the shape must have been checked against overflow

// Borrowed, contiguous, row-major bytes, which may lie at any address: read elements by ReadF32 or memcpy.
// `data.size()` is NumBytes(type, NumElements(shape)), and the innermost extent is whole blocks; whoever makes a view
// proves both.
struct TensorView {
  DataType type = DataType::kF32;
  Shape shape;
  std::span<const std::byte> data;
};

bool IsFloat(DataType type);  // f32, f16, bf16, f64 and the block types

// Elements [begin, begin + out.size()) of `tensor` in row-major order, widened (f64: narrowed) to float. The range may
// start and end inside blocks.
// `tensor.type` must be a float type and the range must lie inside.
void ReadF32(const TensorView& tensor, size_t begin, std::span<float> out);

}  // namespace godel

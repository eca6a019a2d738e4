// SPDX-License-Identifier: MIT
#include "godel/tensor/tensor_view.h"

#include <cstring>

#include "godel/base/check.h"

namespace godel {
namespace {

template <class Stored, class Widen>
void ReadAs(const std::byte* from, std::span<float> out, Widen widen) {
  for (size_t i = 0; i < out.size(); ++i) {
    Stored value;
    std::memcpy(&value, from + i * sizeof(Stored), sizeof(Stored));
    out[i] = widen(value);
  }
}

}  // namespace

std::string ToString(const Shape& shape) {
  std::string text = "[";
  for (size_t i = 0; i < shape.size(); ++i) text += (i == 0 ? "" : ", ") + std::to_string(shape[i]);
  return text + "]";
}

size_t NumElements(const Shape& shape) {
  size_t n = 1;
  for (size_t extent : shape) n *= extent;
  return n;
}

bool IsFloat(DataType type) {
  return type == DataType::kF32 || type == DataType::kF16 || type == DataType::kBf16 || type == DataType::kF64;
}

void ReadF32(const TensorView& tensor, size_t begin, std::span<float> out) {
  const size_t width = BytesOf(tensor.type);
  GODEL_CHECK((begin + out.size()) * width <= tensor.data.size());
  if (out.empty()) return;  // memcpy may not be given null, not even for nothing
  const std::byte* from = tensor.data.data() + begin * width;
  switch (tensor.type) {
    case DataType::kF32:
      std::memcpy(out.data(), from, out.size_bytes());
      return;
    case DataType::kBf16:
      return ReadAs<uint16_t>(from, out, Bf16ToF32);
    case DataType::kF16:
      return ReadAs<uint16_t>(from, out, F16ToF32);
    case DataType::kF64:
      return ReadAs<double>(from, out, [](double x) { return static_cast<float>(x); });
    default:
      GODEL_CHECK(IsFloat(tensor.type));
  }
}

}  // namespace godel

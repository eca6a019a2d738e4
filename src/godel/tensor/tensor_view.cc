// SPDX-License-Identifier: MIT
#include "godel/tensor/tensor_view.h"

#include <algorithm>
#include <cstring>

#include "godel/base/check.h"
#include "godel/tensor/block_types.h"

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

// A range that starts or ends inside a block goes through a buffer of one.
void ReadBlocks(const TensorView& tensor, size_t begin, std::span<float> out) {
  const auto& [name, elements, bytes, is_float] = TraitsOf(tensor.type);
  const ReadBlock read = BlockReader(tensor.type);
  float buffer[kMaxBlockElements];
  for (size_t done = 0; done < out.size();) {
    const size_t at = begin + done, skip = at % elements;
    const std::byte* block = tensor.data.data() + at / elements * bytes;
    const size_t count = std::min(elements - skip, out.size() - done);
    if (count == elements) {
      read(block, out.data() + done);
    } else {
      read(block, buffer);
      std::copy_n(buffer + skip, count, out.data() + done);
    }
    done += count;
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
  return TraitsOf(type).is_float;
}

void ReadF32(const TensorView& tensor, size_t begin, std::span<float> out) {
  const auto& [name, block_elements, block_bytes, is_float] = TraitsOf(tensor.type);
  GODEL_CHECK(begin + out.size() <= tensor.data.size() / block_bytes * block_elements);
  if (out.empty()) return;  // memcpy may not be given null, not even for nothing
  if (block_elements > 1) return ReadBlocks(tensor, begin, out);
  const std::byte* from = tensor.data.data() + begin * block_bytes;
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

// SPDX-License-Identifier: MIT
#include "godel/tensor/store_f32.h"

#include <algorithm>
#include <cmath>
#include <cstring>

#include "godel/base/check.h"

namespace godel {
namespace {

template <class Narrow>
void StoreHalves(std::span<const float> values, std::byte* out, Narrow narrow) {
  for (size_t i = 0; i < values.size(); ++i) {
    const uint16_t bits = narrow(values[i]);
    std::memcpy(out + i * sizeof bits, &bits, sizeof bits);
  }
}

// The steps are multiplied by the reciprocal of the unrounded scale and rounded half away from zero, as ggml does.
void StoreQ8Zero(std::span<const float> values, std::byte* out) {
  constexpr size_t kBlock = 32;
  for (size_t begin = 0; begin < values.size(); begin += kBlock) {
    const auto block = values.subspan(begin, kBlock);
    float largest = 0;
    for (const float value : block) largest = std::max(largest, std::fabs(value));
    const float d = largest / 127;
    const float inverse = d == 0 ? 0 : 1 / d;
    const uint16_t bits = F32ToF16(d);
    std::memcpy(out, &bits, sizeof bits);
    out += sizeof bits;
    for (const float value : block) {
      // Clamped, since 1 / d is infinite for a subnormal d.
      const float step = std::clamp(std::round(value * inverse), -127.0f, 127.0f);
      *out++ = static_cast<std::byte>(static_cast<int8_t>(std::isnan(step) ? 0 : step));
    }
  }
}

}  // namespace

bool CanStore(DataType type) {
  return type == DataType::kF32 || type == DataType::kF16 || type == DataType::kBf16 || type == DataType::kQ8Zero;
}

void StoreF32(DataType type, std::span<const float> values, std::span<std::byte> out) {
  GODEL_CHECK(NumBytes(type, values.size()) == out.size());
  if (values.empty()) return;
  switch (type) {
    case DataType::kF32:
      std::memcpy(out.data(), values.data(), values.size_bytes());
      return;
    case DataType::kF16:
      return StoreHalves(values, out.data(), F32ToF16);
    case DataType::kBf16:
      return StoreHalves(values, out.data(), F32ToBf16);
    case DataType::kQ8Zero:
      return StoreQ8Zero(values, out.data());
    default:
      GODEL_CHECK(CanStore(type));
  }
}

}  // namespace godel

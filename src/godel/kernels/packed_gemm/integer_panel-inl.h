// SPDX-License-Identifier: MIT
// Where things lie in a panel of integer weights: 16 weight rows, a bf16 scale of each for every kGroup columns of k
// ([groups][16], padded to 64 bytes), then the weights in kBits each, k padded to 32.
#pragma once
#include "godel/kernels/packed_gemm/bf16_values-inl.h"
#include "godel/kernels/packed_gemm/packed_gemm.h"
#include "godel/kernels/packed_gemm/quantized_row-inl.h"

namespace godel::kernels {
namespace {

constexpr size_t kWidth = 16;

template <size_t kGroup, size_t kBits>
struct IntegerPanel {
  static constexpr size_t ScalesBytes(size_t k) {
    return RoundUp(RoundUp(PaddedK(k), kGroup) / kGroup * kWidth * sizeof(uint16_t), 64);
  }
  static size_t Bytes(size_t k) { return ScalesBytes(k) + kWidth * PaddedK(k) * kBits / 8; }

  static const uint16_t* Scales(const GemmArgs& args, size_t panel) {
    return reinterpret_cast<const uint16_t*>(static_cast<const char*>(args.packed) + panel * Bytes(args.k));
  }
  static const uint8_t* Weights(const GemmArgs& args, size_t panel) {
    return reinterpret_cast<const uint8_t*>(Scales(args, panel)) + ScalesBytes(args.k);
  }

  // What a pack_panel writes to; the scales' padding is zeroed.
  struct Output {
    uint16_t* scales;
    uint8_t* weights;
  };
  static Output Begin(void* panel, size_t k) {
    uint16_t* const scales = static_cast<uint16_t*>(panel);
    for (size_t i = 0; i < ScalesBytes(k) / sizeof(uint16_t); ++i) scales[i] = 0;
    return {scales, static_cast<uint8_t*>(panel) + ScalesBytes(k)};
  }
};

}  // namespace
}  // namespace godel::kernels

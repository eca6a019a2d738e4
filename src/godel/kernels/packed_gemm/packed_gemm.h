// SPDX-License-Identifier: MIT
// C[m, n] = A[m, k] * W[n, k]^T with W packed once, when the model is loaded (or, for attention, when its keys are
// known).
//
// A variant packs W into panels of `panel_width` rows of W (columns of C); a panel's bytes depend on k alone, so panels
// can be packed and multiplied independently, by different threads. No variant may read another's packed bytes.
//
// Promise of all f32 variants: an element of C is one chain of additions over k in order, whatever m is and whichever
// rows stand beside it. So a row's result does not depend on the batch it is computed in, bit for bit; between variants
// only the rounding of a product before its addition differs (fused or not).
#pragma once
#include <cstddef>
#include <span>

#include "godel/base/cpu_features.h"

namespace godel::kernels {

enum class WeightType { f32 };

struct GemmArgs {
  const float* a;  // [m, k], rows a_stride floats apart
  size_t a_stride;
  const void* packed;  // all panels, one after another
  float* c;            // [m, n], rows c_stride floats apart
  size_t c_stride;
  size_t m, n, k;
  size_t panel_begin, panel_end;  // which panels, so which columns of C, this call computes
};

struct GemmKernel {
  const char* name;  // "packed_gemm/f32_avx2"
  WeightType weights;
  Isa isa;
  size_t panel_width;
  size_t (*panel_bytes)(size_t k);  // a multiple of 64
  // Packs rows [0, n) of W, n <= panel_width, into one panel; missing rows become zeros. Element (row, column) of W is
  // w[row * row_stride + column * column_stride], so W may be given transposed.
  void (*pack_panel)(const float* w, size_t row_stride, size_t column_stride, size_t n, size_t k, void* panel);
  void (*run)(const GemmArgs& args);
};

constexpr size_t NumPanels(const GemmKernel& kernel, size_t n) {
  return (n + kernel.panel_width - 1) / kernel.panel_width;
}

std::span<const GemmKernel* const> AllGemmKernels();  // every variant compiled in, best first
const GemmKernel& BestGemmKernel(WeightType weights, Isa max_isa);

}  // namespace godel::kernels

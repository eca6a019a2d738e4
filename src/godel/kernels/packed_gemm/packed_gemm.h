// SPDX-License-Identifier: MIT
// C[m, n] = A[m, k] * W[n, k]^T with W packed once, when the model is loaded (or, for attention, when its keys are
// known).
//
// A variant packs W into panels of `panel_width` rows of W (columns of C); a panel's bytes depend on k alone, so panels
// can be packed and multiplied independently, by different threads. Bytes may be read by the variants that name the
// same `layout`, and by no other.
//
// What the types mean:
//   f32   products and sums in f32.
//   bf16  W rounded to bf16. Sums in f32; where the CPU multiplies pairs of bf16 (avx512bf16), A is rounded to bf16
//   too. int8  W and A as 8-bit integers with a scale per 128 values of k, for each row of W and of A. The integer sum
//   of
//         such a block is exact, so every variant finds the same; its scaling and the sum of blocks are f32.
//   q4    as int8, with 4-bit weights (-8 .. 7) and a scale per 32 of them.
//
// Promise of all variants: an element of C is one chain of additions over k in order, whatever m is and whichever rows
// stand beside it. So a row's result does not depend on the batch it is computed in, bit for bit.
#pragma once
#include <cstddef>
#include <span>

#include "godel/base/cache_line.h"
#include "godel/base/cpu_features.h"
#include "godel/base/weight_type.h"

namespace godel::kernels {

struct GemmArgs {
  const void* a;       // [m, k] floats, or the rows that `prepare_row` made of them
  size_t a_stride;     // bytes from row to row
  const void* packed;  // all panels, one after another
  float* c;            // [m, n], rows c_stride floats apart
  size_t c_stride;
  size_t m, n, k;
  size_t panel_begin, panel_end;  // which panels, so which columns of C, this call computes
};

struct GemmKernel {
  const char* name;    // "packed_gemm/f32_avx2"
  const char* layout;  // of the packed bytes: "int8_16x4"
  WeightType weights;
  Isa isa;
  size_t panel_width;
  size_t (*panel_bytes)(size_t k);  // a multiple of 64
  // Packs rows [0, n) of W, n <= panel_width, into one panel; missing rows become zeros. Element (row, column) of W is
  // w[row * row_stride + column * column_stride], so W may be given transposed.
  void (*pack_panel)(const float* w, size_t row_stride, size_t column_stride, size_t n, size_t k, void* panel);
  void (*run)(const GemmArgs& args);
  // Types that multiply something else than floats: what becomes of a row of A, once for all panels; 64-byte aligned.
  // Null: floats it is.
  size_t (*row_bytes)(size_t k) = nullptr;  // a multiple of 64
  void (*prepare_row)(const float* a, size_t k, void* row) = nullptr;
};

constexpr size_t NumPanels(const GemmKernel& kernel, size_t n) {
  return (n + kernel.panel_width - 1) / kernel.panel_width;
}

std::span<const GemmKernel* const> AllGemmKernels();  // every variant compiled in, best first
const GemmKernel& BestGemmKernel(WeightType weights, Isa max_isa);

}  // namespace godel::kernels

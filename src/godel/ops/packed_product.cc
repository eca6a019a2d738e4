// SPDX-License-Identifier: MIT
#include "godel/ops/packed_product.h"

namespace godel {

PreparedRows PrepareInto(const kernels::GemmKernel& kernel, ConstMatrixView a, void* out) {
  if (kernel.prepare_row == nullptr) return {a.data, a.stride * sizeof(float)};
  const size_t stride = kernel.row_bytes(a.cols);
  for (size_t r = 0; r < a.rows; ++r)
    kernel.prepare_row(a.row(r).data(), a.cols, static_cast<std::byte*>(out) + r * stride);
  return {out, stride};
}

PreparedRows Prepare(const kernels::GemmKernel& kernel, ConstMatrixView a, Scratch* scratch) {
  const size_t bytes = kernel.prepare_row == nullptr ? 0 : a.rows * kernel.row_bytes(a.cols);
  return PrepareInto(kernel, a, scratch->Reserve(bytes));
}

void MultiplyPanels(const kernels::GemmKernel& kernel, const PackedProduct& product, size_t begin, size_t end) {
  kernel.run({.a = product.a.data,
              .a_stride = product.a.stride,
              .packed = product.packed,
              .c = product.c.data,
              .c_stride = product.c.stride,
              .m = product.c.rows,
              .n = product.c.cols,
              .k = product.k,
              .panel_begin = begin,
              .panel_end = end});
}

}  // namespace godel

// SPDX-License-Identifier: MIT
#include "godel/ops/linear_by_head.h"

#include <algorithm>

#include "godel/base/check.h"

namespace godel {
namespace {

// Head h of every row.
template <class Float>
BasicMatrixView<Float> Head(BasicMatrixView<Float> all, size_t heads, size_t h, size_t width) {
  if (all.cols == heads * width) return all.columns(h * width, width);
  return {all.data + h * all.stride, all.rows / heads, width, heads * all.stride};
}

}  // namespace

void ApplyByHead(const Linear& matrices, size_t heads, ConstMatrixView x, MatrixView y, const Compute& compute) {
  const kernels::GemmKernel& kernel = matrices.kernel();
  const size_t k = matrices.inputs(), n = matrices.outputs() / heads;
  const size_t rows = Head(x, heads, 0, k).rows;
  GODEL_CHECK(n % kernel.panel_width == 0 && rows == Head(y, heads, 0, n).rows);
  const size_t stride = kernel.prepare_row != nullptr ? kernel.row_bytes(k) : 0;
  auto* const memory = static_cast<std::byte*>(compute.prepared->Reserve(heads * rows * stride));
  std::vector<PreparedRows> prepared(heads);
  const size_t values_per_head = stride > 0 ? rows * k : 0;  // to convert; floats are read where they lie
  ForRows(compute, heads, values_per_head / 4, [&](size_t begin, size_t end) {  // about 4 a nanosecond
    for (size_t h = begin; h < end; ++h)
      prepared[h] = PrepareInto(kernel, Head(x, heads, h, k), memory + h * rows * stride);
  });
  const size_t panels = n / kernel.panel_width, head_bytes = panels * kernel.panel_bytes(k);
  const size_t products_per_panel = rows * kernel.panel_width * k;
  ForRows(compute, heads * panels, products_per_panel / 32, [&](size_t begin, size_t end) {
    for (size_t panel = begin; panel < end;) {
      const size_t h = panel / panels, first = panel % panels, last = std::min(panels, first + end - panel);
      const PackedProduct product{
          .a = prepared[h], .packed = matrices.packed().data() + h * head_bytes, .k = k, .c = Head(y, heads, h, n)};
      MultiplyPanels(kernel, product, first, last);
      panel += last - first;
    }
  });
}

}  // namespace godel

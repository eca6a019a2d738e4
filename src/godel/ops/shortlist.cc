// SPDX-License-Identifier: MIT
#include "godel/ops/shortlist.h"

#include <algorithm>
#include <limits>
#include <vector>

#include "godel/base/check.h"

namespace godel {
namespace {

struct RankedPanel {
  float largest;
  size_t panel;

  // The larger first; of equal ones the first, so that the order is one and the same everywhere.
  bool operator<(const RankedPanel& other) const {
    return largest != other.largest ? largest > other.largest : panel < other.panel;
  }
};

// The numbers of the `count` panels of `values` with the largest values, ascending.
void ChoosePanels(std::span<const float> values, size_t width, std::span<size_t> chosen) {
  std::vector<RankedPanel> ranked;
  ranked.reserve(values.size() / width + 1);
  for (size_t begin = 0; begin < values.size(); begin += width) {
    float largest = -std::numeric_limits<float>::infinity();
    for (const float value : values.subspan(begin, std::min(width, values.size() - begin)))
      largest = value > largest ? value : largest;
    ranked.push_back({largest, begin / width});
  }
  std::nth_element(ranked.begin(), ranked.begin() + static_cast<ptrdiff_t>(chosen.size()) - 1, ranked.end());
  for (size_t i = 0; i < chosen.size(); ++i) chosen[i] = ranked[i].panel;
  std::sort(chosen.begin(), chosen.end());
}

}  // namespace

void RefineLargest(const Linear& fine, ConstMatrixView x, MatrixView y, const Compute& compute) {
  GODEL_CHECK(x.cols == fine.inputs() && y.cols == fine.outputs() && x.rows == y.rows);
  const kernels::GemmKernel& kernel = fine.kernel();
  const size_t stride = kernel.prepare_row != nullptr ? kernel.row_bytes(x.cols) : 0;
  const size_t count = std::min(kShortlistPanels, kernels::NumPanels(kernel, y.cols));
  auto* const prepared = static_cast<std::byte*>(compute.prepared->Reserve(x.rows * stride));
  std::vector<PreparedRows> rows(x.rows);
  std::vector<size_t> chosen(x.rows * count);
  ForRows(compute, x.rows, y.cols, [&](size_t begin, size_t end) {
    for (size_t r = begin; r < end; ++r) {
      rows[r] = PrepareInto(kernel, x.row_range(r, 1), prepared + r * stride);
      ChoosePanels(y.row(r), kernel.panel_width, std::span(chosen).subspan(r * count, count));
    }
  });
  ForRows(compute, chosen.size(), kernel.panel_width * x.cols / 32, [&](size_t begin, size_t end) {
    for (size_t i = begin; i < end; ++i) {
      const size_t r = i / count;
      MultiplyPanels(kernel, {.a = rows[r], .packed = fine.packed().data(), .k = x.cols, .c = y.row_range(r, 1)},
                     chosen[i], chosen[i] + 1);
    }
  });
}

}  // namespace godel

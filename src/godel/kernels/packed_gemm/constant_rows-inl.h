// SPDX-License-Identifier: MIT
// A tile's sums are registers, so the number of its rows must be a constant: one instance of the tile for each number.
#pragma once
#include <cstddef>

namespace godel::kernels {
namespace {

template <size_t kRows>
struct Rows {
  static constexpr size_t count = kRows;
};

// Calls tile(Rows<rows>{}); 1 <= rows <= kMost.
template <size_t kMost, class Tile>
inline void WithRows(size_t rows, const Tile& tile) {
  if constexpr (kMost > 1) {
    if (rows < kMost) return WithRows<kMost - 1>(rows, tile);
  }
  tile(Rows<kMost>{});
}

}  // namespace
}  // namespace godel::kernels

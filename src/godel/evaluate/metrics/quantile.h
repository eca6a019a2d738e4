// SPDX-License-Identifier: MIT
// A quantile between the numbers of a sample, as NumPy's percentile takes it by default.
#pragma once
#include <cmath>
#include <cstddef>
#include <span>

namespace godel {

// `share` in [0, 1] of `sorted`, which must not be empty: linear between the two nearest.
inline double Quantile(std::span<const double> sorted, double share) {
  const double at = share * static_cast<double>(sorted.size() - 1);
  const auto below = static_cast<size_t>(std::floor(at));
  if (below + 1 >= sorted.size()) return sorted.back();
  return sorted[below] + (at - std::floor(at)) * (sorted[below + 1] - sorted[below]);
}

}  // namespace godel

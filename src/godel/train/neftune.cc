// SPDX-License-Identifier: MIT
#include "godel/train/neftune.h"

#include <cmath>

#include "godel/train/gaussian.h"
#include "godel/train/rows.h"

namespace godel::train {

at::Tensor NeftuneNoise(const std::vector<size_t>& offsets, int64_t width, double alpha, uint64_t key) {
  at::Tensor noise = at::empty({static_cast<int64_t>(offsets.back()), width}, at::kFloat);
  float* const rows = noise.data_ptr<float>();
  const auto columns = static_cast<size_t>(width);
  for (size_t b = 1; b < offsets.size(); ++b) {
    const size_t begin = offsets[b - 1], length = offsets[b] - begin;
    const double bound = alpha / std::sqrt(static_cast<double>(length * columns));
    ForRows(length, [&](size_t first, size_t last, size_t) {
      for (size_t i = (begin + first) * columns; i < (begin + last) * columns; ++i)
        rows[i] = static_cast<float>(bound * (2.0 * UniformAt(key, 0, i) - 1.0));
    });
  }
  return noise;
}

}  // namespace godel::train

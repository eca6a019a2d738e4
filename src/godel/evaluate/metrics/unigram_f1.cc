// SPDX-License-Identifier: MIT
#include "godel/evaluate/metrics/unigram_f1.h"

#include <algorithm>
#include <cstddef>

namespace godel {

double UnigramF1(std::span<const WordId> hypothesis, std::span<const WordId> reference) {
  WordIdList left(hypothesis.begin(), hypothesis.end()), right(reference.begin(), reference.end());
  std::ranges::sort(left);
  std::ranges::sort(right);
  size_t shared = 0;
  for (size_t i = 0, j = 0; i < left.size() && j < right.size();) {
    if (left[i] == right[j]) {
      ++shared;
      ++i;
      ++j;
    } else if (left[i] < right[j]) {
      ++i;
    } else {
      ++j;
    }
  }
  // P = shared / |hypothesis| and R = shared / |reference|, so 2PR / (P + R) is this; without shared words it is 0 / 0
  // at worst.
  if (shared == 0) return 0;
  return 2.0 * static_cast<double>(shared) / static_cast<double>(hypothesis.size() + reference.size());
}

double UnigramF1(std::span<const std::string_view> hypothesis, std::span<const std::string_view> reference) {
  WordIds ids;
  const WordIdList words = ids.IdsOf(hypothesis);
  return UnigramF1(words, ids.IdsOf(reference));
}

}  // namespace godel

// SPDX-License-Identifier: MIT
#include "godel/evaluate/metrics/unigram_f1.h"

#include <cstddef>
#include <unordered_map>

namespace godel {

double UnigramF1(std::span<const std::string_view> hypothesis, std::span<const std::string_view> reference) {
  std::unordered_map<std::string_view, size_t> left;
  for (const std::string_view word : reference) ++left[word];
  size_t shared = 0;
  for (const std::string_view word : hypothesis) {
    const auto found = left.find(word);
    if (found == left.end() || found->second == 0) continue;
    --found->second;
    ++shared;
  }
  // P = shared / |hypothesis| and R = shared / |reference|, so 2PR / (P + R) is this; without shared words it is 0 / 0
  // at worst.
  if (shared == 0) return 0;
  return 2.0 * static_cast<double>(shared) / static_cast<double>(hypothesis.size() + reference.size());
}

}  // namespace godel

// SPDX-License-Identifier: MIT
#include "godel/evaluate/metrics/common_subsequence.h"

#include <algorithm>
#include <bit>
#include <cstdint>

namespace godel {

size_t CommonSubsequenceLength(std::span<const WordId> a, std::span<const WordId> b) {
  if (a.empty() || b.empty()) return 0;
  constexpr size_t kBits = 64;
  const size_t blocks = (a.size() + kBits - 1) / kBits;
  std::vector<uint64_t> rises(blocks, ~uint64_t{0});  // bit i is 0 where a's first i + 1 words gain by the i-th
  for (const WordId word : b) {
    uint64_t carry = 0;
    for (size_t block = 0; block < blocks; ++block) {
      const size_t first = block * kBits;
      const size_t count = std::min(kBits, a.size() - first);
      uint64_t matches = 0;
      for (size_t i = 0; i < count; ++i) matches |= uint64_t{a[first + i] == word} << i;
      const uint64_t row = rises[block];
      const uint64_t hits = row & matches;
      const uint64_t sum = row + hits;
      const uint64_t carried = sum + carry;
      rises[block] = carried | (row - hits);
      carry = static_cast<uint64_t>(sum < row) | static_cast<uint64_t>(carried < sum);
    }
  }
  size_t length = 0;
  for (size_t block = 0; block < blocks; ++block) {
    const size_t count = std::min(kBits, a.size() - block * kBits);
    const uint64_t used = count == kBits ? ~uint64_t{0} : (uint64_t{1} << count) - 1;
    length += static_cast<size_t>(std::popcount(~rises[block] & used));
  }
  return length;
}

std::vector<size_t> CommonSubsequence(std::span<const WordId> a, std::span<const WordId> b) {
  const size_t columns = b.size() + 1;
  // drop_b[i * columns + j]: whether a's first i and b's first j words keep their length only without b's last.
  std::vector<bool> drop_b((a.size() + 1) * columns);
  std::vector<uint32_t> above(columns), row(columns);
  for (size_t i = 1; i <= a.size(); ++i) {
    for (size_t j = 1; j <= b.size(); ++j) {
      row[j] = a[i - 1] == b[j - 1] ? above[j - 1] + 1 : std::max(above[j], row[j - 1]);
      drop_b[i * columns + j] = row[j - 1] > above[j];
    }
    above.swap(row);
  }
  std::vector<size_t> positions;
  for (size_t i = a.size(), j = b.size(); i > 0 && j > 0;) {
    if (a[i - 1] == b[j - 1]) {
      positions.push_back(i - 1);
      --i;
      --j;
    } else if (drop_b[i * columns + j]) {
      --j;
    } else {
      --i;
    }
  }
  std::ranges::reverse(positions);
  return positions;
}

}  // namespace godel

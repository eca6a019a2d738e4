// SPDX-License-Identifier: MIT
#include "godel/dataset/multiwoz/fuzzy_match.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <cstdint>
#include <vector>

namespace godel::multiwoz {
namespace {

// Names are below 64 bytes, and one machine word holds a row of the table then.
constexpr size_t kMaxText = size_t{1} << 10;

// The length of the longest common subsequence, 64 columns of the table at a time (Hyyrö 2004): a cleared bit of a row
// is a column where the subsequence grows.
class BitRows {
 public:
  explicit BitRows(std::string_view pattern) : words_((pattern.size() + 63) / 64), bits_(256 * words_) {
    for (size_t i = 0; i < pattern.size(); ++i)
      bits_[static_cast<unsigned char>(pattern[i]) * words_ + i / 64] |= uint64_t{1} << (i % 64);
    last_mask_ = pattern.size() % 64 == 0 ? ~uint64_t{0} : (uint64_t{1} << (pattern.size() % 64)) - 1;
    row_.resize(words_);
  }

  size_t CommonWith(std::string_view text) {
    std::fill(row_.begin(), row_.end(), ~uint64_t{0});
    for (const char sign : text) {
      const uint64_t* const bits = &bits_[static_cast<unsigned char>(sign) * words_];
      uint64_t carry = 0;
      for (size_t w = 0; w < words_; ++w) {
        const uint64_t row = row_[w];
        const uint64_t match = row & bits[w];
        const uint64_t partial = row + match;
        const uint64_t sum = partial + carry;
        carry = static_cast<uint64_t>(partial < row) | static_cast<uint64_t>(sum < partial);
        row_[w] = sum | (row & ~bits[w]);
      }
    }
    size_t common = 0;
    for (size_t w = 0; w < words_; ++w)
      common += static_cast<size_t>(std::popcount(~row_[w] & (w + 1 == words_ ? last_mask_ : ~uint64_t{0})));
    return common;
  }

 private:
  size_t words_;
  std::vector<uint64_t> bits_;  // [sign][word]
  std::vector<uint64_t> row_;
  uint64_t last_mask_ = 0;
};

}  // namespace

int PartialRatio(std::string_view left, std::string_view right) {
  left = left.substr(0, kMaxText);
  right = right.substr(0, kMaxText);
  if (left.size() > right.size()) std::swap(left, right);
  if (left.empty()) return 0;
  if (right.find(left) != std::string_view::npos) return 100;
  BitRows rows(left);
  size_t best = 0;
  for (size_t begin = 0; begin + left.size() <= right.size(); ++begin)
    best = std::max(best, rows.CommonWith(right.substr(begin, left.size())));
  return static_cast<int>(std::lround(100.0 * static_cast<double>(best) / static_cast<double>(left.size())));
}

}  // namespace godel::multiwoz

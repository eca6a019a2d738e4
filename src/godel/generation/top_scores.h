// SPDX-License-Identifier: MIT
// The k best of a long stream without sorting it.
#pragma once
#include <algorithm>
#include <cstddef>
#include <limits>
#include <vector>

namespace godel {

// Keeps the `k` largest scores offered, and of equal ones those offered first. -inf and NaN are never kept. Most offers
// cost one comparison: once the buffer has been cut back to k, only what beats its smallest is looked at.
template <class Score>
class TopScores {
 public:
  struct Entry {
    Score score;
    size_t index;
  };

  explicit TopScores(size_t k) : k_(k), capacity_(std::max<size_t>(4 * k, 64)) {}

  // Indices must come in ascending order.
  void Offer(Score score, size_t index) {
    if (!(score > threshold_) || k_ == 0) return;
    entries_.push_back({score, index});
    if (entries_.size() >= capacity_) Cut();
  }

  // Best first; fewer than k when fewer were offered.
  std::vector<Entry> Take() {
    Cut();
    std::sort(entries_.begin(), entries_.end(), Better);
    return std::move(entries_);
  }

 private:
  static bool Better(const Entry& a, const Entry& b) {
    return a.score != b.score ? a.score > b.score : a.index < b.index;
  }

  void Cut() {
    if (entries_.size() < k_ || k_ == 0) return;
    const auto kth = entries_.begin() + static_cast<std::ptrdiff_t>(k_ - 1);
    std::nth_element(entries_.begin(), kth, entries_.end(), Better);
    entries_.resize(k_);
    threshold_ = entries_.back().score;
  }

  size_t k_;
  size_t capacity_;
  Score threshold_ = -std::numeric_limits<Score>::infinity();
  std::vector<Entry> entries_;
};

}  // namespace godel

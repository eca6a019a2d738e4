// SPDX-License-Identifier: MIT
// How varied replies are: different n-grams of all replies together, divided by their number (Li et al. 2016).
#pragma once
#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <unordered_set>

namespace godel {

// Keeps every n-gram that it has seen.
class DistinctNgrams {
 public:
  explicit DistinctNgrams(size_t n) : n_(n) {}
  void Add(std::span<const std::string_view> words);
  // 0 to 1; 0 when no text had n words.
  double Ratio() const;

 private:
  size_t n_;
  size_t total_ = 0;
  std::unordered_set<std::string> seen_;
};

}  // namespace godel

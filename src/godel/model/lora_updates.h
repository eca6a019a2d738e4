// SPDX-License-Identifier: MIT
// What low-rank adapters add to matrices of a model: W + sum of scale B A. Added when a matrix is read, so that nothing
// is left of it in a step.
#pragma once
#include <cstddef>
#include <map>
#include <span>
#include <string>
#include <vector>

namespace godel {

// Of one adapter to one matrix [n, k].
struct LoraUpdate {
  size_t rank;
  float scale;
  std::vector<float> a;  // [rank, k]
  std::vector<float> b;  // [n, rank]
};

// By the names that transformers gives the tensors. Immutable once they are read, so threads may share it.
class LoraUpdates {
 public:
  bool empty() const { return of_.empty(); }
  bool Has(const std::string& tensor) const { return of_.contains(tensor); }
  void Add(const std::string& tensor, LoraUpdate update) { of_[tensor].push_back(std::move(update)); }

  // The sum of the ranks of what is added to `tensor`; 0: nothing is.
  size_t TotalRank(const std::string& tensor) const;

  // Adds to elements [begin, begin + values.size()) of `tensor`, row by row, which may start and end inside a row.
  // Costs 2 TotalRank operations an element.
  void AddTo(const std::string& tensor, size_t begin, std::span<float> values) const;

 private:
  std::map<std::string, std::vector<LoraUpdate>> of_;
};

}  // namespace godel

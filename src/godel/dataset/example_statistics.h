// SPDX-License-Identifier: MIT
// What is in a data file, in numbers.
#pragma once
#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "godel/base/result.h"
#include "godel/dataset/example.h"
#include "godel/prompt/prompt.h"

namespace godel {

// How often each length occurs. Memory: one number for each length that does.
class LengthCounts {
 public:
  void Add(size_t length) { ++counts_[length]; }
  size_t total() const;
  double Mean() const;  // 0 without any
  // The smallest length that at least `share` of them do not exceed; 0 without any. 0: the smallest, 1: the largest.
  size_t Quantile(double share) const;

  struct Bin {
    size_t first = 0, last = 0;  // both included
    size_t count = 0;
  };
  // 0, 1, 2-3, 4-7, 8-15, ... from the first that is not empty to the last.
  std::vector<Bin> Histogram() const;

 private:
  std::map<size_t, size_t> counts_;
};

struct ExampleStatistics {
  size_t examples = 0;
  size_t without_dialog = 0;                   // examples that name none; each counts as one dialog
  std::unordered_set<uint64_t> dialogs;        // hashes of those that are named
  std::map<std::string, size_t> instructions;  // of examples that have one; texts beyond the first 20 go under "..."
  LengthCounts turns;                          // of a context
  LengthCounts context, response;
  LengthCounts knowledge;  // where there is any
  size_t num_dialogs() const { return dialogs.size() + without_dialog; }
};

// Error: whatever `count` answers. A context is counted as its turns joined by EOS.
Status AddTo(const Example& example, const CountTokens& count, ExampleStatistics* statistics);

// Parts between white space: what to count by when there is no tokenizer.
size_t CountWords(std::string_view text);

}  // namespace godel

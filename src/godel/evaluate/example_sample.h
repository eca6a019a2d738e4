// SPDX-License-Identifier: MIT
// The same few examples of a large file in every run and on every machine, whatever stands around their dialogs.
#pragma once
#include <cstddef>
#include <cstdint>
#include <map>
#include <set>
#include <utility>
#include <vector>

#include "godel/dataset/example.h"

namespace godel {

// Takes examples one by one and keeps `limit` of them: those with the smallest hash of seed, dialog and place within
// the dialog. A choice of whole dialogs would be as repeatable, but a few long dialogs say less about a model than as
// many examples from all over. Holds `limit` examples and a number for each dialog.
class ExampleSample {
 public:
  // limit 0: all.
  ExampleSample(size_t limit, uint64_t seed) : limit_(limit), seed_(seed) {}
  void Add(Example example);
  size_t seen() const { return seen_; }
  // What was kept, in the order in which it came.
  std::vector<Example> Take() &&;

 private:
  using Rank = std::pair<uint64_t, size_t>;  // hash, place in the file
  size_t limit_;
  uint64_t seed_;
  size_t seen_ = 0;
  std::map<uint64_t, uint64_t> seen_of_dialog_;  // by DialogHash
  std::set<Rank> ranks_;
  std::map<size_t, Example> kept_;  // by place in the file
};

}  // namespace godel

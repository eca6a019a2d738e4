// SPDX-License-Identifier: MIT
// Which examples say again what an earlier one has said.
#pragma once
#include <cstddef>
#include <cstdint>
#include <unordered_set>
#include <vector>

#include "godel/dataset/example.h"
#include "godel/prepare/cleaning/minhash_index.h"
#include "godel/prepare/cleaning/word_shingles.h"

namespace godel {

struct DuplicateOptions {
  ExampleParts parts = ExampleParts::kBoth;
  size_t shingle = 3;    // words in a run, above 0
  size_t min_words = 1;  // shorter texts are never duplicates; "Yes." is no copy
  MinhashParams minhash;
};

// Keeps the first of each: to be shown all examples in order. Deterministic. For one thread at a time. Memory: a number
// for each text, and for each that is kept its signature (MinhashIndex) and 12 bytes.
class DuplicateFinder {
 public:
  explicit DuplicateFinder(const DuplicateOptions& options) : options_(options), index_(options.minhash) {}

  enum class Kind {
    kNew,
    kExact,  // the same words in the same order as an example before, also one that was dropped
    kNear,   // by the estimate as similar as the threshold to one that was kept, of another dialog
  };
  struct Verdict {
    Kind kind = Kind::kNew;
    double similarity = 0;  // of kNear
  };
  // Examples of one dialog (that has a name) share their context, which would make each next one a near duplicate of
  // the last; they are only compared for being exact ones.
  Verdict Add(const Example& example);

  size_t num_clusters() const;     // kept examples that have near duplicates
  size_t largest_cluster() const;  // with the one that is kept; 0 without any
  size_t bytes() const;            // about what all of this takes
  Bands bands() const { return index_.bands(); }

 private:
  DuplicateOptions options_;
  std::unordered_set<uint64_t> seen_;  // hashes of all texts
  MinhashIndex index_;                 // of the kept ones that have enough words
  std::vector<uint64_t> dialogs_;      // by id in index_; 0 for those without a name
  std::vector<uint32_t> duplicates_;   // by id in index_: near ones that were dropped
};

}  // namespace godel

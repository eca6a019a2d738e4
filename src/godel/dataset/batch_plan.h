// SPDX-License-Identifier: MIT
// One epoch's pairs in batches, before any is read: the numbers behind BatchStream.
#pragma once
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "godel/base/result.h"
#include "godel/dataset/batch_stream.h"

namespace godel {

// The pairs of all sources counted through: those of source s are starts[s] .. starts[s + 1].
class NumberedPairs {
 public:
  struct Place {
    size_t source = 0;
    size_t pair = 0;
  };

  // Error: kInvalidArgument as BatchStream::Create says; kResourceExhausted for 2^32 pairs and more, in all or in an
  // epoch. Looks at the length of every pair.
  static Result<NumberedPairs> Create(std::vector<MixedSource> sources, const BatchOptions& options);

  size_t sources() const { return sources_.size(); }
  const PairSource& source(size_t s) const { return *sources_[s].source; }
  // The weight in units of 2^-32, so that passes are counted in whole numbers, which are the same everywhere.
  uint64_t weight(size_t s) const { return weights_[s]; }
  uint32_t start(size_t s) const { return starts_[s]; }
  Place PlaceOf(uint32_t pair) const;
  PairLengths LengthsOf(uint32_t pair) const;

 private:
  std::vector<MixedSource> sources_;
  std::vector<uint64_t> weights_;
  std::vector<uint32_t> starts_ = {0};  // [sources + 1]
};

// Of an epoch with n pairs: 4 bytes a pair, 8 a batch. Never empty.
struct BatchPlan {
  std::vector<uint32_t> pairs;   // of all batches, one behind the other
  std::vector<uint32_t> begins;  // [batches + 1]; in `pairs`
  std::vector<uint32_t> order;   // [batches]; which comes first, second, ...

  size_t batches() const { return order.size(); }
  // The pairs of the batch that comes `i`-th.
  std::span<const uint32_t> BatchAt(size_t i) const {
    return std::span(pairs).subspan(begins[order[i]], begins[order[i] + 1] - begins[order[i]]);
  }
};

// Depends on the sources' sizes, lengths and weights, on `epoch`, and on the options but for rank and world_size.
BatchPlan PlanEpoch(const NumberedPairs& pairs, const BatchOptions& options, size_t epoch);

}  // namespace godel

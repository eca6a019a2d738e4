// SPDX-License-Identifier: MIT
// Where training takes its sequences from: numbered pairs of ids whose lengths are known beforehand, so that batches
// can be planned without reading them. Tokenised examples and corrupted spans of plain text both are one.
#pragma once
#include <cstddef>
#include <cstdint>
#include <vector>

#include "godel/base/result.h"
#include "godel/base/token_id.h"

namespace godel {

struct IdPair {
  std::vector<TokenId> input;   // with the final </s>
  std::vector<TokenId> target;  // with the final </s>
};

struct PairLengths {
  uint32_t input = 0;
  uint32_t target = 0;
};

// Safe to call from many threads.
class PairSource {
 public:
  virtual ~PairSource() = default;
  virtual size_t size() const = 0;
  // Number of ids of pair `i` < size(), the same in every epoch.
  virtual PairLengths LengthsOf(size_t i) const = 0;
  // The pair itself. What is drawn anew each epoch depends on (seed, epoch, i) alone, so that a resumed run sees the
  // same.
  virtual Result<IdPair> Get(size_t i, size_t epoch) const = 0;
};

}  // namespace godel

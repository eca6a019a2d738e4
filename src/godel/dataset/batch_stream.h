// SPDX-License-Identifier: MIT
// The endless, reproducible order of batches that training reads: sources mixed by weight, shuffled, put together by
// length within a budget of tokens, dealt out to the processes of a data-parallel run without overlap.
#pragma once
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "godel/base/result.h"
#include "godel/dataset/pair_source.h"

namespace godel {

// Sequences one after the other, without padding.
struct RaggedIds {
  std::vector<TokenId> ids;
  std::vector<size_t> offsets = {0};  // [sequences + 1]; sequence i is ids[offsets[i] .. offsets[i+1])

  size_t sequences() const { return offsets.size() - 1; }
};

struct TokenBatch {
  RaggedIds input;
  RaggedIds target;  // as many sequences
};

struct MixedSource {
  std::shared_ptr<const PairSource> source;
  double weight = 1;  // how often an epoch passes over it: 2 is twice, 0.25 a quarter, another one each epoch until all
                      // of it was read; 0 to 1e6
};

struct BatchOptions {
  size_t max_tokens = 0;    // of a batch, padding counted: sequences x (longest input + longest target); 0: no bound
  size_t max_examples = 0;  // 0: no bound; one of the two bounds is needed
  bool group_by_length = true;  // within windows of about 64 batches
  bool shuffle = true;          // false: the sources one after the other (grouped, if so, within windows)
  uint64_t seed = 42;
  size_t rank = 0;
  size_t world_size = 1;
};

// Where a stream is: in `epoch`, before its global batch `batch`. Independent of rank; with another world_size the
// stream goes on behind what all processes together have read.
struct BatchPosition {
  size_t epoch = 0;
  size_t batch = 0;
};

// The order is a function of the sources, the options and the epoch, on every machine. An epoch is planned when its
// first batch is asked for: some seconds and 4 bytes a pair for tens of millions of pairs, of which there must be fewer
// than 2^32. For one thread at a time.
class BatchStream {
 public:
  // Error: kInvalidArgument for options without a bound, for sources without pairs, for a rank outside the world, and
  // for a pair longer than max_tokens, which names it; kResourceExhausted for too many pairs. Asks for the length of
  // each.
  static Result<BatchStream> Create(std::vector<MixedSource> sources, const BatchOptions& options);
  BatchStream(BatchStream&&) noexcept;
  BatchStream& operator=(BatchStream&&) noexcept;
  ~BatchStream();

  // This rank's next batch; epochs follow each other without end. A global step takes world_size batches, so the last
  // few batches of an epoch that are fewer than that are filled up from its beginning. A pair that comes twice in an
  // epoch is asked for with the same epoch. Error: what the source says, and the stream stays where it is; kBadData for
  // a source whose pair has another length than it said.
  Result<TokenBatch> Next();
  BatchPosition position() const;
  // Any position is right; one behind an epoch's last batch is the next epoch's beginning. Costs the plan of that
  // epoch, with the next call of Next.
  void Seek(const BatchPosition& position);
  // Global batches of an epoch, a multiple of world_size. Costs the plan of that epoch, unless it is the current one.
  size_t BatchesInEpoch(size_t epoch) const;

 private:
  struct Impl;
  explicit BatchStream(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace godel

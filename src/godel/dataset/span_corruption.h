// SPDX-License-Identifier: MIT
// T5's objective for plain text: spans of ids are taken out and a sentinel put in the place of each; the target says
// after each sentinel what was there.
//   text    a b c d e f g h
//   input   a b <0> e f <1> </s>       target   <0> c d <1> g h </s>
#pragma once
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "godel/base/result.h"
#include "godel/dataset/pair_source.h"
#include "godel/dataset/token_documents.h"
#include "godel/text/tokenizer.h"

namespace godel {

struct SpanCorruptionOptions {
  double noise_density = 0.15;            // share of a text that is taken out; above 0, at most 0.9
  double mean_noise_span_length = 3;      // 1 or more
  size_t max_input_length = 512;          // ids of an input with its </s>; 4 to 2^20
  std::vector<TokenId> sentinels = {};    // in the order of their use, e.g. SentinelIds; at least as many as spans
  std::optional<TokenId> separator = {};  // between documents that share a pair; nullopt: nothing
  TokenId end = kEosId;
  uint64_t seed = 42;
};

// The ids of <extra_id_0>, <extra_id_1>, ... as far as the tokenizer has them.
std::vector<TokenId> SentinelIds(const Tokenizer& tokenizer);

// How much of a text of `length` >= 2 ids is taken out, in how many spans: as T5's random_spans_noise_mask, and never
// all of it, nor more spans than there are ids between them.
struct NoiseCounts {
  size_t noise = 0;
  size_t spans = 0;
};
NoiseCounts CountNoise(size_t length, const SpanCorruptionOptions& options);

// A pair for each chunk of text. Chunks are as long as fills max_input_length (568 ids for 512, and targets of 114);
// documents longer than that are cut, shorter ones that follow each other are put together as long as they fit whole.
// What would be a chunk of a single id is left out. 12 bytes a pair; the number and lengths of spans follow from a
// chunk's length, and where they are is drawn anew each epoch.
class SpanCorruption : public PairSource {
 public:
  // Error: kInvalidArgument for options outside the ranges above, and for too few sentinels, with the number needed;
  // kResourceExhausted for 2^32 documents and more, or a document of as many ids.
  static Result<SpanCorruption> Create(std::shared_ptr<const TokenDocuments> documents, SpanCorruptionOptions options);

  size_t size() const override { return chunks_.size(); }
  PairLengths LengthsOf(size_t i) const override;
  Result<IdPair> Get(size_t i, size_t epoch) const override;
  // The text of pair `i`, separators included.
  std::vector<TokenId> ChunkAt(size_t i) const;

 private:
  struct Chunk {
    uint32_t document = 0;
    uint32_t begin = 0;   // in the document
    uint32_t length = 0;  // may reach into the documents behind it, separators counted
  };
  SpanCorruption(std::shared_ptr<const TokenDocuments> documents, SpanCorruptionOptions options)
      : documents_(std::move(documents)), options_(std::move(options)) {}
  void CutInChunks(size_t max_length);

  std::shared_ptr<const TokenDocuments> documents_;
  SpanCorruptionOptions options_;
  std::vector<Chunk> chunks_;
};

}  // namespace godel

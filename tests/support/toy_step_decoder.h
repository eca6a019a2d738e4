// SPDX-License-Identifier: MIT
// A language model small enough to search by hand.
#pragma once
#include <functional>
#include <map>
#include <span>
#include <vector>

#include "godel/generation/search_loop.h"

namespace godel::testing {

// Computes the logits of a row from all ids that led to it, kept per sequence like the caches of a real model: a search
// that names a wrong parent gets the logits of a wrong past.
class ToyStepDecoder : public StepDecoder {
 public:
  using Logits = std::function<std::vector<float>(size_t sequence, std::span<const TokenId> ids)>;

  ToyStepDecoder(size_t vocab_size, Logits logits);

  // Ids before the last one of the prefix, as a real model would have them in its cache.
  void StartSequence(size_t sequence, std::span<const TokenId> prefix);
  Result<std::span<float>> Step(std::span<const SearchRows> groups) override;
  void KeepDraft(size_t sequence, size_t accepted) override;

  size_t num_steps() const { return num_steps_; }
  size_t num_rows() const { return num_rows_; }

 private:
  size_t vocab_size_;
  Logits logits_;
  std::map<size_t, std::vector<std::vector<TokenId>>> pasts_;
  std::map<size_t, size_t> drafted_;
  std::vector<float> rows_;
  size_t num_steps_ = 0;
  size_t num_rows_ = 0;
};

// A search of five ids from 0, which ends with 1 unless `params` say otherwise.
SearchRequest ToyRequest(SamplingParams params, size_t vocab_size = 5);

// Runs one search to its end and returns its results. Ends the test program when a step fails.
std::vector<Hypothesis> RunSearch(const SearchRequest& request, const ToyStepDecoder::Logits& logits);

// Logits that depend on the last id only: row `last` of `table`.
ToyStepDecoder::Logits ChainOf(std::vector<std::vector<float>> table);

// Logits that look random, are spread over [-spread, spread] and depend on every id: ties do not happen.
ToyStepDecoder::Logits HashedLogits(size_t vocab_size, uint64_t seed, float spread);

}  // namespace godel::testing

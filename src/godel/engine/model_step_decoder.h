// SPDX-License-Identifier: MIT
// The model behind generation/'s StepDecoder: one step of all live requests in one pass over the weights.
#pragma once
#include <map>
#include <memory>
#include <span>
#include <vector>

#include "godel/generation/search_loop.h"
#include "godel/model/encoder_decoder.h"

namespace godel {

// For one thread; the model must outlive it and be used by nobody else during a call.
class ModelStepDecoder : public StepDecoder {
 public:
  explicit ModelStepDecoder(EncoderDecoder& model) : model_(model) {}

  // A request of at most `max_rows` rows, under a handle that is free. Its prefix but for the last id is computed here;
  // the search feeds the last one.
  void Add(size_t sequence, std::shared_ptr<const CrossKv> cross, size_t max_rows, std::span<const TokenId> prefix);
  void Remove(size_t sequence) { sequences_.erase(sequence); }

  Result<std::span<float>> Step(std::span<const SearchRows> groups) override;
  void KeepDraft(size_t sequence, size_t accepted) override;

 private:
  struct Sequence {
    std::shared_ptr<const CrossKv> cross;
    KvCache cache;
    std::vector<TokenId> drafted{};  // row 0's token and the draft of the last step; empty without one
  };
  EncoderDecoder& model_;
  std::map<size_t, Sequence> sequences_;
  Matrix logits_;  // [rows of the step, V]
};

}  // namespace godel

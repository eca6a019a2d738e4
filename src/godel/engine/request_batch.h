// SPDX-License-Identifier: MIT
// The requests that are being decoded together. They join and leave between steps.
#pragma once
#include <chrono>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "godel/engine/encoder_cache.h"
#include "godel/engine/model_step_decoder.h"
#include "godel/engine/prepared_request.h"

namespace godel {

struct JoiningRequest {
  size_t handle;  // the caller's name for it, unique among the live ones
  PreparedRequest request;
};

struct LeavingRequest {
  size_t handle;
  Result<GenerateResult> result;
};

// For one thread; model, tokenizer and cache must outlive it.
class RequestBatch {
 public:
  // `draft`: guess from the input where a request is one row.
  RequestBatch(EncoderDecoder& model, const Tokenizer& tokenizer, EncoderCache& cache, bool draft)
      : model_(model), tokenizer_(tokenizer), cache_(cache), draft_(draft), decoder_(model) {}

  size_t rows() const { return rows_; }  // decoder rows of the live requests, at most
  bool empty() const { return live_.empty(); }

  // Encodes the inputs together and starts their searches. A request that cannot start leaves with the next Step.
  void Join(std::vector<JoiningRequest> requests);

  // One token for every live request; returns those that are finished.
  std::vector<LeavingRequest> Step();

 private:
  struct Live {
    PreparedRequest request;
    std::unique_ptr<TokenSearch> search;
    std::optional<Drafter> drafter;
    bool encoder_cache_hit;
    double encode_seconds;
    std::chrono::steady_clock::time_point started;
  };
  struct EncodedInput {
    std::shared_ptr<const CrossKv> cross;
    bool cached = false;
  };
  std::vector<EncodedInput> Encode(std::span<const JoiningRequest> requests);
  GenerateResult Finish(Live& live) const;

  EncoderDecoder& model_;
  const Tokenizer& tokenizer_;
  EncoderCache& cache_;
  bool draft_;
  ModelStepDecoder decoder_;
  std::map<size_t, Live> live_;
  std::vector<LeavingRequest> failed_;
  size_t rows_ = 0;
};

}  // namespace godel

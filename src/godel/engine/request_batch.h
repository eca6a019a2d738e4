// SPDX-License-Identifier: MIT
// The requests that are being decoded together. They join and leave between steps.
#pragma once
#include <chrono>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "godel/engine/encode_queue.h"
#include "godel/engine/model_step_decoder.h"
#include "godel/engine/prepared_request.h"

namespace godel {

struct JoiningRequest {
  PreparedRequest request;
  EncodedInput encoded;  // its handle is the request's, unique among the live ones
};

struct LeavingRequest {
  size_t handle;
  Result<GenerateResult> result;
};

// For one thread; model and tokenizer must outlive it.
class RequestBatch {
 public:
  // `draft`: guess from the input where a request is one row.
  RequestBatch(EncoderDecoder& model, const Tokenizer& tokenizer, bool draft)
      : model_(model), tokenizer_(tokenizer), draft_(draft), decoder_(model) {}

  // Starts its search. A request that cannot start leaves with the next Step.
  void Join(JoiningRequest joining);
  // Ends it with what it has; it leaves with the next Step. Nothing happens when it is not here.
  void Stop(size_t handle);

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
    std::optional<std::chrono::steady_clock::time_point> first_step;  // when it was over
  };
  GenerateResult Finish(Live& live) const;

  EncoderDecoder& model_;
  const Tokenizer& tokenizer_;
  bool draft_;
  ModelStepDecoder decoder_;
  std::map<size_t, Live> live_;
  std::vector<LeavingRequest> failed_;
};

}  // namespace godel

// SPDX-License-Identifier: MIT
// The inputs that are on their way through the encoder, a few layers at a time, so that replies which are being decoded
// wait for a part of an input and never for all of it.
#pragma once
#include <chrono>
#include <list>
#include <memory>
#include <span>
#include <vector>

#include "godel/engine/encoder_cache.h"
#include "godel/model/encoder_decoder.h"

namespace godel {

struct EncodeJob {
  size_t handle;  // the caller's name for it
  std::vector<TokenId> input_ids;
};

struct EncodedInput {
  size_t handle;
  std::shared_ptr<const CrossKv> cross;
  bool cached = false;  // it had been encoded, or was being encoded, for another
  double seconds = 0;   // of the model's time, for all the inputs that it was encoded with
};

// For one thread; model and cache must outlive it.
class EncodeQueue {
 public:
  // `chunk_tokens`: rows that go through one layer in a turn while few are at work, at least one layer; 0: all layers.
  EncodeQueue(EncoderDecoder& model, EncoderCache& cache, size_t chunk_tokens)
      : model_(model), cache_(cache), chunk_tokens_(chunk_tokens) {}

  // Inputs that come together are encoded together, but those that one part takes through all layers apart from the
  // longer ones. Equal ones are encoded once, and those that the cache remembers not at all.
  void Add(std::vector<EncodeJob> jobs);

  // A part of the oldest inputs and, so that a short one need not wait for a long one, of the shortest that have had
  // none yet.
  // The part grows with the number of `requests` at work: all of them get a token in a turn, so that many end sooner,
  // in turns, and as much more must be read in one for the steps to stay full. Returns what is ready.
  std::vector<EncodedInput> Turn(size_t requests);

  // Forgets it; inputs that nobody waits for are not encoded further. False when it is not here.
  bool Remove(size_t handle);

  bool empty() const { return groups_.empty() && ready_.empty(); }

 private:
  struct Input {
    std::vector<TokenId> ids;
    std::vector<size_t> handles;  // all who asked for it; the first one first
  };
  struct Group {
    std::vector<Input> inputs;
    Encoding encoding;
    double seconds = 0;
    bool fresh = true;
  };
  bool JoinWaiting(const EncodeJob& job);
  bool IsShort(const Input& input) const;
  void AddGroup(std::vector<Input> inputs);
  // `tokens` rows through one layer. True when it is over and its inputs are in ready_.
  bool Advance(size_t tokens, Group* group);
  void Finish(const Group& group);

  EncoderDecoder& model_;
  EncoderCache& cache_;
  size_t chunk_tokens_;
  std::list<Group> groups_;  // in the order of their arrival
  std::vector<EncodedInput> ready_;
};

}  // namespace godel

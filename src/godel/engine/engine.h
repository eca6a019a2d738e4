// SPDX-License-Identifier: MIT
// A model folder or file in; ids or text in; ids, text and scores out. Owns the model, the tokenizer, the threads and
// the batch.
#pragma once
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "godel/base/machine_limits.h"
#include "godel/base/profile.h"
#include "godel/base/result.h"
#include "godel/base/token_id.h"
#include "godel/engine/encoder_cache.h"
#include "godel/generation/drafter.h"
#include "godel/generation/sampling_params.h"
#include "godel/generation/token_search.h"
#include "godel/model/lora_adapter.h"
#include "godel/model/t5_config.h"
#include "godel/model/weight_recipe.h"
#include "godel/text/tokenizer.h"

namespace godel {

struct EngineOptions {
  size_t num_threads = 0;           // 0: one a core that this process may use
  WeightRecipe weights{};           // f32 by default, whatever the file holds: the ids are transformers' own
  size_t max_batch_rows = 64;       // decoder rows (requests times beams) that one step computes together
  size_t max_input_tokens = 16384;  // a longer input is refused: attention costs its square
  // What the caches of all requests that are being decoded may grow to. A request that alone could need more is refused
  // before anything is computed; one that has no room beside the others waits.
  size_t max_cache_bytes = size_t{4} << 30;
  // An input goes through the encoder this many tokens and layers (their product) at a time, and replies that are being
  // decoded take a step in between. 0: all at once, which is quickest when nobody reads along.
  size_t encode_chunk_tokens = 0;
  // What recent inputs' encodings may take (EncoderCache); 0: each request is encoded anew.
  size_t encoder_cache_bytes = size_t{256} << 20;
  std::vector<LoraFolder> lora{};  // adapters of the model, added to its weights as they are loaded
  bool draft = true;  // guess what is copied from the input and check several ids in a step; the reply is the same
};

struct GenerateRequest {
  std::vector<TokenId> input_ids;          // with the final </s>, as Tokenizer::Encode gives them
  std::vector<TokenId> decoder_input_ids;  // a prefix for the reply; the start token is put in front when missing
  SamplingParams params;
  // Called on the engine's thread with each new id of a request with one sequence and no beams; false stops it. All
  // other replies wait for it, so it should return soon, and it must not wait for the engine.
  std::function<bool(const NewToken&)> on_token{};
  int priority = 0;  // of those that wait, the highest is next
  // It ends as Engine::Cancel would end it: when it still waits by then, and when it is not over by then.
  std::optional<std::chrono::steady_clock::time_point> begin_by{};
  std::optional<std::chrono::steady_clock::time_point> deadline{};
};

struct GeneratedSequence {
  std::vector<TokenId> ids;  // as generate() returns: start token included, no padding
  std::string text;          // decoded without special tokens
  size_t new_tokens = 0;     // of ids
  float score = 0;
  FinishReason finish_reason = FinishReason::kEos;
};

struct GenerateResult {
  std::vector<GeneratedSequence> sequences;  // best first, num_return_sequences of them
  size_t input_tokens = 0;
  size_t new_tokens = 0;           // over all sequences
  double queue_seconds = 0;        // until there was room for it
  double encode_seconds = 0;       // of the model's time, for all the inputs that this one was encoded with
  double first_token_seconds = 0;  // since it came; for several sequences or beams, until all was there
  double decode_seconds = 0;       // from the first step to the last
  bool encoder_cache_hit = false;
  DraftCounts draft;
};

struct ScoreRequest {
  std::vector<TokenId> input_ids;
  std::vector<TokenId> target_ids;  // with the final </s>
};

struct ScoreResult {
  std::vector<float> logprobs;  // natural log, one a target id
  double loss = 0;              // their mean, negated
};

enum class RequestId : uint64_t {};

struct EngineCounts {
  size_t waiting = 0;      // requests without room
  size_t running = 0;      // being encoded or decoded
  size_t rows = 0;         // decoder rows of those, at most
  size_t cache_bytes = 0;  // what their caches may grow to
  EncoderCacheCounts encoder_cache{};
};

// For any thread. One thread of its own uses the model; requests join and leave its batch between steps.
class Engine {
 public:
  // A Hugging Face folder (config.json, weights, tokenizer, and generation_config.json if there is one) or a GGUF file.
  static Result<std::unique_ptr<Engine>> Load(const std::filesystem::path& model, const EngineOptions& options = {});
  ~Engine();
  Engine(const Engine&) = delete;
  Engine& operator=(const Engine&) = delete;

  const Tokenizer& tokenizer() const;
  const T5Config& config() const;
  // What generation_config.json (or an old config.json) sets over the library's defaults. Start from these.
  const SamplingParams& default_params() const;
  size_t num_threads() const;
  WeightRecipe weights() const;  // what they are; a file with packed weights decides itself
  std::string_view isa_name() const;

  // For reports on speed. `profile` must outlive its use; null ends it. MeasureMachine takes about a second, in which
  // nothing else is computed, and up to a GiB.
  void SetProfile(Profile* profile);
  MachineLimits MeasureMachine() const;
  size_t step_weight_bytes() const;                // packed weights that one step of the decoder reads
  size_t cross_bytes(size_t source_length) const;  // what cross-attention keeps of an input of so many tokens

  // Takes the request and returns at once. `on_done` is called on the engine's thread, under the rules of on_token, or
  // before Submit returns when the request is refused. A request's ids do not depend on what runs beside it.
  // Errors: those of Prepare (what cannot be, what is too large), and kCancelled.
  using OnResult = std::function<void(Result<GenerateResult>)>;
  RequestId Submit(const GenerateRequest& request, OnResult on_done);
  // Within one step: a request that waits ends with kCancelled, one that is being decoded with what it has and kStop.
  // Nothing happens when it is over already.
  void Cancel(RequestId id);
  EngineCounts counts() const;

  // These wait for the results, so they must not be called on the engine's thread (on_token, on_done).
  // Results in the order of the requests; each has its own error, so that one bad request spoils no other.
  std::vector<Result<GenerateResult>> Generate(std::span<const GenerateRequest> requests);
  // `on_done(i, result)` as each request finishes, in any order, never two at a time.
  using OnDone = std::function<void(size_t, Result<GenerateResult>)>;
  void Generate(std::span<const GenerateRequest> requests, const OnDone& on_done);
  Result<GenerateResult> Generate(const GenerateRequest& request);

  // Teacher forcing: how likely the model finds each target id after the ones before it.
  Result<ScoreResult> Score(const ScoreRequest& request);
  // The same, with the raw logits [V] of each position of the target, which are scratch afterwards; on the engine's
  // thread.
  using OnLogits = std::function<void(size_t position, std::span<float> logits)>;
  Status ForEachTargetPosition(const ScoreRequest& request, const OnLogits& on_logits);

 private:
  struct Impl;
  explicit Engine(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace godel

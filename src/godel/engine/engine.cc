// SPDX-License-Identifier: MIT
#include "godel/engine/engine.h"

#include <algorithm>
#include <cmath>
#include <deque>

#include "godel/base/check.h"
#include "godel/engine/model_source.h"
#include "godel/engine/request_batch.h"
#include "godel/formats/checkpoint.h"
#include "godel/model/encoder_decoder.h"
#include "godel/model/packed_weights.h"

namespace godel {
namespace {

// Inputs are encoded together up to this many tokens: more rows make the matrix products no faster, and their
// activations cost memory.
constexpr size_t kEncodeTokens = 2048;

// Rows of logits that scoring holds at once: 64 rows of T5's vocabulary are 8 MiB.
constexpr size_t kScoreRows = 64;

// ln softmax(logits)[id], summed in double.
double LogProbability(std::span<const float> logits, TokenId id) {
  const double max = *std::max_element(logits.begin(), logits.end());
  double sum = 0;
  for (float logit : logits) sum += std::exp(logit - max);
  return logits[Index(id)] - max - std::log(sum);
}

}  // namespace

struct Engine::Impl {
  EngineOptions options;
  ModelFolder folder;
  EncoderDecoder model;
  EncoderCache encoder_cache{options.encoder_cache_bytes};
};

Engine::Engine(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Engine::~Engine() = default;

Result<std::unique_ptr<Engine>> Engine::Load(const std::filesystem::path& path, const EngineOptions& options) {
  GODEL_TRY(ModelSource source, ReadModelSource(path, options.lora));
  auto model = EncoderDecoder::Load(source.parts.config, std::move(source.checkpoint), options.num_threads,
                                    options.weights, source.lora);
  if (!model) return Within(path.string(), model.error());
  return std::unique_ptr<Engine>(
      new Engine(std::make_unique<Impl>(Impl{options, std::move(source.parts), std::move(*model)})));
}

const Tokenizer& Engine::tokenizer() const {
  return impl_->folder.tokenizer;
}
const T5Config& Engine::config() const {
  return impl_->folder.config;
}
const SamplingParams& Engine::default_params() const {
  return impl_->folder.default_params;
}
size_t Engine::num_threads() const {
  return impl_->model.compute().pool->num_threads();
}
WeightRecipe Engine::weights() const {
  return RecipeOf(impl_->model.weights());
}
std::string_view Engine::isa_name() const {
  return IsaName(impl_->model.compute().isa);
}
void Engine::SetProfile(Profile* profile) {
  impl_->model.SetProfile(profile);
}
MachineLimits Engine::MeasureMachine() const {
  return impl_->model.MeasureMachine();
}
size_t Engine::step_weight_bytes() const {
  return impl_->model.step_weight_bytes();
}

size_t Engine::cross_kv_value_bytes() const {
  return impl_->model.cross_kv_value_bytes();
}

void Engine::Generate(std::span<const GenerateRequest> requests, const OnDone& on_done) {
  const size_t max_rows = impl_->options.max_batch_rows;
  std::deque<JoiningRequest> waiting;
  for (size_t i = 0; i < requests.size(); ++i) {
    auto prepared = Prepare(requests[i], default_params(), config(), impl_->options);
    if (prepared)
      waiting.push_back({i, std::move(*prepared)});
    else
      on_done(i, tl::unexpected<Error>(prepared.error()));
  }
  RequestBatch batch(impl_->model, tokenizer(), impl_->encoder_cache, impl_->options.draft);
  while (!waiting.empty() || !batch.empty()) {
    // First come, first served; a request wider than the batch runs alone.
    std::vector<JoiningRequest> joining;
    size_t rows = batch.rows(), tokens = 0;
    while (!waiting.empty()) {
      const PreparedRequest& next = waiting.front().request;
      const bool fits =
          rows + next.max_rows() <= max_rows && (joining.empty() || tokens + next.input_ids.size() <= kEncodeTokens);
      if (!fits && rows > 0) break;
      rows += next.max_rows();
      tokens += next.input_ids.size();
      joining.push_back(std::move(waiting.front()));
      waiting.pop_front();
    }
    if (!joining.empty()) batch.Join(std::move(joining));
    for (LeavingRequest& leaving : batch.Step()) on_done(leaving.handle, std::move(leaving.result));
  }
}

std::vector<Result<GenerateResult>> Engine::Generate(std::span<const GenerateRequest> requests) {
  std::vector<Result<GenerateResult>> results(requests.size());
  Generate(requests, [&](size_t i, Result<GenerateResult> result) { results[i] = std::move(result); });
  return results;
}

Result<GenerateResult> Engine::Generate(const GenerateRequest& request) {
  return std::move(Generate(std::span(&request, 1)).front());
}

Status Engine::ForEachTargetPosition(const ScoreRequest& request, const OnLogits& on_logits) {
  const size_t vocab_size = config().vocab_size;
  GODEL_TRY_STATUS(CheckIds(request.input_ids, "input_ids", vocab_size));
  GODEL_TRY_STATUS(CheckIds(request.target_ids, "target_ids", vocab_size));
  for (size_t length : {request.input_ids.size(), request.target_ids.size()})
    if (length > impl_->options.max_input_tokens)
      return Fail(ErrorCode::kResourceExhausted, "an input or target of " + std::to_string(length) +
                                                     " tokens; at most " +
                                                     std::to_string(impl_->options.max_input_tokens) + " are taken");
  EncoderDecoder& model = impl_->model;
  const std::span<const TokenId> input = request.input_ids;
  const auto cross = model.MakeCrossKv(model.Encode({&input, 1}));

  // The decoder sees the target shifted right behind the start token.
  std::vector<TokenId> shifted = {*default_params().decoder_start_token_id};
  shifted.insert(shifted.end(), request.target_ids.begin(), request.target_ids.end() - 1);

  KvCache cache = model.MakeCache(1);
  Matrix logits;
  for (size_t begin = 0; begin < shifted.size(); begin += kScoreRows) {
    const size_t rows = std::min(kScoreRows, shifted.size() - begin);
    const DecoderInput step{&cache, 0, cross.get(), std::span(shifted).subspan(begin, rows)};
    const ConstMatrixView hidden = model.Decode({&step, 1});
    logits.Resize(rows, vocab_size);
    model.Logits(hidden, logits.view());
    for (size_t r = 0; r < rows; ++r) on_logits(begin + r, logits.row(r));
  }
  return {};
}

Result<ScoreResult> Engine::Score(const ScoreRequest& request) {
  ScoreResult result;
  double total = 0;
  GODEL_TRY_STATUS(ForEachTargetPosition(request, [&](size_t position, std::span<const float> logits) {
    const double logprob = LogProbability(logits, request.target_ids[position]);
    result.logprobs.push_back(static_cast<float>(logprob));
    total += logprob;
  }));
  result.loss = -total / static_cast<double>(request.target_ids.size());
  return result;
}

}  // namespace godel

// SPDX-License-Identifier: MIT
#include "godel/engine/engine.h"

#include <algorithm>
#include <cmath>
#include <future>

#include "godel/base/check.h"
#include "godel/engine/model_source.h"
#include "godel/engine/scheduler.h"
#include "godel/formats/checkpoint.h"
#include "godel/model/encoder_decoder.h"
#include "godel/model/packed_weights.h"

namespace godel {
namespace {

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
  Scheduler scheduler{model, folder.tokenizer, options};

  // Waits for one encoded input. Null when the engine ends.
  std::shared_ptr<const CrossKv> Encode(const std::vector<TokenId>& input_ids);
};

std::shared_ptr<const CrossKv> Engine::Impl::Encode(const std::vector<TokenId>& input_ids) {
  std::promise<std::shared_ptr<const CrossKv>> encoded;
  auto future = encoded.get_future();
  PreparedRequest request;
  request.input_ids = input_ids;
  RequestEnd end;
  end.on_encoded = [&](std::shared_ptr<const CrossKv> cross) { encoded.set_value(std::move(cross)); };
  std::vector<std::pair<PreparedRequest, RequestEnd>> one;
  one.emplace_back(std::move(request), std::move(end));
  scheduler.Submit(std::move(one));
  return future.get();
}

Engine::Engine(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Engine::~Engine() = default;

Result<std::unique_ptr<Engine>> Engine::Load(const std::filesystem::path& path, const EngineOptions& options) {
  GODEL_TRY(ModelSource source, ReadModelSource(path, options.lora));
  auto model = EncoderDecoder::Load(source.parts.config, std::move(source.checkpoint), options.num_threads,
                                    options.weights, source.lora);
  if (!model) return Within(path.string(), model.error());
  // Not by make_unique: an Impl is built in its place, because its scheduler keeps the address of its model.
  return std::unique_ptr<Engine>(
      new Engine(std::unique_ptr<Impl>(new Impl{options, std::move(source.parts), std::move(*model)})));
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
  impl_->scheduler.Run([&] { impl_->model.SetProfile(profile); });
}
MachineLimits Engine::MeasureMachine() const {
  MachineLimits limits;
  impl_->scheduler.Run([&] { limits = impl_->model.MeasureMachine(); });
  return limits;
}
size_t Engine::step_weight_bytes() const {
  return impl_->model.step_weight_bytes();
}

size_t Engine::cross_bytes(size_t source_length) const {
  return impl_->model.cross_bytes(source_length);
}

RequestId Engine::Submit(const GenerateRequest& request, OnResult on_done) {
  auto prepared = Prepare(request, default_params(), impl_->model, impl_->options);
  if (!prepared) {
    on_done(tl::unexpected<Error>(prepared.error()));
    return RequestId{0};
  }
  std::vector<std::pair<PreparedRequest, RequestEnd>> one;
  one.emplace_back(std::move(*prepared), RequestEnd{.on_done = std::move(on_done)});
  return impl_->scheduler.Submit(std::move(one));
}

void Engine::Cancel(RequestId id) {
  impl_->scheduler.Cancel(id);
}

EngineCounts Engine::counts() const {
  return impl_->scheduler.counts();
}

void Engine::Generate(std::span<const GenerateRequest> requests, const OnDone& on_done) {
  GODEL_CHECK(!impl_->scheduler.IsThisThread());
  std::vector<std::pair<PreparedRequest, RequestEnd>> submitted;
  size_t left = 0;  // of the engine's thread alone, once they are submitted
  std::promise<void> all_done;
  for (size_t i = 0; i < requests.size(); ++i) {
    auto prepared = Prepare(requests[i], default_params(), impl_->model, impl_->options);
    if (!prepared) {
      on_done(i, tl::unexpected<Error>(prepared.error()));
      continue;
    }
    ++left;
    submitted.emplace_back(std::move(*prepared), RequestEnd{.on_done = [&, i](Result<GenerateResult> result) {
                             on_done(i, std::move(result));
                             if (--left == 0) all_done.set_value();
                           }});
  }
  if (left == 0) return;
  impl_->scheduler.Submit(std::move(submitted));
  all_done.get_future().wait();
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
  GODEL_CHECK(!impl_->scheduler.IsThisThread());
  EncoderDecoder& model = impl_->model;
  const auto cross = impl_->Encode(request.input_ids);
  if (cross == nullptr) return Fail(ErrorCode::kCancelled, "the engine ends");

  // The decoder sees the target shifted right behind the start token.
  std::vector<TokenId> shifted = {*default_params().decoder_start_token_id};
  shifted.insert(shifted.end(), request.target_ids.begin(), request.target_ids.end() - 1);

  KvCache cache = model.MakeCache(1);
  Matrix logits;
  for (size_t begin = 0; begin < shifted.size(); begin += kScoreRows) {
    const size_t rows = std::min(kScoreRows, shifted.size() - begin);
    impl_->scheduler.Run([&] {
      const DecoderInput step{&cache, 0, cross.get(), std::span(shifted).subspan(begin, rows)};
      const ConstMatrixView hidden = model.Decode({&step, 1});
      logits.Resize(rows, vocab_size);
      model.Logits(hidden, logits.view());
      for (size_t r = 0; r < rows; ++r) on_logits(begin + r, logits.row(r));
    });
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

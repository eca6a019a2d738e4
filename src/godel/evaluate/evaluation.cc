// SPDX-License-Identifier: MIT
#include "godel/evaluate/evaluation.h"

#include <fmt/format.h>

#include <chrono>
#include <utility>

namespace godel {
namespace {

class Stopwatch {
 public:
  double Seconds() const { return std::chrono::duration<double>(Clock::now() - start_).count(); }

 private:
  using Clock = std::chrono::steady_clock;
  Clock::time_point start_ = Clock::now();
};

std::string NameOf(size_t example) {
  return fmt::format("example {}", example);
}

Result<Likelihood> ScoreResponse(Engine& engine, const std::vector<TokenId>& input, const std::string& response) {
  GODEL_TRY(std::vector<TokenId> target, engine.tokenizer().Encode(response));
  return MeasureLikelihood(engine, {.input_ids = input, .target_ids = std::move(target)}, response);
}

Result<TextScores> ScoresOf(std::span<const Example> examples, std::span<const EvaluatedExample> evaluated) {
  std::vector<std::string> replies, knowledge;
  std::vector<std::vector<std::string>> references;
  for (size_t i = 0; i < examples.size(); ++i) {
    replies.push_back(evaluated[i].reply);
    knowledge.push_back(examples[i].knowledge);
    references.push_back({examples[i].response});
  }
  GODEL_TRY(ScoredTexts scored,
            ComputeTextScores({.hypotheses = replies, .references = references, .knowledge = knowledge}));
  return scored.total;
}

}  // namespace

EvaluationCost& EvaluationCost::operator+=(const EvaluationCost& other) {
  score_seconds += other.score_seconds;
  generate_seconds += other.generate_seconds;
  generated_tokens += other.generated_tokens;
  return *this;
}

SamplingParams EvaluationParams(const Engine& engine) {
  constexpr size_t kLength = 64;
  SamplingParams params = engine.default_params();
  params.do_sample = false;
  if (!params.max_length && !params.max_new_tokens) params.max_length = kLength;
  return params;
}

Result<Evaluation> EvaluateExamples(Engine& engine, std::span<const Example> examples,
                                    const EvaluationOptions& options) {
  EvaluationProgress progress{.examples = examples.size()};
  const auto report = [&] {
    if (options.on_progress) options.on_progress(progress);
  };
  EvaluationCost cost;
  const Stopwatch scoring;
  std::vector<std::vector<TokenId>> inputs;
  std::vector<EvaluatedExample> evaluated(examples.size());
  for (size_t i = 0; i < examples.size(); ++i) {
    auto input = EncodeExample(examples[i], engine.tokenizer(), options.prompt);
    if (!input) return Within(NameOf(i), std::move(input.error()));
    auto likelihood = ScoreResponse(engine, *input, examples[i].response);
    if (!likelihood) return Within(NameOf(i), std::move(likelihood.error()));
    evaluated[i].likelihood = *likelihood;
    if (options.generate) inputs.push_back(std::move(*input));
    ++progress.scored;
    progress.tokens += likelihood->tokens;
    report();
  }
  cost.score_seconds = scoring.Seconds();
  if (options.generate) {
    const Stopwatch generating;
    const auto on_reply = [&](size_t i, const GeneratedReply& reply) {
      ++progress.answered;
      progress.tokens += reply.new_tokens;
      cost.generated_tokens += reply.new_tokens;
      if (options.on_reply) options.on_reply(i, reply);
      report();
    };
    GODEL_TRY(std::vector<GeneratedReply> replies,
              GenerateReplies(engine, inputs, options.params, on_reply, options.known_replies));
    for (size_t i = 0; i < examples.size(); ++i) evaluated[i].reply = std::move(replies[i].text);
    cost.generate_seconds = generating.Seconds();
  }
  GODEL_TRY(Evaluation evaluation, Summarize(examples, std::move(evaluated), options.generate));
  evaluation.cost = cost;
  return evaluation;
}

Result<Evaluation> Summarize(std::span<const Example> examples, std::vector<EvaluatedExample> evaluated,
                             bool with_replies) {
  if (examples.empty() || examples.size() != evaluated.size())
    return Fail(ErrorCode::kInvalidArgument,
                fmt::format("an evaluation needs examples and a result for each; there are {} examples and {} results",
                            examples.size(), evaluated.size()));
  Evaluation evaluation;
  for (const EvaluatedExample& example : evaluated) evaluation.likelihood += example.likelihood;
  if (with_replies) {
    GODEL_TRY(evaluation.text, ScoresOf(examples, evaluated));
  }
  evaluation.examples = std::move(evaluated);
  return evaluation;
}

}  // namespace godel

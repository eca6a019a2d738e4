// SPDX-License-Identifier: MIT
// A model measured on examples: how likely it finds their responses, and how its own replies compare with them. The
// program's `evaluate` and the evaluations during training are this one function.
#pragma once
#include <cstddef>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "godel/base/result.h"
#include "godel/dataset/example.h"
#include "godel/engine/engine.h"
#include "godel/evaluate/generation_run.h"
#include "godel/evaluate/likelihood.h"
#include "godel/evaluate/metrics/text_scores.h"
#include "godel/generation/sampling_params.h"
#include "godel/prompt/prompt.h"

namespace godel {

struct EvaluationProgress {
  size_t scored = 0;    // examples whose response was scored
  size_t answered = 0;  // examples that have a reply
  size_t examples = 0;  // of how many
  size_t tokens = 0;    // scored and generated
};

struct EvaluationOptions {
  PromptOptions prompt;
  bool generate = true;   // replies, and the metrics of texts; much the longer part
  SamplingParams params;  // of the replies; start from EvaluationParams
  std::function<void(const EvaluationProgress&)> on_progress;
  OnReply on_reply = {};                                              // each reply as it is finished, to be kept
  std::span<const std::optional<GeneratedReply>> known_replies = {};  // of the examples that have one already
};

// The checkpoint's own parameters, greedy whatever they say, and up to 64 decoder ids (GODEL's generate.py) where they
// say no length.
SamplingParams EvaluationParams(const Engine& engine);

struct EvaluatedExample {
  Likelihood likelihood;  // of the example's response
  std::string reply;      // empty without generation
};

struct EvaluationCost {
  double score_seconds = 0;  // tokenising included
  double generate_seconds = 0;
  size_t generated_tokens = 0;

  EvaluationCost& operator+=(const EvaluationCost& other);
};

struct Evaluation {
  Likelihood likelihood;           // sum over the examples
  std::optional<TextScores> text;  // of the replies; nullopt without generation
  std::vector<EvaluatedExample> examples;
  EvaluationCost cost;
};

// Results in the order of the examples. For one thread at a time, as the engine is. Scoring costs one example at a
// time, generation runs in the engine's batches. Error: kInvalidArgument without examples; the engine's, the
// tokenizer's and the prompt's, with the example's number (from 0) in front.
Result<Evaluation> EvaluateExamples(Engine& engine, std::span<const Example> examples,
                                    const EvaluationOptions& options);

// The evaluation of parts of a data set put together; metrics of a corpus are not the mean of its parts.
// `examples` are all of them in the order of `evaluated`. The cost stays zero.
Result<Evaluation> Summarize(std::span<const Example> examples, std::vector<EvaluatedExample> evaluated,
                             bool with_replies);

}  // namespace godel

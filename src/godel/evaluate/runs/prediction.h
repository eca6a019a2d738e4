// SPDX-License-Identifier: MIT
// What a run keeps of each example: a line of predictions.jsonl.
#pragma once
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "godel/base/json.h"
#include "godel/base/result.h"
#include "godel/dataset/example.h"
#include "godel/evaluate/groundedness/groundedness.h"
#include "godel/evaluate/likelihood.h"

namespace godel {

struct PredictionScore {
  std::string name;
  double value = 0;
};

struct Prediction {
  std::string file;                  // the row of the table it belongs to
  Example example;                   // its response is the reference
  std::optional<std::string> reply;  // as the model wrote it, or none where nothing was generated
  double nats = 0;                   // of the reference
  size_t tokens = 0;
  std::vector<PredictionScore> scores;  // of the reply
};

// Of each reply, in the order of the examples: what text_scores.h knows of one example (sentence_bleu, rouge_1 ...,
// f1, knowledge_f1, answers, meteor, words), and with knowledge the figures of groundedness. `grounded` has one for
// each example, as MeasureGroundedness gives it. Error: ComputeTextScores'.
Result<std::vector<std::vector<PredictionScore>>> ScoreReplies(std::span<const std::string> replies,
                                                               std::span<const Example> examples,
                                                               std::span<const std::optional<Groundedness>> grounded);

// NaN where there is no score of that name.
double ScoreOf(const Prediction& prediction, std::string_view name);

// One line without its end, keys as docs/evaluation.md lists them.
std::string PredictionLine(const Prediction& prediction);

// Error: kBadData, naming the member that is absent or of another type. Unknown members are left alone; the first
// kMostScores scores are kept.
inline constexpr size_t kMostScores = 64;
Result<Prediction> ParsePrediction(const Json& object);

}  // namespace godel

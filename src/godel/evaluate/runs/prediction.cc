// SPDX-License-Identifier: MIT
#include "godel/evaluate/runs/prediction.h"

#include <algorithm>
#include <limits>
#include <utility>

#include "godel/dataset/example_json.h"
#include "godel/evaluate/metrics/score_list.h"
#include "godel/evaluate/metrics/text_scores.h"

namespace godel {
namespace {

Result<std::vector<std::string>> ParseContext(const Json& object) {
  const auto found = object.find("context");
  if (found == object.end())
    return Fail(ErrorCode::kBadData, "context is absent; is this a line of predictions.jsonl?");
  if (found->is_string()) return SplitTurns(found->get_ref<const std::string&>());
  std::vector<std::string> turns;
  if (!found->is_array())
    return Fail(ErrorCode::kBadData, "context: expected a list of turns, found " + Excerpt(*found));
  for (const Json& turn : *found) {
    if (!turn.is_string()) return Fail(ErrorCode::kBadData, "context: expected texts, found " + Excerpt(turn));
    turns.push_back(turn.get<std::string>());
  }
  return turns;
}

Result<std::string> TextMember(const Json& object, std::string_view key) {
  GODEL_TRY(std::optional<std::string> text, OptionalMember<std::string>(object, key));
  return std::move(text).value_or("");
}

// Knowledge F1 is there already.
void AddGroundedness(const Groundedness& grounded, std::vector<PredictionScore>* scores) {
  scores->push_back({"copied_share", grounded.copied_share});
  scores->push_back({"longest_copy", static_cast<double>(grounded.longest_copy)});
  scores->push_back({"entities", static_cast<double>(grounded.entities)});
  scores->push_back({"novel_entities", static_cast<double>(grounded.novel_entities)});
  if (grounded.knowledge_gain) scores->push_back({"knowledge_gain", *grounded.knowledge_gain});
}

}  // namespace

Result<std::vector<std::vector<PredictionScore>>> ScoreReplies(std::span<const std::string> replies,
                                                               std::span<const Example> examples,
                                                               std::span<const std::optional<Groundedness>> grounded) {
  TextScoreOptions options;
  options.metrics.erase(TextMetric::kNist);  // of a corpus alone
  std::vector<std::vector<std::string>> references;
  std::vector<std::string> knowledge;
  for (const Example& example : examples) {
    references.push_back({example.response});
    knowledge.push_back(example.knowledge);
  }
  GODEL_TRY(const ScoredTexts scored,
            ComputeTextScores({.hypotheses = replies, .references = references, .knowledge = knowledge}, options));
  std::vector<std::vector<PredictionScore>> scores;
  for (size_t i = 0; i < replies.size(); ++i) {
    auto& of_reply = scores.emplace_back();
    for (const NamedScore& score : ListScores(scored.examples[i], options))
      of_reply.push_back({std::string(score.name), score.value});
    if (i < grounded.size() && grounded[i]) AddGroundedness(*grounded[i], &of_reply);
  }
  return scores;
}

double ScoreOf(const Prediction& prediction, std::string_view name) {
  const auto found = std::find_if(prediction.scores.begin(), prediction.scores.end(),
                                  [&](const PredictionScore& score) { return score.name == name; });
  return found == prediction.scores.end() ? std::numeric_limits<double>::quiet_NaN() : found->value;
}

std::string PredictionLine(const Prediction& prediction) {
  const Example& example = prediction.example;
  nlohmann::ordered_json json = {{"file", prediction.file}};
  if (!example.dialog.empty()) json["dialog"] = example.dialog;
  if (example.turn > 0) json["turn"] = example.turn;
  if (!example.instruction.empty()) json["instruction"] = example.instruction;
  json["context"] = example.context;
  json["knowledge"] = example.knowledge;
  json["reference"] = example.response;
  if (prediction.reply) json["reply"] = *prediction.reply;
  json["nats"] = prediction.nats;
  json["tokens"] = prediction.tokens;
  if (!prediction.scores.empty()) {
    auto& scores = json["scores"] = nlohmann::ordered_json::object();
    for (const PredictionScore& score : prediction.scores) scores[score.name] = score.value;
  }
  return Dump(json);
}

Result<Prediction> ParsePrediction(const Json& object) {
  Prediction prediction;
  GODEL_TRY(prediction.file, TextMember(object, "file"));
  Example& example = prediction.example;
  GODEL_TRY(example.context, ParseContext(object));
  GODEL_TRY(example.dialog, TextMember(object, "dialog"));
  GODEL_TRY(const std::optional<size_t> turn, OptionalMember<size_t>(object, "turn"));
  example.turn = turn.value_or(0);
  GODEL_TRY(example.instruction, TextMember(object, "instruction"));
  GODEL_TRY(example.knowledge, TextMember(object, "knowledge"));
  GODEL_TRY(std::optional<std::string> reference, OptionalMember<std::string>(object, "reference"));
  if (!reference) return Fail(ErrorCode::kBadData, "reference is absent; is this a line of predictions.jsonl?");
  example.response = std::move(*reference);
  GODEL_TRY(prediction.reply, OptionalMember<std::string>(object, "reply"));
  GODEL_TRY(const std::optional<double> nats, OptionalMember<double>(object, "nats"));
  GODEL_TRY(const std::optional<size_t> tokens, OptionalMember<size_t>(object, "tokens"));
  prediction.nats = nats.value_or(0);
  prediction.tokens = tokens.value_or(0);
  const auto scores = object.find("scores");
  if (scores == object.end()) return prediction;
  if (!scores->is_object())
    return Fail(ErrorCode::kBadData, "scores: expected an object of numbers, found " + Excerpt(*scores));
  for (const auto& [name, value] : scores->items()) {
    if (value.is_number() && prediction.scores.size() < kMostScores)
      prediction.scores.push_back({name, value.get<double>()});
  }
  return prediction;
}

}  // namespace godel

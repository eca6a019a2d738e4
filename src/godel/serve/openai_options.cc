// SPDX-License-Identifier: MIT
#include "godel/serve/openai_options.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdint>

#include "godel/base/json.h"
#include "godel/serve/reply_parts.h"
#include "godel/serve/request_params.h"

namespace godel {
namespace {

constexpr size_t kMaxLogitBiases = 1024;  // each costs time in every step

constexpr std::array<std::string_view, 7> kTakenAsTheyAre = {
    "top_k", "min_p", "typical_p", "repetition_penalty", "no_repeat_ngram_size", "num_beams", "length_penalty"};

// What clients send who were given an address and no name: huggingface_hub's, and the one that TGI's documentation
// uses.
constexpr std::array<std::string_view, 2> kNoName = {"dummy", "tgi"};

Status CheckModel(const BodyFields& fields, const ApiContext& context) {
  GODEL_TRY(const auto model, fields.Text("model"));
  if (!model || *model == context.model || std::find(kNoName.begin(), kNoName.end(), *model) != kNoName.end())
    return {};
  return Fail(ErrorCode::kNotFound,
              fmt::format("model: {} is not here; this server has \"{}\"", Excerpt(Json(*model)), context.model));
}

Status RefusePenalties(const BodyFields& fields) {
  for (const std::string_view name : {"frequency_penalty", "presence_penalty"}) {
    GODEL_TRY(const auto penalty,
              fields.Number(name, "a number from -2 to 2", [](double number) { return number >= -2 && number <= 2; }));
    if (penalty.value_or(0) != 0) return UnsupportedField(name, "repetition_penalty and no_repeat_ngram_size are");
  }
  return {};
}

Status ReadSeed(const BodyFields& fields, SamplingParams* params) {
  const Json* const seed = fields.Find("seed");
  if (seed == nullptr) return {};
  if (!seed->is_number_integer()) return WrongField("seed", "a whole number", *seed);
  params->seed = seed->get<uint64_t>();  // a negative one wraps, and is as good a seed as any
  return {};
}

// {"id": bias}
Status ReadLogitBias(const BodyFields& fields, SamplingParams* params) {
  const Json* const biases = fields.Find("logit_bias");
  if (biases == nullptr) return {};
  if (!biases->is_object() || biases->size() > kMaxLogitBiases)
    return WrongField("logit_bias", fmt::format("an object of at most {} token ids", kMaxLogitBiases), *biases);
  for (const auto& [key, bias] : biases->items()) {
    int32_t id = -1;
    const auto [end, error] = std::from_chars(key.data(), key.data() + key.size(), id);
    if (error != std::errc() || end != key.data() + key.size() || id < 0)
      return WrongField("logit_bias", "token ids as names", Json(key));
    const double value = bias.is_number() ? bias.get<double>() : HUGE_VAL;
    if (!(value >= -100 && value <= 100)) return WrongField("logit_bias", "biases from -100 to 100", bias);
    params->sequence_bias.push_back({.ids = {TokenId{id}}, .bias = static_cast<float>(value)});
  }
  return {};
}

Status ReadTemperatureAndTopP(const BodyFields& fields, SamplingParams* params) {
  GODEL_TRY(const auto temperature, fields.Number("temperature", "a number from 0 to 2",
                                                  [](double number) { return number >= 0 && number <= 2; }));
  GODEL_TRY(const auto top_p,
            fields.Number("top_p", "a number from 0 to 1", [](double number) { return number >= 0 && number <= 1; }));
  if (top_p) params->top_p = *top_p;
  if (temperature) params->temperature = *temperature == 0 ? 1 : *temperature;
  if (temperature || top_p) params->do_sample = temperature != 0.0;
  return {};
}

Status ReadNumberOfReplies(const BodyFields& fields, const ApiContext& context, OpenAiOptions* options) {
  SamplingParams& params = options->params;
  GODEL_TRY(const auto n, fields.Count("n", 1, context.max_replies));
  GODEL_TRY(const auto best_of, fields.Count("best_of", n.value_or(1), context.max_replies));
  options->n = n.value_or(1);
  if (options->stream && std::max(options->n, best_of.value_or(1)) > 1)
    return WrongField(options->n > 1 ? "n" : "best_of", "1 when streaming",
                      std::to_string(std::max(options->n, best_of.value_or(1))));
  const bool has_one = !params.do_sample && params.num_beams == 1;
  params.num_return_sequences = has_one ? 1 : best_of.value_or(options->n);
  if (params.num_beams > 1 && params.num_return_sequences > params.num_beams)
    return WrongField("n", fmt::format("at most num_beams, {}", params.num_beams),
                      std::to_string(params.num_return_sequences));
  return {};
}

Status ReadStream(const BodyFields& fields, OpenAiOptions* options) {
  GODEL_TRY(const auto stream, fields.Flag("stream"));
  options->stream = stream.value_or(false);
  const Json* const value = fields.Find("stream_options");
  if (value == nullptr) return {};
  GODEL_TRY(const BodyFields stream_options, BodyFields::Of(*value, "stream_options"));
  GODEL_TRY(const auto include_usage, stream_options.Flag("include_usage"));
  options->include_usage = include_usage.value_or(false);
  return {};
}

}  // namespace

Result<OpenAiOptions> ReadOpenAiOptions(const BodyFields& fields, const ApiContext& context, size_t max_tokens) {
  OpenAiOptions options{.params = context.default_params};
  SamplingParams& params = options.params;
  GODEL_TRY_STATUS(CheckModel(fields, context));
  GODEL_TRY_STATUS(RefusePenalties(fields));
  Json taken = Json::object();
  for (const std::string_view name : kTakenAsTheyAre)
    if (const Json* const value = fields.Find(name); value != nullptr) taken[std::string(name)] = *value;
  GODEL_TRY_STATUS(ApplyParameters(taken, "", &params));
  GODEL_TRY_STATUS(ReadTemperatureAndTopP(fields, &params));
  GODEL_TRY_STATUS(ReadSeed(fields, &params));
  GODEL_TRY_STATUS(ReadLogitBias(fields, &params));
  GODEL_TRY(auto stops, fields.Texts("stop", kMaxStopStrings));
  if (!stops.empty()) params.stop_strings = std::move(stops);
  if (max_tokens != 0) params.max_new_tokens = max_tokens;
  GODEL_TRY_STATUS(ReadStream(fields, &options));
  GODEL_TRY_STATUS(ReadNumberOfReplies(fields, context, &options));
  GODEL_TRY_STATUS(FinishParams(context, "", &params));
  return options;
}

std::string_view OpenAiFinish(const WorkReply& reply, const SamplingParams& params) {
  if (reply.finish_reason == FinishReason::kStop && params.stop_strings.empty()) return "length";
  return reply.finish_reason == FinishReason::kLength ? "length" : "stop";
}

Status CheckLogprobs(bool wanted, const SamplingParams& params) {
  if (wanted && params.num_beams > 1)
    return UnsupportedField("logprobs", "with num_beams a reply has no chosen tokens");
  return {};
}

Json OpenAiUsage(std::span<const WorkResult> results) {
  size_t input = 0, output = 0;
  for (const WorkResult& result : results) {
    input += result.input_tokens;
    output += result.new_tokens;
  }
  return {{"prompt_tokens", input}, {"completion_tokens", output}, {"total_tokens", input + output}};
}

std::string OpenAiUsageEvent(Json head, const WorkResult& result) {
  head["choices"] = Json::array();
  head["usage"] = OpenAiUsage({&result, 1});
  return ServerSentEvent("", head);
}

std::string OpenAiErrorEvents(const Error& error) {
  const int status = StatusOf(ErrorStyle::kOpenAi, error.code);
  return ServerSentEvent("", ErrorBody(ErrorStyle::kOpenAi, status, error)) + std::string(kOpenAiDone);
}

const WorkReply& ReplyToShow(const WorkResult& result, size_t i) {
  return result.replies.empty() ? FirstReply(result) : result.replies[std::min(i, result.replies.size() - 1)];
}

}  // namespace godel

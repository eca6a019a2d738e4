// SPDX-License-Identifier: MIT
#include "godel/serve/model_list.h"
#include "godel/serve/openapi.h"
#include "godel/serve/page.h"
#include "godel/serve/routes.h"
#include "godel/serve/run_api_call.h"

namespace godel {
namespace {

Json DefaultsOf(const SamplingParams& params) {
  return {{"do_sample", params.do_sample},
          {"top_p", params.top_p},
          {"top_k", params.top_k},
          {"temperature", params.temperature},
          {"min_length", params.min_length},
          {"max_length", params.max_length ? Json(*params.max_length) : Json()},
          {"num_beams", params.num_beams},
          {"repetition_penalty", params.repetition_penalty},
          {"no_repeat_ngram_size", params.no_repeat_ngram_size}};
}

}  // namespace

void AnswerPage(Call& call) {
  httplib::Response& response = call.exchange.response;
  response.status = 200;
  response.set_header("Content-Security-Policy", std::string(kPagePolicy));
  response.set_header("X-Content-Type-Options", "nosniff");
  response.set_header("Referrer-Policy", "no-referrer");
  response.set_content(std::string(PageHtml()), "text/html; charset=utf-8");
}

void AnswerHealth(Call& call) {
  const char* const status = call.state.draining ? "draining" : call.state.engine.load() == nullptr ? "loading" : "ok";
  ReplyJson(call, status == std::string_view("ok") ? 200 : 503, {{"status", status}});
}

void AnswerInfo(Call& call) {
  const Engine& engine = *call.state.engine.load();
  const ServeOptions& options = call.state.options;
  Json instructions = Json::object();
  for (const NamedInstruction& instruction : NamedInstructions())
    instructions[std::string(instruction.name)] = instruction.text;
  ReplyJson(call, 200,
            {{"model", options.model_name},
             {"version", options.version},
             {"weights", Describe(engine.weights())},
             {"isa", engine.isa_name()},
             {"num_threads", engine.num_threads()},
             {"max_input_tokens", options.prompt.max_tokens},
             {"max_new_tokens", options.limits.max_new_tokens},
             {"max_turns", options.limits.max_turns},
             {"max_concurrent_replies", options.limits.max_requests},
             {"needs_key", !call.state.keys.empty()},
             {"sessions", true},
             {"default_parameters", DefaultsOf(ContextOf(call).default_params)},
             {"instructions", std::move(instructions)}});
}

void AnswerMetrics(Call& call) {
  std::optional<EngineCounts> counts;
  if (const Engine* const engine = call.state.engine.load(); engine != nullptr) counts = engine->counts();
  call.exchange.response.status = 200;
  call.exchange.response.set_content(call.state.metrics.Text(counts ? &*counts : nullptr),
                                     "text/plain; version=0.0.4; charset=utf-8");
}

void AnswerOpenApi(Call& call) {
  ReplyJson(call, 200, OpenApiDocument(call.state.options.version, !call.state.keys.empty()));
}

void AnswerModels(Call& call) {
  ReplyJson(call, 200, OpenAiModelList(call.state.options.model_name, call.state.started));
}

void AnswerModel(Call& call) {
  if (call.id != call.state.options.model_name)
    return ReplyError(
        call, 404, {ErrorCode::kNotFound, "model: there is none of this name; GET /v1/models names those there are"});
  ReplyJson(call, 200, OpenAiModel(call.id, call.state.started));
}

}  // namespace godel

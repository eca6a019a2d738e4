// SPDX-License-Identifier: MIT
// OpenAI's older POST /v1/completions: prompts go to the model as they are.
#include <fmt/format.h>

#include <algorithm>

#include "godel/base/json.h"
#include "godel/serve/api_call.h"
#include "godel/serve/dialog_fields.h"
#include "godel/serve/openai_options.h"
#include "godel/serve/openai_reply.h"

namespace godel {
namespace {

constexpr size_t kCompletionTokens = 16;  // OpenAI's default

struct CompletionFields {
  bool echo = false;
  bool logprobs = false;
  size_t max_tokens = kCompletionTokens;
};

// The likeliest by token first, as best_of promises; among equals as they came.
WorkResult BestFirst(WorkResult result) {
  std::stable_sort(result.replies.begin(), result.replies.end(),
                   [](const WorkReply& a, const WorkReply& b) { return MeanLogprob(a) > MeanLogprob(b); });
  return result;
}

class CompletionCall final : public ApiCall {
 public:
  CompletionCall(const ApiContext& context, OpenAiOptions options, const std::vector<std::string>& prompts,
                 const CompletionFields& own)
      : id_("cmpl-" + context.request_id),
        model_(context.model),
        created_(context.created),
        options_(std::move(options)),
        num_prompts_(prompts.size()),
        echoes_(own.echo ? prompts : std::vector<std::string>()),
        logprobs_(own.logprobs),
        shown_(options_.params.stop_strings) {}

  Json Answer(std::span<const WorkResult> results) const override {
    const std::vector<WorkResult> by_prompt = Regrouped(results, works.size() / num_prompts_);
    Json choices = Json::array();
    for (size_t i = 0; i < by_prompt.size(); ++i) {
      const bool is_choosing = options_.params.num_return_sequences > options_.n;
      const WorkResult result = is_choosing ? BestFirst(by_prompt[i]) : by_prompt[i];
      for (size_t k = 0; k < options_.n; ++k) {
        const WorkReply& reply = ReplyToShow(result, k);
        const ShownPart shown = WithoutStop(reply, options_.params.stop_strings);
        size_t offset = 0;
        choices.push_back(Choice(choices.size(), Echo(i) + shown.text, Logprobs(shown, &offset),
                                 OpenAiFinish(reply, options_.params)));
      }
    }
    Json answer = Head();
    answer["choices"] = std::move(choices);
    answer["usage"] = OpenAiUsage(by_prompt);
    return answer;
  }

  std::string OnStart() override { return Echo(0).empty() ? "" : Chunk(Echo(0), nullptr, nullptr); }

  std::string OnToken(const ReplyToken& token) override { return Part(shown_.Append(token)); }

  std::string OnEnd(const WorkResult& result) override {
    const WorkReply& reply = FirstReply(result);
    std::string events = Part(shown_.Finish(reply));
    events += Chunk("", nullptr, OpenAiFinish(reply, options_.params));
    if (options_.include_usage) events += OpenAiUsageEvent(Head(), result);
    return events + std::string(kOpenAiDone);
  }

  std::string OnError(const Error& error) override { return OpenAiErrorEvents(error); }

 private:
  Json Head() const { return {{"id", id_}, {"object", "text_completion"}, {"created", created_}, {"model", model_}}; }

  static Json Choice(size_t index, const std::string& text, Json logprobs, const Json& finish_reason) {
    return {{"index", index}, {"text", text}, {"logprobs", std::move(logprobs)}, {"finish_reason", finish_reason}};
  }

  std::string Echo(size_t i) const { return i < echoes_.size() ? echoes_[i] : std::string(); }

  Json Logprobs(const ShownPart& part, size_t* offset) const {
    return logprobs_ ? CompletionLogprobs(part.tokens, offset) : Json();
  }

  std::string Part(const ShownPart& part) {
    if (part.text.empty() && (!logprobs_ || part.tokens.empty())) return {};
    return Chunk(part.text, Logprobs(part, &offset_), nullptr);
  }

  std::string Chunk(const std::string& text, Json logprobs, const Json& finish_reason) const {
    Json chunk = Head();
    chunk["choices"] = Json::array({Choice(0, text, std::move(logprobs), finish_reason)});
    if (options_.include_usage) chunk["usage"] = nullptr;
    return ServerSentEvent("", chunk);
  }

  std::string id_;
  std::string model_;
  int64_t created_;
  OpenAiOptions options_;
  size_t num_prompts_;
  std::vector<std::string> echoes_;  // the prompts; empty without echo
  bool logprobs_;
  ShownStream shown_;
  size_t offset_ = 0;  // of the next token, in characters of the streamed reply
};

Result<std::vector<std::string>> ReadPrompts(const BodyFields& fields, const ApiContext& context) {
  GODEL_TRY(const Json* const prompt, fields.Need("prompt"));
  if (prompt->is_array() && !prompt->empty() && (prompt->front().is_number() || prompt->front().is_array()))
    return UnsupportedField("prompt", "token ids are other ids here; send the text");
  GODEL_TRY(std::vector<std::string> prompts, fields.Texts("prompt", context.max_replies));
  if (prompts.empty() || std::any_of(prompts.begin(), prompts.end(), IsBlank))
    return WrongField("prompt", "a text or a list of texts that say something", "none");
  return prompts;
}

Result<CompletionFields> ReadCompletionFields(const BodyFields& fields) {
  GODEL_TRY(const auto suffix, fields.Text("suffix"));
  if (!suffix.value_or("").empty()) return UnsupportedField("suffix", "this model does not fill in");
  GODEL_TRY(const auto echo, fields.Flag("echo"));
  GODEL_TRY(const auto logprobs, fields.Count("logprobs", 0, 5));
  if (logprobs.value_or(0) > 0) return UnsupportedField("logprobs", "0 gives those of the chosen tokens");
  if (logprobs && echo.value_or(false))
    return UnsupportedField("logprobs", "with echo, an encoder's input has no probabilities");
  GODEL_TRY(const auto max_tokens, fields.Count("max_tokens", 1, SIZE_MAX));
  return CompletionFields{.echo = echo.value_or(false),
                          .logprobs = logprobs.has_value(),
                          .max_tokens = max_tokens.value_or(kCompletionTokens)};
}

}  // namespace

Result<std::unique_ptr<ApiCall>> ParseCompletion(const Json& body, const ApiContext& context) {
  GODEL_TRY(const BodyFields fields, BodyFields::Of(body));
  GODEL_TRY(std::vector<std::string> prompts, ReadPrompts(fields, context));
  GODEL_TRY(const CompletionFields own, ReadCompletionFields(fields));
  GODEL_TRY(const OpenAiOptions options, ReadOpenAiOptions(fields, context, own.max_tokens));
  const size_t replies = prompts.size() * std::max(options.n, options.params.num_return_sequences);
  if (replies > context.max_replies)
    return WrongField("n", fmt::format("at most {} replies to all prompts", context.max_replies),
                      std::to_string(replies));
  if (options.stream && prompts.size() > 1)
    return WrongField("prompt", "one text when streaming", std::to_string(prompts.size()));
  GODEL_TRY_STATUS(CheckLogprobs(own.logprobs, options.params));
  const bool is_choosing = options.params.num_return_sequences > options.n;
  auto call = std::make_unique<CompletionCall>(context, options, prompts, own);
  call->stream = options.stream;
  const bool is_list = fields.Find("prompt")->is_array();
  for (size_t i = 0; i < prompts.size(); ++i) {
    Work work{
        .input = RawPrompt{.text = std::move(prompts[i]), .field = is_list ? fmt::format("prompt[{}]", i) : "prompt"},
        .params = options.params,
        .wants_tokens = own.logprobs || is_choosing};
    if (!work.wants_tokens) {
      call->works.push_back(std::move(work));
      continue;
    }
    for (Work& one : OneWorkAReply(std::move(work))) call->works.push_back(std::move(one));
  }
  return call;
}

}  // namespace godel

// SPDX-License-Identifier: MIT
// OpenAI's POST /v1/chat/completions.
#include "godel/base/json.h"
#include "godel/serve/api_call.h"
#include "godel/serve/openai_messages.h"
#include "godel/serve/openai_options.h"
#include "godel/serve/openai_reply.h"

namespace godel {
namespace {

class ChatCall final : public ApiCall {
 public:
  ChatCall(const ApiContext& context, OpenAiOptions options, bool logprobs)
      : id_("chatcmpl-" + context.request_id),
        model_(context.model),
        created_(context.created),
        options_(std::move(options)),
        logprobs_(logprobs),
        shown_(options_.params.stop_strings) {}

  Json Answer(std::span<const WorkResult> results) const override {
    const std::vector<WorkResult> one = Regrouped(results, works.size());
    Json choices = Json::array();
    for (size_t i = 0; i < options_.n && !one.empty(); ++i) {
      const WorkReply& reply = ReplyToShow(one.front(), i);
      const ShownPart shown = WithoutStop(reply, options_.params.stop_strings);
      choices.push_back({{"index", i},
                         {"message", {{"role", "assistant"}, {"content", shown.text}}},
                         {"logprobs", Logprobs(shown)},
                         {"finish_reason", OpenAiFinish(reply, options_.params)}});
    }
    Json answer = Head("chat.completion");
    answer["choices"] = std::move(choices);
    answer["usage"] = OpenAiUsage(one);
    return answer;
  }

  std::string OnStart() override { return Chunk({{"role", "assistant"}, {"content", ""}}, nullptr, nullptr); }

  std::string OnToken(const ReplyToken& token) override { return Part(shown_.Append(token)); }

  std::string OnEnd(const WorkResult& result) override {
    const WorkReply& reply = FirstReply(result);
    std::string events = Part(shown_.Finish(reply));
    events += Chunk(Json::object(), nullptr, OpenAiFinish(reply, options_.params));
    if (options_.include_usage) events += OpenAiUsageEvent(Head("chat.completion.chunk"), result);
    return events + std::string(kOpenAiDone);
  }

  std::string OnError(const Error& error) override { return OpenAiErrorEvents(error); }

 private:
  Json Head(std::string_view object) const {
    return {{"id", id_}, {"object", object}, {"created", created_}, {"model", model_}};
  }

  Json Logprobs(const ShownPart& part) const {
    return logprobs_ ? Json{{"content", ChatLogprobs(part.tokens)}} : Json();
  }

  std::string Part(const ShownPart& part) const {
    if (part.text.empty() && (!logprobs_ || part.tokens.empty())) return {};
    return Chunk({{"content", part.text}}, Logprobs(part), nullptr);
  }

  std::string Chunk(Json delta, Json logprobs, const Json& finish_reason) const {
    Json chunk = Head("chat.completion.chunk");
    chunk["choices"] = Json::array({{{"index", 0},
                                     {"delta", std::move(delta)},
                                     {"logprobs", std::move(logprobs)},
                                     {"finish_reason", finish_reason}}});
    if (options_.include_usage) chunk["usage"] = nullptr;
    return ServerSentEvent("", chunk);
  }

  std::string id_;
  std::string model_;
  int64_t created_;
  OpenAiOptions options_;
  bool logprobs_;
  ShownStream shown_;
};

bool IsEmptyOrNone(const Json& value) {
  return value.empty() || value == "none";
}

// What this model cannot do, unless the body says that it need not.
Status RefuseWhatChatsLack(const BodyFields& fields) {
  for (const std::string_view name : {"tools", "functions"})
    if (const Json* const tools = fields.Find(name); tools != nullptr && !IsEmptyOrNone(*tools))
      return UnsupportedField(name, "this model calls no tools");
  for (const std::string_view name : {"tool_choice", "function_call"})
    if (const Json* const choice = fields.Find(name); choice != nullptr && *choice != "none" && *choice != "auto")
      return UnsupportedField(name, "this model calls no tools");
  if (const Json* const value = fields.Find("response_format"); value != nullptr) {
    GODEL_TRY(const BodyFields format, BodyFields::Of(*value, "response_format"));
    GODEL_TRY(const auto type, format.Text("type"));
    if (type.value_or("text") != "text")
      return UnsupportedField("response_format.type", "this model writes plain text");
  }
  if (const Json* const modalities = fields.Find("modalities");
      modalities != nullptr && *modalities != Json::array({"text"}))
    return UnsupportedField("modalities", "this model writes plain text");
  if (fields.Find("audio") != nullptr) return UnsupportedField("audio", "this model writes plain text");
  return {};
}

Result<bool> ReadChatLogprobs(const BodyFields& fields) {
  GODEL_TRY(const auto logprobs, fields.Flag("logprobs"));
  GODEL_TRY(const auto top, fields.Count("top_logprobs", 0, 20));
  if (top.value_or(0) > 0) return UnsupportedField("top_logprobs", "logprobs gives those of the chosen tokens");
  return logprobs.value_or(false);
}

// 0: neither is given. The newer name wins.
Result<size_t> ReadMaxTokens(const BodyFields& fields) {
  GODEL_TRY(const auto older, fields.Count("max_tokens", 1, SIZE_MAX));
  GODEL_TRY(const auto newer, fields.Count("max_completion_tokens", 1, SIZE_MAX));
  return newer.value_or(older.value_or(0));
}

}  // namespace

Result<std::unique_ptr<ApiCall>> ParseChatCompletion(const Json& body, const ApiContext& context) {
  GODEL_TRY(const BodyFields fields, BodyFields::Of(body));
  GODEL_TRY(DialogPrompt prompt, ReadMessages(fields, context));
  GODEL_TRY_STATUS(RefuseWhatChatsLack(fields));
  GODEL_TRY(const bool logprobs, ReadChatLogprobs(fields));
  GODEL_TRY(const size_t max_tokens, ReadMaxTokens(fields));
  GODEL_TRY(const OpenAiOptions options, ReadOpenAiOptions(fields, context, max_tokens));
  GODEL_TRY_STATUS(CheckLogprobs(logprobs, options.params));
  auto call = std::make_unique<ChatCall>(context, options, logprobs);
  call->stream = options.stream;
  Work work{.input = std::move(prompt), .params = options.params, .wants_tokens = logprobs};
  if (logprobs)
    call->works = OneWorkAReply(std::move(work));
  else
    call->works.push_back(std::move(work));
  return call;
}

}  // namespace godel

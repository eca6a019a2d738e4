// SPDX-License-Identifier: MIT
// The native API: a dialog and its knowledge in, a reply and what it took out.
#include <cmath>

#include "godel/base/json.h"
#include "godel/serve/api_call.h"
#include "godel/serve/body_fields.h"
#include "godel/serve/dialog_fields.h"
#include "godel/serve/reply_parts.h"
#include "godel/serve/request_params.h"

namespace godel {
namespace {

// Enough classes for people, jobs and what may wait; one of them cannot outbid another without end.
constexpr size_t kMaxPriority = 9;

double RoundedMilliseconds(double seconds) {
  return std::round(seconds * 1e4) / 10;  // tenths
}

Json TimingJson(const WorkResult& result) {
  const double busy = result.timing.total_seconds - result.timing.queue_seconds;
  const double speed = busy > 0 ? static_cast<double>(result.new_tokens) / busy : 0;
  return {{"queue_ms", RoundedMilliseconds(result.timing.queue_seconds)},
          {"first_token_ms", RoundedMilliseconds(result.timing.first_token_seconds)},
          {"total_ms", RoundedMilliseconds(result.timing.total_seconds)},
          {"tokens_per_second", std::round(speed * 10) / 10}};
}

class RespondCall final : public ApiCall {
 public:
  explicit RespondCall(const ApiContext& context)
      : id_("respond-" + context.request_id), model_(context.model), session_(context.session) {}

  Json Answer(std::span<const WorkResult> results) const override {
    return results.empty() ? Json::object() : AnswerTo(results.front());
  }

  std::string OnToken(const ReplyToken& token) override { return Part(token.text); }

  std::string OnEnd(const WorkResult& result) override {
    std::string events = Part(std::string(UnsentPart(FirstReply(result).text, sent_)));
    return events + ServerSentEvent("done", AnswerTo(result));
  }

  std::string OnError(const Error& error) override {
    return ServerSentEvent("error", ErrorBody(ErrorStyle::kNative, StatusOf(ErrorStyle::kNative, error.code), error));
  }

 private:
  std::string Part(const std::string& text) {
    if (text.empty()) return {};
    sent_ += text;
    return ServerSentEvent("token", Json{{"text", text}});
  }

  Json AnswerTo(const WorkResult& result) const {
    const WorkReply& reply = FirstReply(result);
    Json answer = {{"id", id_},
                   {"model", model_},
                   {"response", reply.text},
                   {"finish_reason", FinishReasonName(reply.finish_reason)},
                   {"usage",
                    {{"prompt_tokens", result.input_tokens},
                     {"completion_tokens", result.new_tokens},
                     {"total_tokens", result.input_tokens + result.new_tokens}}},
                   {"prompt",
                    {{"dropped_turns", result.dropped_turns},
                     {"dropped_knowledge_bytes", result.dropped_knowledge_bytes},
                     {"dropped_turn_bytes", result.dropped_turn_bytes}}},
                   {"timing", TimingJson(result)},
                   {"encoder_cache_hit", result.encoder_cache_hit}};
    if (!session_.empty()) answer["session"] = session_;
    if (result.replies.size() > 1) {
      Json& all = answer["responses"] = Json::array();
      for (const WorkReply& one : result.replies)
        all.push_back({{"text", one.text}, {"finish_reason", FinishReasonName(one.finish_reason)}});
    }
    return answer;
  }

  std::string id_;
  std::string model_;
  std::string session_;
  std::string sent_;
};

}  // namespace

Result<std::unique_ptr<ApiCall>> ParseRespond(const Json& body, const ApiContext& context) {
  GODEL_TRY(const BodyFields fields, BodyFields::Of(body));
  GODEL_TRY_STATUS(fields.RefuseOthers({"instruction", "context", "knowledge", "parameters", "priority", "stream"}));
  DialogPrompt prompt;
  GODEL_TRY(auto instruction, fields.Text("instruction"));
  GODEL_TRY(const Json* const turns, fields.Need("context"));
  GODEL_TRY(prompt.context, ReadDialog(*turns, "context", context));
  GODEL_TRY(auto knowledge, fields.Text("knowledge"));
  prompt.instruction = std::move(instruction).value_or("");
  prompt.knowledge = std::move(knowledge).value_or("");
  GODEL_TRY(SamplingParams params, ReadParameters(fields.Find("parameters"), context));
  GODEL_TRY(const auto priority, fields.Count("priority", 0, kMaxPriority));
  GODEL_TRY(const auto stream, fields.Flag("stream"));
  auto call = std::make_unique<RespondCall>(context);
  call->stream = stream.value_or(false);
  if (call->stream && params.num_return_sequences > 1)
    return WrongField("parameters.num_return_sequences", "1 when streaming",
                      std::to_string(params.num_return_sequences));
  call->works.push_back(
      {.input = std::move(prompt), .params = std::move(params), .priority = static_cast<int>(priority.value_or(0))});
  return call;
}

}  // namespace godel

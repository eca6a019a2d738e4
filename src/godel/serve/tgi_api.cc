// SPDX-License-Identifier: MIT
// text-generation-inference's own API. Its replies keep the stop string that ended them, and its details count the
// final </s>. The prompt of a decoder is a start token here, so `prefill` is always empty.
#include <algorithm>
#include <optional>

#include "godel/base/json.h"
#include "godel/serve/api_call.h"
#include "godel/serve/body_fields.h"
#include "godel/serve/dialog_fields.h"
#include "godel/serve/reply_parts.h"
#include "godel/serve/tgi_params.h"

namespace godel {
namespace {

Json TgiToken(const ReplyToken& token) {
  return {{"id", Value(token.id)}, {"text", token.text}, {"logprob", token.logprob}, {"special", token.special}};
}

Json TgiTokens(const WorkReply& reply) {
  Json tokens = Json::array();
  for (const ReplyToken& token : reply.tokens) tokens.push_back(TgiToken(token));
  return tokens;
}

class TgiCall final : public ApiCall {
 public:
  TgiCall(std::string prompt, const TgiParameters& parameters, bool answers_list)
      : prompt_(parameters.return_full_text ? std::move(prompt) : ""),
        details_(parameters.details),
        answers_list_(answers_list),
        has_stops_(!parameters.params.stop_strings.empty()),
        seed_(parameters.params.do_sample && parameters.params.seed ? Json(*parameters.params.seed) : Json()) {}

  Json Answer(std::span<const WorkResult> results) const override {
    const std::vector<WorkResult> one = Regrouped(results, works.size());
    Json answer = one.empty() ? Json::object() : AnswerTo(one.front());
    return answers_list_ ? Json::array({std::move(answer)}) : answer;
  }

  // The last event carries the whole text, and only the next call tells which one is the last: one token is held back.
  std::string OnToken(const ReplyToken& token) override {
    std::string event = held_ ? Event(*held_, nullptr, nullptr) : "";
    held_ = token;
    return event;
  }

  std::string OnEnd(const WorkResult& result) override {
    const WorkReply& reply = FirstReply(result);
    std::string events;
    if (!held_)  // nothing came while it was made: beams
      for (const ReplyToken& token : reply.tokens) events += OnToken(token);
    const Json details = {{"finish_reason", FinishOf(reply)},
                          {"generated_tokens", reply.new_tokens},
                          {"input_length", result.input_tokens},
                          {"seed", seed_}};
    const ReplyToken nothing{.id = TokenId{0}, .text = "", .special = true};
    return events + Event(held_.value_or(nothing), prompt_ + reply.text, details_ ? details : Json());
  }

  std::string OnError(const Error& error) override {
    return ServerSentEvent("", ErrorBody(ErrorStyle::kTgi, StatusOf(ErrorStyle::kTgi, error.code), error));
  }

 private:
  std::string Event(const ReplyToken& token, const Json& text, const Json& details) {
    return ServerSentEvent(
        "", Json{{"index", ++index_}, {"token", TgiToken(token)}, {"generated_text", text}, {"details", details}});
  }

  std::string_view FinishOf(const WorkReply& reply) const {
    if (reply.finish_reason == FinishReason::kEos) return "eos_token";
    // Without stop strings it was the time that ran out.
    return reply.finish_reason == FinishReason::kStop && has_stops_ ? "stop_sequence" : "length";
  }

  Json Details(const WorkReply& reply) const {
    return {{"finish_reason", FinishOf(reply)},
            {"generated_tokens", reply.new_tokens},
            {"seed", seed_},
            {"prefill", Json::array()},
            {"tokens", TgiTokens(reply)}};
  }

  Json AnswerTo(const WorkResult& result) const {
    if (result.replies.empty()) return Json{{"generated_text", prompt_}};
    const auto best =
        std::max_element(result.replies.begin(), result.replies.end(),
                         [](const WorkReply& a, const WorkReply& b) { return MeanLogprob(a) < MeanLogprob(b); });
    Json answer = {{"generated_text", prompt_ + best->text}};
    if (!details_) return answer;
    Json& details = answer["details"] = Details(*best);
    for (auto reply = result.replies.begin(); reply != result.replies.end(); ++reply) {
      if (reply == best) continue;
      Json other = Details(*reply);
      other["generated_text"] = prompt_ + reply->text;
      details["best_of_sequences"].push_back(std::move(other));
    }
    return answer;
  }

  std::string prompt_;  // what goes in front of the text
  bool details_;
  bool answers_list_;
  bool has_stops_;
  Json seed_;
  size_t index_ = 0;
  std::optional<ReplyToken> held_;
};

Result<std::unique_ptr<ApiCall>> ParseTgi(const Json& body, const ApiContext& context, bool streams,
                                          bool answers_list) {
  GODEL_TRY(const BodyFields fields, BodyFields::Of(body));
  GODEL_TRY(const Json* const inputs, fields.Need("inputs"));
  GODEL_TRY(std::string text, ReadText(*inputs, "inputs"));
  if (IsBlank(text)) return WrongField("inputs", "a text", "white space");
  GODEL_TRY(TgiParameters parameters, ReadTgiParameters(fields.Find("parameters"), context, streams));
  auto call = std::make_unique<TgiCall>(text, parameters, answers_list);
  call->stream = streams;
  const bool wants_tokens = streams || parameters.details || parameters.params.num_return_sequences > 1;
  call->works =
      OneWorkAReply({.input = RawPrompt{.text = std::move(text), .field = "inputs", .max_tokens = parameters.truncate},
                     .params = std::move(parameters.params),
                     .wants_tokens = wants_tokens});
  return call;
}

}  // namespace

Result<std::unique_ptr<ApiCall>> ParseTgiGenerate(const Json& body, const ApiContext& context) {
  return ParseTgi(body, context, /*streams=*/false, /*answers_list=*/false);
}

Result<std::unique_ptr<ApiCall>> ParseTgiStream(const Json& body, const ApiContext& context) {
  return ParseTgi(body, context, /*streams=*/true, /*answers_list=*/false);
}

Result<std::unique_ptr<ApiCall>> ParseTgiRoot(const Json& body, const ApiContext& context) {
  GODEL_TRY(const BodyFields fields, BodyFields::Of(body));
  GODEL_TRY(const auto stream, fields.Flag("stream"));
  return ParseTgi(body, context, stream.value_or(false), /*answers_list=*/true);
}

}  // namespace godel

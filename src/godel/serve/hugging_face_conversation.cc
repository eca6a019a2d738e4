// SPDX-License-Identifier: MIT
#include "godel/serve/hugging_face_conversation.h"

#include <fmt/format.h>

#include "godel/base/json.h"
#include "godel/serve/body_fields.h"
#include "godel/serve/dialog_fields.h"
#include "godel/serve/reply_parts.h"
#include "godel/serve/whole_answer_call.h"

namespace godel {
namespace {

using Texts = std::vector<std::string>;

class ConversationCall final : public WholeAnswerCall {
 public:
  ConversationCall(Texts user_inputs, Texts responses)
      : user_inputs_(std::move(user_inputs)), responses_(std::move(responses)) {}

  Json Answer(std::span<const WorkResult> results) const override {
    const std::string reply = results.empty() ? "" : FirstReply(results.front()).text;
    Texts responses = responses_;
    responses.push_back(reply);
    return {{"generated_text", reply},
            {"conversation", {{"past_user_inputs", user_inputs_}, {"generated_responses", std::move(responses)}}},
            {"warnings", Json::array()}};
  }

 private:
  Texts user_inputs_;  // the new one included
  Texts responses_;
};

Result<Texts> PastTurns(const BodyFields& fields, std::string_view key, const ApiContext& context) {
  const Json* const value = fields.Find(key);
  if (value == nullptr) return Texts();
  return ReadTurns(*value, fields.Name(key), context);
}

}  // namespace

Result<std::unique_ptr<ApiCall>> ParseConversation(const Json& inputs, const SamplingParams& params,
                                                   const ApiContext& context) {
  GODEL_TRY(const BodyFields fields, BodyFields::Of(inputs, "inputs"));
  GODEL_TRY(const Json* const text, fields.Need("text"));
  GODEL_TRY(const std::string turn, ReadText(*text, "inputs.text"));
  if (IsBlank(turn)) return WrongField("inputs.text", "what the user said", "white space");
  GODEL_TRY(Texts user_inputs, PastTurns(fields, "past_user_inputs", context));
  GODEL_TRY(Texts responses, PastTurns(fields, "generated_responses", context));
  if (responses.size() != user_inputs.size())
    return WrongField("inputs.generated_responses", fmt::format("as many as past_user_inputs, {}", user_inputs.size()),
                      std::to_string(responses.size()));
  if (2 * user_inputs.size() + 1 > context.max_turns)
    return WrongField("inputs.past_user_inputs",
                      fmt::format("at most {} turns with responses and text", context.max_turns),
                      std::to_string(2 * user_inputs.size() + 1));
  if (params.num_return_sequences > 1)
    return WrongField("parameters.num_return_sequences", "1 in a conversation",
                      std::to_string(params.num_return_sequences));

  DialogPrompt prompt;
  GODEL_TRY(auto instruction, fields.Text("instruction"));
  GODEL_TRY(auto knowledge, fields.Text("knowledge"));
  prompt.instruction = std::move(instruction).value_or("");
  prompt.knowledge = std::move(knowledge).value_or("");
  for (size_t i = 0; i < user_inputs.size(); ++i) {
    prompt.context.push_back(user_inputs[i]);
    prompt.context.push_back(responses[i]);
  }
  prompt.context.push_back(turn);
  user_inputs.push_back(turn);
  auto call = std::make_unique<ConversationCall>(std::move(user_inputs), std::move(responses));
  call->works.push_back({.input = std::move(prompt), .params = params});
  return call;
}

}  // namespace godel

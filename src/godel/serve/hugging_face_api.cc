// SPDX-License-Identifier: MIT
// The hosted Inference API's tasks for sequence-to-sequence models: text2text-generation, and conversational as clients
// up to @huggingface/inference 2.6 send it. Results have the shapes of transformers' pipelines: one text gives a list
// of its replies; a list of texts gives a list of replies, or of such lists when each text has several.
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "godel/base/json.h"
#include "godel/serve/body_fields.h"
#include "godel/serve/dialog_fields.h"
#include "godel/serve/hugging_face_conversation.h"
#include "godel/serve/reply_parts.h"
#include "godel/serve/request_params.h"
#include "godel/serve/whole_answer_call.h"

namespace godel {
namespace {

constexpr std::string_view kParameters = "parameters";

// What pipelines and hosts take beside generate()'s arguments, and what changes nothing here: the reply never holds
// the prompt, and its spaces are always cleaned up.
constexpr std::array<std::string_view, 8> kPassedOver = {
    "return_full_text", "return_text", "return_tensors", "clean_up_tokenization_spaces",
    "details",          "use_cache",   "watermark",      "decoder_input_details"};

class Text2TextCall final : public WholeAnswerCall {
 public:
  explicit Text2TextCall(bool is_list) : is_list_(is_list) {}

  Json Answer(std::span<const WorkResult> results) const override {
    Json lists = Json::array();
    for (const WorkResult& result : results) {
      Json replies = Json::array();
      for (const WorkReply& reply : result.replies) replies.push_back({{"generated_text", reply.text}});
      lists.push_back(std::move(replies));
    }
    if (!is_list_) return lists.empty() ? lists : lists.front();
    const bool has_one_each =
        std::all_of(lists.begin(), lists.end(), [](const Json& list) { return list.size() == 1; });
    if (has_one_each)
      for (Json& list : lists) list = Json(list.front());
    return lists;
  }

 private:
  bool is_list_;
};

// nullopt: a text that is too long is refused, as without truncation in a pipeline.
Result<std::optional<size_t>> ReadTruncation(const Json& value, const ApiContext& context) {
  const bool is_off = value == false || value == "do_not_truncate";
  const bool is_on = value == true || value == "longest_first" || value == "only_first";
  if (!is_on && !is_off) return WrongField("parameters.truncation", "true, false or \"do_not_truncate\"", value);
  return is_on ? std::optional(context.max_input_tokens) : std::nullopt;
}

struct HuggingFaceParameters {
  SamplingParams params;
  std::optional<size_t> max_input_tokens{};
};

Result<HuggingFaceParameters> ReadHuggingFaceParameters(const Json* parameters, const ApiContext& context) {
  HuggingFaceParameters read{.params = context.default_params};
  Json generate = Json::object();
  if (parameters != nullptr) {
    if (!parameters->is_object()) return WrongField(kParameters, "a JSON object", *parameters);
    for (const auto& [name, value] : parameters->items()) {
      if (value.is_null() || std::find(kPassedOver.begin(), kPassedOver.end(), name) != kPassedOver.end()) continue;
      if (name == "truncation") {
        GODEL_TRY(read.max_input_tokens, ReadTruncation(value, context));
      } else if (name == "generate_parameters") {
        GODEL_TRY_STATUS(ApplyParameters(value, "parameters.generate_parameters", &read.params));
      } else {
        generate[name == "stop" ? "stop_strings" : name] = value;
      }
    }
  }
  GODEL_TRY_STATUS(ApplyParameters(generate, std::string(kParameters), &read.params));
  GODEL_TRY_STATUS(FinishParams(context, std::string(kParameters), &read.params));
  return read;
}

Result<std::vector<std::string>> ReadInputTexts(const Json& inputs, const ApiContext& context) {
  if (inputs.is_string()) return std::vector{inputs.get<std::string>()};
  if (!inputs.is_array() || inputs.empty())
    return WrongField("inputs", "a text, a list of texts or a conversation", inputs);
  if (inputs.size() > context.max_replies)
    return WrongField("inputs", fmt::format("at most {} texts", context.max_replies), std::to_string(inputs.size()));
  std::vector<std::string> texts;
  for (const Json& input : inputs) {
    GODEL_TRY(std::string text, ReadText(input, fmt::format("inputs[{}]", texts.size())));
    texts.push_back(std::move(text));
  }
  return texts;
}

}  // namespace

Result<std::unique_ptr<ApiCall>> ParseHuggingFace(const Json& body, const ApiContext& context) {
  GODEL_TRY(const BodyFields fields, BodyFields::Of(body));
  GODEL_TRY(const Json* const inputs, fields.Need("inputs"));
  if (const Json* const options = fields.Find("options"); options != nullptr && !options->is_object())
    return WrongField("options", "a JSON object", *options);
  GODEL_TRY(const auto stream, fields.Flag("stream"));
  if (stream.value_or(false)) return UnsupportedField("stream", "use /generate_stream or /v1/respond");
  GODEL_TRY(const HuggingFaceParameters parameters, ReadHuggingFaceParameters(fields.Find(kParameters), context));
  if (inputs->is_object()) return ParseConversation(*inputs, parameters.params, context);

  GODEL_TRY(std::vector<std::string> texts, ReadInputTexts(*inputs, context));
  const size_t replies = texts.size() * parameters.params.num_return_sequences;
  if (replies > context.max_replies)
    return WrongField("parameters.num_return_sequences",
                      fmt::format("at most {} replies to all inputs", context.max_replies), std::to_string(replies));
  auto call = std::make_unique<Text2TextCall>(inputs->is_array());
  for (size_t i = 0; i < texts.size(); ++i) {
    const std::string field = inputs->is_array() ? fmt::format("inputs[{}]", i) : "inputs";
    if (IsBlank(texts[i])) return WrongField(field, "a text", "white space");
    call->works.push_back(
        {.input = RawPrompt{.text = std::move(texts[i]), .field = field, .max_tokens = parameters.max_input_tokens},
         .params = parameters.params});
  }
  return call;
}

}  // namespace godel

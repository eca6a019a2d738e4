// SPDX-License-Identifier: MIT
// What GODEL's own demo server spoke: {"msg": [turns], "knowledge": "text"} -> {"response": "text"}. It answered a
// malformed body with 200 and plain text; here that is an error like any other.
#include "godel/base/json.h"
#include "godel/serve/body_fields.h"
#include "godel/serve/dialog_fields.h"
#include "godel/serve/reply_parts.h"
#include "godel/serve/request_params.h"
#include "godel/serve/whole_answer_call.h"

namespace godel {
namespace {

class GodelCall final : public WholeAnswerCall {
 public:
  Json Answer(std::span<const WorkResult> results) const override {
    return Json{{"response", results.empty() ? "" : FirstReply(results.front()).text}};
  }
};

}  // namespace

Result<std::unique_ptr<ApiCall>> ParseGodelGenerate(const Json& body, const ApiContext& context) {
  GODEL_TRY(const BodyFields fields, BodyFields::Of(body));
  DialogPrompt prompt;
  GODEL_TRY(const Json* const turns, fields.Need("msg"));
  GODEL_TRY(prompt.context, ReadDialog(*turns, "msg", context));
  GODEL_TRY(auto knowledge, fields.Text("knowledge"));
  prompt.knowledge = std::move(knowledge).value_or("");
  GODEL_TRY(SamplingParams params, ReadParameters(nullptr, context));
  auto call = std::make_unique<GodelCall>();
  call->works.push_back({.input = std::move(prompt), .params = std::move(params)});
  return call;
}

Result<std::unique_ptr<ApiCall>> ParseGenerate(const Json& body, const ApiContext& context) {
  const bool is_godel = body.is_object() && body.contains("msg");
  return is_godel ? ParseGodelGenerate(body, context) : ParseTgiGenerate(body, context);
}

}  // namespace godel

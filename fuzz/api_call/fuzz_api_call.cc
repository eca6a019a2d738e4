// SPDX-License-Identifier: MIT
// Any JSON as the body of every API: an error that names what is wrong, or work that is within the limits and whose
// answers and events can be written.
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <variant>
#include <vector>

#include "godel/base/json.h"
#include "godel/base/utf8.h"
#include "godel/serve/api_call.h"
#include "godel/serve/body_fields.h"

namespace {

using namespace godel;

constexpr ParseApiCall kParsers[] = {ParseRespond,     ParseGodelGenerate,  ParseHuggingFace,
                                     ParseTgiGenerate, ParseTgiStream,      ParseTgiRoot,
                                     ParseGenerate,    ParseChatCompletion, ParseCompletion};

ApiContext Context() {
  return {.model = "m",
          .request_id = "1",
          .default_params = {.max_length = 128, .min_length = 8, .do_sample = true, .top_p = 0.9},
          .max_input_tokens = 100,
          .max_new_tokens = 20,
          .max_turns = 10,
          .max_replies = 4,
          .max_beams = 4};
}

// As an engine with two words would answer.
WorkResult ResultOf(const Work& work) {
  WorkReply reply{.text = "so EN", .finish_reason = FinishReason::kStop, .new_tokens = 2};
  if (work.wants_tokens)
    reply.tokens = {{.id = TokenId{5}, .text = "so "}, {.id = TokenId{6}, .text = "EN", .logprob = -1}};
  return {.replies = std::vector<WorkReply>(work.params.num_return_sequences, reply), .input_tokens = 3};
}

void Check(bool promise) {
  if (!promise) __builtin_trap();
}

void CheckWork(const Work& work, const ApiContext& context) {
  Check(work.params.num_return_sequences >= 1 && work.params.num_return_sequences <= context.max_replies);
  Check(work.params.num_beams <= context.max_beams);
  Check(MaxLength(work.params, 1) <= context.max_new_tokens + 1);
  if (const auto* dialog = std::get_if<DialogPrompt>(&work.input))
    Check(!dialog->context.empty() && dialog->context.size() <= context.max_turns);
}

void Drive(ApiCall* call, const ApiContext& context) {
  Check(!call->works.empty() && call->works.size() <= context.max_replies);
  std::vector<WorkResult> results;
  for (const Work& work : call->works) {
    CheckWork(work, context);
    results.push_back(ResultOf(work));
  }
  Dump(call->Answer(results));
  if (!call->stream) return;
  Check(call->works.size() == 1 && call->works.front().params.num_return_sequences == 1);
  std::string bytes = call->OnStart();
  bytes += call->OnToken({.id = TokenId{5}, .text = "so "});
  bytes += call->OnToken({.id = TokenId{6}, .text = "EN", .logprob = -1});
  bytes += call->OnEnd(results.front());
  Check(bytes.ends_with("\n\n") && !FirstInvalidUtf8(bytes));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const auto json = ParseJson({reinterpret_cast<const char*>(data), size});
  if (!json) return 0;
  const ApiContext context = Context();
  for (const ParseApiCall parse : kParsers) {
    const auto call = parse(*json, context);
    if (call)
      Drive(call->get(), context);
    else
      Check(!NameInMessage(call.error().message).empty());
  }
  return 0;
}

// SPDX-License-Identifier: MIT
// A server that nobody started: what parsers are told of it, and results as an engine would give them.
#pragma once
#include <gtest/gtest.h>

#include <initializer_list>
#include <memory>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "godel/base/json.h"
#include "godel/serve/api_call.h"

namespace godel::testing {

// GODEL's model card as the default, as the server has it.
inline ApiContext TestContext() {
  return {.model = "godel-mini",
          .request_id = "7",
          .created = 1700000000,
          .default_params = {.max_length = 128, .min_length = 8, .do_sample = true, .top_p = 0.9},
          .max_input_tokens = 512,
          .max_new_tokens = 256,
          .max_turns = 200,
          .max_replies = 8};
}

inline std::unique_ptr<ApiCall> Parse(ParseApiCall parse, std::string_view body,
                                      const ApiContext& context = TestContext()) {
  const auto json = ParseJson(body);
  EXPECT_TRUE(json) << body;
  auto call = parse(*json, context);
  EXPECT_TRUE(call) << body << " -> " << (call ? "" : call.error().message);
  return call ? *std::move(call) : nullptr;
}

inline Error ParseFailure(ParseApiCall parse, std::string_view body, const ApiContext& context = TestContext()) {
  const auto json = ParseJson(body);
  EXPECT_TRUE(json) << body;
  auto call = parse(*json, context);
  EXPECT_FALSE(call) << body;
  return call ? Error{ErrorCode::kIo, "no error"} : call.error();
}

inline const SamplingParams& Params(const ApiCall& call) {
  return call.works.at(0).params;
}

inline const DialogPrompt& Dialog(const ApiCall& call) {
  return std::get<DialogPrompt>(call.works.at(0).input);
}

inline const RawPrompt& Raw(const ApiCall& call, size_t i = 0) {
  return std::get<RawPrompt>(call.works.at(i).input);
}

// Logprobs that a float holds exactly, so that expected JSON can be written down.
inline ReplyToken Token(int32_t id, std::string text, float logprob = -0.5F) {
  return {.id = TokenId{id}, .text = std::move(text), .logprob = logprob, .special = false};
}

inline ReplyToken EndToken() {
  return {.id = TokenId{1}, .text = "", .logprob = -0.25F, .special = true};
}

// A reply of these tokens; the text is theirs together.
inline WorkReply ReplyOf(std::vector<ReplyToken> tokens, FinishReason reason = FinishReason::kEos) {
  WorkReply reply{.text = "", .finish_reason = reason, .tokens = std::move(tokens)};
  for (const ReplyToken& token : reply.tokens) reply.text += token.text;
  reply.new_tokens = reply.tokens.size();
  return reply;
}

inline WorkResult ResultOf(std::vector<WorkReply> replies) {
  WorkResult result{.replies = std::move(replies), .input_tokens = 40};
  for (const WorkReply& reply : result.replies) result.new_tokens += reply.new_tokens;
  return result;
}

inline Json Answer(const ApiCall& call, const std::vector<WorkResult>& results) {
  return call.Answer(results);
}

// All bytes of a streamed reply.
inline std::string Stream(ApiCall* call, const WorkReply& reply) {
  std::string bytes = call->OnStart();
  for (const ReplyToken& token : reply.tokens) bytes += call->OnToken(token);
  return bytes + call->OnEnd(ResultOf({reply}));
}

// The data of each event, of events without a name.
inline std::vector<std::string> EventData(std::string_view bytes) {
  std::vector<std::string> data;
  constexpr std::string_view kBegin = "data: ";
  while (!bytes.empty()) {
    const size_t end = bytes.find("\n\n");
    EXPECT_TRUE(bytes.starts_with(kBegin)) << bytes;
    if (end == std::string_view::npos || !bytes.starts_with(kBegin)) break;
    data.emplace_back(bytes.substr(kBegin.size(), end - kBegin.size()));
    bytes.remove_prefix(end + 2);
  }
  return data;
}

}  // namespace godel::testing

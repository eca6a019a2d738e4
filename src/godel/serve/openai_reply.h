// SPDX-License-Identifier: MIT
// Replies as OpenAI's APIs show them: without their stop string, with the tokens that are left.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "godel/base/json_fwd.h"
#include "godel/serve/reply_parts.h"
#include "godel/serve/work.h"

namespace godel {

struct ShownPart {
  std::string text;
  std::vector<ReplyToken> tokens{};  // those that begin in it; no special ones
};

ShownPart WithoutStop(const WorkReply& reply, const std::vector<std::string>& stops);

// The same, token by token.
class ShownStream {
 public:
  explicit ShownStream(std::vector<std::string> stops) : cutter_(std::move(stops)) {}

  ShownPart Append(const ReplyToken& token);
  ShownPart Finish(const WorkReply& reply);  // the rest

 private:
  struct Pending {
    size_t begin;  // in the reply
    ReplyToken token;
  };
  void TakeShown(ShownPart* part);

  StopCutter cutter_;
  std::string received_;
  std::vector<Pending> pending_;
};

// [{"token", "logprob", "bytes", "top_logprobs": []}] of a chat.
Json ChatLogprobs(const std::vector<ReplyToken>& tokens);

// {"tokens", "token_logprobs", "top_logprobs", "text_offset"} of the older API; offsets count characters from `offset`,
// which is moved on.
Json CompletionLogprobs(const std::vector<ReplyToken>& tokens, size_t* offset);

}  // namespace godel

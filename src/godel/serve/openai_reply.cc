// SPDX-License-Identifier: MIT
#include "godel/serve/openai_reply.h"

#include <algorithm>
#include <cstdint>

#include "godel/base/json.h"
#include "godel/base/utf8.h"

namespace godel {

ShownPart WithoutStop(const WorkReply& reply, const std::vector<std::string>& stops) {
  const size_t end = FindStop(reply.text, stops);
  ShownPart part{.text = reply.text.substr(0, end)};
  size_t begin = 0;
  for (const ReplyToken& token : reply.tokens) {
    if (end < reply.text.size() && begin >= end) break;
    begin += token.text.size();
    if (!token.special) part.tokens.push_back(token);
  }
  return part;
}

ShownPart ShownStream::Append(const ReplyToken& token) {
  ShownPart part;
  if (cutter_.ended()) return part;
  if (!token.special) pending_.push_back({.begin = received_.size(), .token = token});
  received_ += token.text;
  part.text = cutter_.Append(token.text);
  if (!part.text.empty()) TakeShown(&part);
  return part;
}

ShownPart ShownStream::Finish(const WorkReply& reply) {
  // With beams nothing came before.
  if (received_.empty() && pending_.empty()) return WithoutStop(reply, cutter_.stops());
  ShownPart part;
  part.text = cutter_.Append(UnsentPart(reply.text, received_));
  part.text += cutter_.Finish();
  TakeShown(&part);
  if (!cutter_.ended())
    for (Pending& pending : pending_) part.tokens.push_back(std::move(pending.token));
  pending_.clear();
  return part;
}

void ShownStream::TakeShown(ShownPart* part) {
  const auto hidden = std::find_if(pending_.begin(), pending_.end(),
                                   [this](const Pending& pending) { return pending.begin >= cutter_.shown_bytes(); });
  for (auto shown = pending_.begin(); shown != hidden; ++shown) part->tokens.push_back(std::move(shown->token));
  pending_.erase(pending_.begin(), hidden);
}

Json ChatLogprobs(const std::vector<ReplyToken>& tokens) {
  Json list = Json::array();
  for (const ReplyToken& token : tokens) {
    Json bytes = Json::array();
    for (const char c : token.text) bytes.push_back(static_cast<uint8_t>(c));
    list.push_back({{"token", token.text},
                    {"logprob", token.logprob},
                    {"bytes", std::move(bytes)},
                    {"top_logprobs", Json::array()}});
  }
  return list;
}

Json CompletionLogprobs(const std::vector<ReplyToken>& tokens, size_t* offset) {
  Json texts = Json::array(), logprobs = Json::array(), offsets = Json::array();
  for (const ReplyToken& token : tokens) {
    texts.push_back(token.text);
    logprobs.push_back(token.logprob);
    offsets.push_back(*offset);
    *offset += CountCodePoints(token.text);
  }
  return {{"tokens", std::move(texts)},
          {"token_logprobs", std::move(logprobs)},
          {"top_logprobs", nullptr},
          {"text_offset", std::move(offsets)}};
}

}  // namespace godel

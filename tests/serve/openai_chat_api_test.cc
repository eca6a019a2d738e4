// SPDX-License-Identifier: MIT
#include "serve/api_support.h"

namespace godel {
namespace {

using namespace testing;  // NOLINT(google-build-using-namespace)

std::unique_ptr<ApiCall> Chat(const std::string& fields) {
  return Parse(ParseChatCompletion, R"({"messages": [{"role": "user", "content": "Hi"}])" + fields + "}");
}

std::string Chunk(const std::string& choice, const std::string& end = "") {
  return "data: {\"choices\":[{" + choice + R"(}],"created":1700000000,"id":"chatcmpl-7","model":"godel-mini",)" +
         R"("object":"chat.completion.chunk")" + end + "}\n\n";
}

TEST(Chat, SystemMessagesAreTheKnowledge) {
  const auto call = Parse(ParseChatCompletion, R"({"model": "godel-mini", "messages": [
      {"role": "system", "content": "It rains."}, {"role": "user", "content": [{"type": "text", "text": "Hel"},
      {"type": "text", "text": "lo"}]}, {"role": "assistant", "content": "Hi"}, {"role": "user", "content": "And?"},
      {"role": "user", "content": "Well?"}, {"role": "assistant", "content": null, "tool_calls": [{}]},
      {"role": "tool", "tool_call_id": "x", "content": "It snows."}], "instruction": "qa"})");
  EXPECT_EQ(Dialog(*call).context, (std::vector<std::string>{"Hello", "Hi", "And?\nWell?"}));
  EXPECT_EQ(Dialog(*call).knowledge, "It rains.\nIt snows.");
  EXPECT_EQ(Dialog(*call).instruction, "qa");
}

TEST(Chat, KnowledgeOfItsOwnWins) {
  const auto call = Parse(ParseChatCompletion, R"({"messages": [{"role": "system", "content": "You are helpful."},
      {"role": "user", "content": "Hi"}], "knowledge": "K"})");
  EXPECT_EQ(Dialog(*call).knowledge, "K");
}

TEST(Chat, ParametersHaveOpenAisMeaning) {
  EXPECT_TRUE(Params(*Chat("")).do_sample);
  EXPECT_EQ(Params(*Chat("")).max_length, 128U);
  EXPECT_FALSE(Params(*Chat(R"(, "temperature": 0)")).do_sample);
  EXPECT_EQ(Params(*Chat(R"(, "temperature": 0.5, "top_p": 0.25)")).top_p, 0.25);
  EXPECT_EQ(Params(*Chat(R"(, "max_tokens": 5)")).max_new_tokens, 5U);
  EXPECT_EQ(Params(*Chat(R"(, "max_tokens": 5, "max_completion_tokens": 6)")).max_new_tokens, 6U);
  EXPECT_EQ(Params(*Chat(R"(, "max_tokens": 18446744073709551615)")).max_new_tokens, 256U);
  EXPECT_EQ(Params(*Chat(R"(, "seed": -1)")).seed, UINT64_MAX);
  EXPECT_EQ(Params(*Chat(R"(, "stop": "x")")).stop_strings, std::vector<std::string>{"x"});
  EXPECT_EQ(Params(*Chat(R"(, "top_k": 7, "num_beams": 2)")).top_k, 7U);
  const SamplingParams biased = Params(*Chat(R"(, "logit_bias": {"42": -100})"));
  ASSERT_EQ(biased.sequence_bias.size(), 1U);
  EXPECT_EQ(biased.sequence_bias[0].ids, std::vector<TokenId>{TokenId{42}});
  EXPECT_EQ(biased.sequence_bias[0].bias, -100.0F);
}

TEST(Chat, NeutralValuesOfWhatIsMissingAreFine) {
  Chat(R"(, "tools": [], "tool_choice": "none", "response_format": {"type": "text"}, "frequency_penalty": 0,
          "presence_penalty": 0.0, "logit_bias": {}, "logprobs": false, "top_logprobs": 0, "modalities": ["text"],
          "functions": null, "user": "me", "unheard_of": [1], "stop": [], "stop_sequences": 4)");
}

TEST(Chat, Answers) {
  const auto call = Chat(R"(, "stop": ["END"], "logprobs": true)");
  EXPECT_TRUE(call->works[0].wants_tokens);
  const WorkReply reply = ReplyOf({Token(5, "H\xC3\xA9"), Token(6, "ENDx"), EndToken()}, FinishReason::kStop);
  EXPECT_EQ(Answer(*call, {ResultOf({reply})}),
            (Json{{"id", "chatcmpl-7"},
                  {"object", "chat.completion"},
                  {"created", 1700000000},
                  {"model", "godel-mini"},
                  {"choices", Json::array({{{"index", 0},
                                            {"message", {{"role", "assistant"}, {"content", "H\xC3\xA9"}}},
                                            {"logprobs",
                                             {{"content", Json::array({{{"token", "H\xC3\xA9"},
                                                                        {"logprob", -0.5},
                                                                        {"bytes", {0x48, 0xC3, 0xA9}},
                                                                        {"top_logprobs", Json::array()}}})}}},
                                            {"finish_reason", "stop"}}})},
                  {"usage", {{"prompt_tokens", 40}, {"completion_tokens", 3}, {"total_tokens", 43}}}}));
}

TEST(Chat, GreedyRepliesAreShownAsOftenAsAsked) {
  const auto call = Chat(R"(, "n": 3, "temperature": 0)");
  EXPECT_EQ(Params(*call).num_return_sequences, 1U);
  const Json answer = Answer(*call, {ResultOf({{.text = "a", .finish_reason = FinishReason::kLength}})});
  ASSERT_EQ(answer["choices"].size(), 3U);
  EXPECT_EQ(answer["choices"][2]["message"]["content"], "a");
  EXPECT_EQ(answer["choices"][2]["index"], 2);
  EXPECT_EQ(answer["choices"][2]["finish_reason"], "length");
}

TEST(Chat, SeveralRepliesWithLogprobsAreSeveralWorks) {
  const auto call = Chat(R"(, "n": 2, "logprobs": true, "seed": 5)");
  ASSERT_EQ(call->works.size(), 2U);
  EXPECT_EQ(call->works[0].params.seed, 5U);
  EXPECT_EQ(call->works[1].params.seed, 6U);
  const Json answer =
      Answer(*call, {ResultOf({ReplyOf({Token(5, "a")})}), ResultOf({ReplyOf({Token(6, "b"), EndToken()})})});
  EXPECT_EQ(answer["choices"][1]["message"]["content"], "b");
  EXPECT_EQ(answer["choices"][1]["logprobs"]["content"].size(), 1U);
  EXPECT_EQ(answer["usage"], (Json{{"prompt_tokens", 40}, {"completion_tokens", 3}, {"total_tokens", 43}}));
  EXPECT_EQ(Chat(R"(, "n": 2)")->works.size(), 1U);
}

TEST(Chat, Streams) {
  const auto call = Chat(R"(, "stream": true)");
  EXPECT_TRUE(call->stream);
  EXPECT_EQ(Stream(call.get(), ReplyOf({Token(5, "Hel"), Token(6, "lo"), EndToken()})),
            Chunk(R"("delta":{"content":"","role":"assistant"},"finish_reason":null,"index":0,"logprobs":null)") +
                Chunk(R"("delta":{"content":"Hel"},"finish_reason":null,"index":0,"logprobs":null)") +
                Chunk(R"("delta":{"content":"lo"},"finish_reason":null,"index":0,"logprobs":null)") +
                Chunk(R"("delta":{},"finish_reason":"stop","index":0,"logprobs":null)") + "data: [DONE]\n\n");
}

TEST(Chat, StreamsUsage) {
  const auto call = Chat(R"(, "stream": true, "stream_options": {"include_usage": true})");
  const auto events = EventData(Stream(call.get(), ReplyOf({Token(5, "Hel")}, FinishReason::kLength)));
  ASSERT_EQ(events.size(), 5U);
  EXPECT_EQ((*ParseJson(events[1]))["usage"], nullptr);
  EXPECT_TRUE(ParseJson(events[1])->contains("usage"));
  EXPECT_EQ((*ParseJson(events[2]))["choices"][0]["finish_reason"], "length");
  const Json usage = *ParseJson(events[3]);
  EXPECT_EQ(usage["choices"], Json::array());
  EXPECT_EQ(usage["usage"], (Json{{"prompt_tokens", 40}, {"completion_tokens", 1}, {"total_tokens", 41}}));
  EXPECT_EQ(events[4], "[DONE]");
}

TEST(Chat, StreamsNoPartOfAStopString) {
  const auto call = Chat(R"(, "stream": true, "stop": ["END"], "logprobs": true)");
  const auto events = EventData(
      Stream(call.get(), ReplyOf({Token(5, "a E"), Token(6, "N"), Token(7, "D b"), EndToken()}, FinishReason::kStop)));
  ASSERT_EQ(events.size(), 4U);
  const Json choice = (*ParseJson(events[1]))["choices"][0];
  EXPECT_EQ(choice["delta"]["content"], "a ");
  ASSERT_EQ(choice["logprobs"]["content"].size(), 1U);
  EXPECT_EQ((*ParseJson(events[2]))["choices"][0]["finish_reason"], "stop");
}

TEST(Chat, WhatTheServerHeldBackComesWithoutAToken) {
  const auto call = Chat(R"(, "stream": true, "logprobs": true)");
  ReplyToken rest{.id = TokenId{0}, .text = "held", .logprob = 0, .special = true};
  const Json choice = (*ParseJson(EventData(call->OnToken(rest)).at(0)))["choices"][0];
  EXPECT_EQ(choice["delta"]["content"], "held");
  EXPECT_EQ(choice["logprobs"]["content"], Json::array());
}

TEST(Chat, ErrorsMayCutAStream) {
  EXPECT_EQ(Chat(R"(, "stream": true)")->OnError({ErrorCode::kIo, "broke"}),
            "data: {\"error\":{\"code\":null,\"message\":\"broke\",\"param\":null,\"type\":\"server_error\"}}\n\n"
            "data: [DONE]\n\n");
}

TEST(Chat, OtherModelsAreNotFound) {
  const Error error =
      ParseFailure(ParseChatCompletion, R"({"model": "gpt-4o", "messages": [{"role": "user", "content": "Hi"}]})");
  EXPECT_EQ(error.code, ErrorCode::kNotFound);
  EXPECT_EQ(ErrorBody(ErrorStyle::kOpenAi, StatusOf(ErrorStyle::kOpenAi, error.code), error)["error"]["code"],
            "model_not_found");
}

}  // namespace
}  // namespace godel

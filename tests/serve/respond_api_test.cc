// SPDX-License-Identifier: MIT
#include "serve/api_support.h"

namespace godel {
namespace {

using namespace testing;  // NOLINT(google-build-using-namespace)

TEST(Respond, TakesADialog) {
  const auto call = Parse(ParseRespond, R"({"instruction": "qa", "context": ["Hi", "Hello", "Who?"], "knowledge": "K.",
                                            "parameters": {"top_p": 0.5, "seed": 3, "max_new_tokens": 40}})");
  ASSERT_EQ(call->works.size(), 1U);
  EXPECT_FALSE(call->stream);
  EXPECT_EQ(Dialog(*call).instruction, "qa");
  EXPECT_EQ(Dialog(*call).context, (std::vector<std::string>{"Hi", "Hello", "Who?"}));
  EXPECT_EQ(Dialog(*call).knowledge, "K.");
  EXPECT_EQ(Params(*call).top_p, 0.5);
  EXPECT_EQ(Params(*call).seed, 3U);
  EXPECT_EQ(Params(*call).max_new_tokens, 40U);
  EXPECT_TRUE(Params(*call).do_sample) << "the server's default stays";
}

TEST(Respond, NullIsAbsentAndTheServersDefault) {
  const auto call = Parse(ParseRespond, R"({"instruction": null, "context": ["Hi"], "knowledge": null, "stream": null,
                                            "parameters": {"top_p": null, "max_length": null}})");
  EXPECT_EQ(Params(*call).top_p, 0.9);
  EXPECT_EQ(Params(*call).max_length, 128U);
  EXPECT_EQ(Dialog(*call).instruction, "");
}

TEST(Respond, HasAPriority) {
  const auto priority = [](const char* body) { return Parse(ParseRespond, body)->works.front().priority; };
  EXPECT_EQ(priority(R"({"context": ["Hi"]})"), 0);
  EXPECT_EQ(priority(R"({"context": ["Hi"], "priority": 9})"), 9);
}

TEST(Respond, LengthsAreLoweredToTheLimit) {
  ApiContext context = TestContext();
  context.max_new_tokens = 10;
  const auto params = [&](const char* parameters) {
    const auto call =
        Parse(ParseRespond, std::string(R"({"context": ["Hi"], "parameters": )") + parameters + "}", context);
    return Params(*call);
  };
  EXPECT_EQ(params(R"({"max_new_tokens": 1000000})").max_new_tokens, 10U);
  EXPECT_EQ(params(R"({"max_length": 500})").max_length, 11U) << "it counts the start token";
  EXPECT_EQ(params("{}").max_length, 11U);
  EXPECT_EQ(params(R"({"max_length": 5})").min_length, 5U) << "a minimum that nobody asked for gives way";
  EXPECT_EQ(params(R"({"min_length": 400})").min_length, 11U);
  context.default_params.max_new_tokens = 9;
  EXPECT_EQ(params(R"({"max_length": 4})").max_new_tokens, std::nullopt) << "what the request says must win";
}

TEST(Respond, Answers) {
  const auto call = Parse(ParseRespond, R"({"context": ["Hi"]})");
  WorkResult result = ResultOf({{.text = "Hello there.", .finish_reason = FinishReason::kStop, .new_tokens = 9}});
  result.dropped_turns = 2;
  result.dropped_turn_bytes = 5;
  result.dropped_knowledge_bytes = 17;
  result.encoder_cache_hit = true;
  result.timing = {.queue_seconds = 0.00012, .first_token_seconds = 0.012, .total_seconds = 0.03012};
  EXPECT_EQ(
      Answer(*call, {result}),
      (Json{{"id", "respond-7"},
            {"model", "godel-mini"},
            {"response", "Hello there."},
            {"finish_reason", "stop"},
            {"usage", {{"prompt_tokens", 40}, {"completion_tokens", 9}, {"total_tokens", 49}}},
            {"prompt", {{"dropped_turns", 2}, {"dropped_knowledge_bytes", 17}, {"dropped_turn_bytes", 5}}},
            {"timing", {{"queue_ms", 0.1}, {"first_token_ms", 12.0}, {"total_ms", 30.1}, {"tokens_per_second", 300.0}}},
            {"encoder_cache_hit", true}}));
}

TEST(Respond, SeveralRepliesStandBesideTheBest) {
  ApiContext context = TestContext();
  context.session = "s1";
  const auto call = Parse(ParseRespond, R"({"context": ["Hi"], "parameters": {"num_return_sequences": 2}})", context);
  const Json answer = Answer(*call, {ResultOf({{.text = "a"}, {.text = "b"}})});
  EXPECT_EQ(answer["response"], "a");
  EXPECT_EQ(answer["session"], "s1");
  EXPECT_EQ(answer["responses"],
            (Json::array({{{"text", "a"}, {"finish_reason", "eos"}}, {{"text", "b"}, {"finish_reason", "eos"}}})));
}

TEST(Respond, Streams) {
  const auto call = Parse(ParseRespond, R"({"context": ["Hi"], "stream": true})");
  EXPECT_TRUE(call->stream);
  EXPECT_EQ(call->OnStart(), "");
  EXPECT_EQ(call->OnToken(Token(5, "Hel")), "event: token\ndata: {\"text\":\"Hel\"}\n\n");
  EXPECT_EQ(call->OnToken(Token(6, "")), "");
  EXPECT_EQ(call->OnToken(Token(7, "lo")), "event: token\ndata: {\"text\":\"lo\"}\n\n");
  const WorkResult result = ResultOf({{.text = "Hello", .new_tokens = 3}});
  const std::string done = call->Answer({&result, 1}).dump();
  EXPECT_EQ(call->OnEnd(result), "event: done\ndata: " + done + "\n\n");
}

TEST(Respond, WhatDidNotStreamComesAtTheEnd) {
  const auto call = Parse(ParseRespond, R"({"context": ["Hi"], "stream": true, "parameters": {"num_beams": 2}})");
  const std::string events = call->OnEnd(ResultOf({{.text = "Hello"}}));
  EXPECT_TRUE(events.starts_with("event: token\ndata: {\"text\":\"Hello\"}\n\nevent: done\n")) << events;
}

TEST(Respond, ErrorsMayCutAStream) {
  const auto call = Parse(ParseRespond, R"({"context": ["Hi"], "stream": true})");
  EXPECT_EQ(call->OnError({ErrorCode::kCancelled, "took too long"}),
            "event: error\ndata: {\"error\":{\"code\":\"unavailable\",\"message\":\"took too long\"}}\n\n");
}

}  // namespace
}  // namespace godel

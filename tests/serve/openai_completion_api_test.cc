// SPDX-License-Identifier: MIT
#include "serve/api_support.h"

namespace godel {
namespace {

using namespace testing;  // NOLINT(google-build-using-namespace)

TEST(Completion, TakesPromptsAsTheyAre) {
  const auto call = Parse(ParseCompletion, R"({"prompt": ["a", "b"], "n": 2, "model": "godel-mini"})");
  ASSERT_EQ(call->works.size(), 2U);
  EXPECT_EQ(Raw(*call, 1).text, "b");
  EXPECT_EQ(Params(*call).num_return_sequences, 2U);
  EXPECT_EQ(Params(*call).max_new_tokens, 16U) << "OpenAI's default";
  const Json answer = Answer(*call, {ResultOf({{.text = "1", .new_tokens = 1}, {.text = "2", .new_tokens = 1}}),
                                     ResultOf({{.text = "3"}, {.text = "4"}})});
  EXPECT_EQ(answer["object"], "text_completion");
  EXPECT_EQ(answer["id"], "cmpl-7");
  ASSERT_EQ(answer["choices"].size(), 4U);
  for (size_t i = 0; i < 4; ++i) {
    EXPECT_EQ(answer["choices"][i]["index"], i);
    EXPECT_EQ(answer["choices"][i]["text"], std::to_string(i + 1));
  }
  EXPECT_EQ(answer["usage"], (Json{{"prompt_tokens", 80}, {"completion_tokens", 2}, {"total_tokens", 82}}));
}

TEST(Completion, EchoesAndCutsAtStops) {
  const auto call = Parse(ParseCompletion, R"({"prompt": "Say ", "echo": true, "stop": "!", "max_tokens": 9})");
  const Json choice =
      Answer(*call, {ResultOf({{.text = "Hello! You!", .finish_reason = FinishReason::kStop}})})["choices"][0];
  EXPECT_EQ(choice, (Json{{"index", 0}, {"text", "Say Hello"}, {"logprobs", nullptr}, {"finish_reason", "stop"}}));
}

TEST(Completion, LogprobsCountCharacters) {
  const auto call = Parse(ParseCompletion, R"({"prompt": "Say", "logprobs": 0})");
  const Json answer = Answer(*call, {ResultOf({ReplyOf({Token(5, "\xC3\xA9"), Token(6, "a", -2), EndToken()})})});
  EXPECT_EQ(answer["choices"][0]["logprobs"], (Json{{"tokens", {"\xC3\xA9", "a"}},
                                                    {"token_logprobs", {-0.5, -2}},
                                                    {"top_logprobs", nullptr},
                                                    {"text_offset", {0, 1}}}));
}

TEST(Completion, BestOfShowsTheLikeliest) {
  const auto call = Parse(ParseCompletion, R"({"prompt": ["p", "q"], "best_of": 3, "n": 2})");
  ASSERT_EQ(call->works.size(), 6U);
  EXPECT_TRUE(call->works[0].wants_tokens);
  std::vector<WorkResult> results;
  for (const float logprob : {-3.0F, -1.0F, -2.0F, -1.0F, -1.5F, -1.25F})
    results.push_back(ResultOf({ReplyOf({Token(5, std::to_string(logprob).substr(0, 5), logprob)})}));
  const Json answer = Answer(*call, results);
  ASSERT_EQ(answer["choices"].size(), 4U);
  EXPECT_EQ(answer["choices"][0]["text"], "-1.00");
  EXPECT_EQ(answer["choices"][1]["text"], "-2.00");
  EXPECT_EQ(answer["choices"][2]["text"], "-1.00");
  EXPECT_EQ(answer["choices"][3]["text"], "-1.25");
  EXPECT_EQ(answer["usage"]["prompt_tokens"], 80) << "each prompt counts once";
  EXPECT_EQ(answer["usage"]["completion_tokens"], 6) << "what was thrown away was made too";
}

TEST(Completion, Streams) {
  const auto call = Parse(ParseCompletion, R"({"prompt": "Say", "stream": true, "echo": true})");
  const auto chunk = [](const char* text, const char* finish) {
    return std::string(R"(data: {"choices":[{"finish_reason":)") + finish + R"(,"index":0,"logprobs":null,"text":")" +
           text + R"("}],"created":1700000000,"id":"cmpl-7","model":"godel-mini","object":"text_completion"})" + "\n\n";
  };
  EXPECT_EQ(Stream(call.get(), ReplyOf({Token(5, " Hi"), EndToken()})),
            chunk("Say", "null") + chunk(" Hi", "null") + chunk("", "\"stop\"") + "data: [DONE]\n\n");
}

TEST(Completion, StreamedOffsetsGoOn) {
  const auto call = Parse(ParseCompletion, R"({"prompt": "Say", "stream": true, "logprobs": 0})");
  const auto events = EventData(Stream(call.get(), ReplyOf({Token(5, "ab"), Token(6, "c"), EndToken()})));
  ASSERT_EQ(events.size(), 4U);
  EXPECT_EQ((*ParseJson(events[1]))["choices"][0]["logprobs"]["text_offset"], Json::array({2}));
}

}  // namespace
}  // namespace godel

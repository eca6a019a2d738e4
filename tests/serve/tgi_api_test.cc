// SPDX-License-Identifier: MIT
#include "serve/api_support.h"

namespace godel {
namespace {

using namespace testing;  // NOLINT(google-build-using-namespace)

const char kToken5[] = R"({"id":5,"logprob":-0.5,"special":false,"text":"Hel"})";
const char kToken1[] = R"({"id":1,"logprob":-0.25,"special":true,"text":""})";

TEST(Tgi, DefaultsAreItsOwn) {
  const SamplingParams params = Params(*Parse(ParseTgiGenerate, R"({"inputs": "Hi"})"));
  EXPECT_FALSE(params.do_sample);
  EXPECT_EQ(params.top_k, 0U);
  EXPECT_EQ(params.min_length, 0U);
  EXPECT_EQ(params.max_new_tokens, 256U) << "1024, lowered to what the server allows";
}

TEST(Tgi, AnyWarperSamples) {
  const auto samples = [](const char* parameters) {
    const auto call = Parse(ParseTgiGenerate, std::string(R"({"inputs": "Hi", "parameters": )") + parameters + "}");
    return Params(*call).do_sample;
  };
  for (const char* yes : {R"({"do_sample": true})", R"({"temperature": 0.5})", R"({"top_k": 3})", R"({"top_p": 0.5})",
                          R"({"typical_p": 0.5})"})
    EXPECT_TRUE(samples(yes)) << yes;
  for (const char* no : {R"({"temperature": 1.0})", R"({"top_p": 1.0})", R"({"seed": 3})", "{}", "null"})
    EXPECT_FALSE(samples(no)) << no;
}

TEST(Tgi, NeutralValuesOfWhatIsMissingAreFine) {
  const auto call = Parse(ParseTgiGenerate, R"({"inputs": "Hi", "parameters": {"frequency_penalty": 0, "grammar": null,
      "watermark": false, "top_n_tokens": 0, "adapter_id": null, "truncate": 100, "stop": ["\n", "END"], "best_of": 1,
      "unheard_of": 1}, "x": 2})");
  EXPECT_EQ(Raw(*call).max_tokens, 100U);
  EXPECT_EQ(Params(*call).stop_strings.size(), 2U);
  EXPECT_FALSE(call->works[0].wants_tokens);
}

TEST(Tgi, Answers) {
  const WorkReply reply = ReplyOf({Token(5, "Hel"), EndToken()});
  const auto plain = Parse(ParseTgiGenerate, R"({"inputs": "Hi"})");
  EXPECT_EQ(Answer(*plain, {ResultOf({reply})}), (Json{{"generated_text", "Hel"}}));
  const auto full = Parse(ParseTgiRoot, R"({"inputs": "Hi ", "parameters": {"return_full_text": true}})");
  EXPECT_EQ(Answer(*full, {ResultOf({reply})}), Json::array({Json{{"generated_text", "Hi Hel"}}}));
  const auto detailed = Parse(ParseTgiGenerate, R"({"inputs": "Hi", "parameters": {"details": true, "seed": 3,
                                                   "do_sample": true}})");
  EXPECT_TRUE(detailed->works[0].wants_tokens);
  EXPECT_EQ(Answer(*detailed, {ResultOf({reply})}), (Json{{"generated_text", "Hel"},
                                                          {"details",
                                                           {{"finish_reason", "eos_token"},
                                                            {"generated_tokens", 2},
                                                            {"seed", 3},
                                                            {"prefill", Json::array()},
                                                            {"tokens", {*ParseJson(kToken5), *ParseJson(kToken1)}}}}}));
}

TEST(Tgi, BestOfChoosesTheLikeliest) {
  const auto call = Parse(ParseTgiGenerate, R"({"inputs": "Hi", "parameters": {"best_of": 2, "do_sample": true,
                                               "details": true}})");
  ASSERT_EQ(call->works.size(), 2U) << "tokens are known of works of one reply";
  EXPECT_EQ(Params(*call).num_return_sequences, 1U);
  const Json answer =
      Answer(*call, {ResultOf({ReplyOf({Token(5, "worse", -2)})}), ResultOf({ReplyOf({Token(6, "better", -1)})})});
  EXPECT_EQ(answer["generated_text"], "better");
  ASSERT_EQ(answer["details"]["best_of_sequences"].size(), 1U);
  EXPECT_EQ(answer["details"]["best_of_sequences"][0]["generated_text"], "worse");
}

TEST(Tgi, FinishReasons) {
  const auto reason = [](const char* parameters, FinishReason finish) {
    const auto call = Parse(ParseTgiGenerate, std::string(R"({"inputs": "Hi", "parameters": )") + parameters + "}");
    return Answer(*call, {ResultOf({ReplyOf({Token(5, "x")}, finish)})})["details"]["finish_reason"];
  };
  EXPECT_EQ(reason(R"({"details": true})", FinishReason::kLength), "length");
  EXPECT_EQ(reason(R"({"details": true, "stop": "x"})", FinishReason::kStop), "stop_sequence");
  EXPECT_EQ(reason(R"({"details": true})", FinishReason::kStop), "length") << "its time was over";
}

TEST(Tgi, StreamsWithTheWholeTextInTheLastEvent) {
  const auto call = Parse(ParseTgiStream, R"({"inputs": "Hi", "parameters": {"details": true}})");
  EXPECT_TRUE(call->stream);
  EXPECT_TRUE(call->works[0].wants_tokens);
  const std::string details = R"({"finish_reason":"eos_token","generated_tokens":2,"input_length":40,"seed":null})";
  EXPECT_EQ(Stream(call.get(), ReplyOf({Token(5, "Hel"), EndToken()})),
            std::string("data: {\"details\":null,\"generated_text\":null,\"index\":1,\"token\":") + kToken5 + "}\n\n" +
                "data: {\"details\":" + details + ",\"generated_text\":\"Hel\",\"index\":2,\"token\":" + kToken1 +
                "}\n\n");
}

TEST(Tgi, StreamsWithoutDetailsOrTokens) {
  const auto call = Parse(ParseTgiRoot, R"({"inputs": "Hi", "stream": true})");
  EXPECT_TRUE(call->stream);
  const auto events = EventData(call->OnEnd(ResultOf({{.text = ""}})));
  ASSERT_EQ(events.size(), 1U);
  EXPECT_EQ(
      events[0],
      R"({"details":null,"generated_text":"","index":1,"token":{"id":0,"logprob":0.0,"special":true,"text":""}})");
}

TEST(Tgi, OnlyTheRootAsksTheBodyWhetherToStream) {
  EXPECT_FALSE(Parse(ParseTgiGenerate, R"({"inputs": "Hi", "stream": true})")->stream);
  EXPECT_TRUE(Parse(ParseTgiStream, R"({"inputs": "Hi", "stream": false})")->stream);
  EXPECT_FALSE(Parse(ParseTgiRoot, R"({"inputs": "Hi"})")->stream);
}

TEST(Tgi, ErrorsMayCutAStream) {
  EXPECT_EQ(Parse(ParseTgiStream, R"({"inputs": "Hi"})")->OnError({ErrorCode::kIo, "broke"}),
            "data: {\"error\":\"broke\",\"error_type\":\"incomplete_generation\"}\n\n");
}

}  // namespace
}  // namespace godel

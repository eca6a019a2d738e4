// SPDX-License-Identifier: MIT
#include "serve/api_support.h"

namespace godel {
namespace {

using namespace testing;  // NOLINT(google-build-using-namespace)

Json Generated(const char* text) {
  return Json{{"generated_text", text}};
}

TEST(HuggingFace, OneTextGivesAListOfItsReplies) {
  const auto call = Parse(ParseHuggingFace, R"({"inputs": "Hi EOS Ho", "parameters": {"num_return_sequences": 2,
      "min_length": 3, "max_time": 2.5, "repetition_penalty": 1.1}, "options": {"use_cache": true}})");
  EXPECT_EQ(Raw(*call).text, "Hi EOS Ho");
  EXPECT_EQ(Raw(*call).max_tokens, std::nullopt);
  EXPECT_EQ(Params(*call).num_return_sequences, 2U);
  EXPECT_EQ(Params(*call).max_time, 2.5);
  EXPECT_EQ(Params(*call).min_length, 3U);
  EXPECT_EQ(Answer(*call, {ResultOf({{.text = "a"}, {.text = "b"}})}), Json::array({Generated("a"), Generated("b")}));
}

TEST(HuggingFace, ListsAreFlatWhileEachTextHasOneReply) {
  const auto call = Parse(ParseHuggingFace, R"({"inputs": ["x", "y"]})");
  ASSERT_EQ(call->works.size(), 2U);
  EXPECT_EQ(Raw(*call, 1).text, "y");
  EXPECT_EQ(Answer(*call, {ResultOf({{.text = "a"}}), ResultOf({{.text = "b"}})}),
            Json::array({Generated("a"), Generated("b")}));
  const auto two = Parse(ParseHuggingFace, R"({"inputs": ["x"], "parameters": {"num_return_sequences": 2}})");
  EXPECT_EQ(Answer(*two, {ResultOf({{.text = "a"}, {.text = "b"}})}),
            Json::array({Json::array({Generated("a"), Generated("b")})}));
}

TEST(HuggingFace, WhatPipelinesTakeBesideIsLetPass) {
  const auto call = Parse(ParseHuggingFace, R"({"inputs": "x", "parameters": {"return_full_text": true, "details": true,
      "clean_up_tokenization_spaces": true, "top_k": null, "stop": ["END"], "truncation": true,
      "generate_parameters": {"num_beams": 2}}, "whatever": 1})");
  EXPECT_EQ(Params(*call).stop_strings, std::vector<std::string>{"END"});
  EXPECT_EQ(Params(*call).num_beams, 2U);
  EXPECT_EQ(Params(*call).top_k, 50U);
  EXPECT_EQ(Raw(*call).max_tokens, 512U);
}

TEST(HuggingFace, Conversational) {
  const auto call = Parse(ParseHuggingFace, R"({"inputs": {"past_user_inputs": ["a", "c"],
      "generated_responses": ["b", "d"], "text": "e", "knowledge": "K"}, "parameters": {"top_p": 0.4}})");
  EXPECT_EQ(Dialog(*call).context, (std::vector<std::string>{"a", "b", "c", "d", "e"}));
  EXPECT_EQ(Dialog(*call).knowledge, "K");
  EXPECT_EQ(Params(*call).top_p, 0.4);
  EXPECT_EQ(Answer(*call, {ResultOf({{.text = "f"}})}),
            (Json{{"generated_text", "f"},
                  {"conversation", {{"past_user_inputs", {"a", "c", "e"}}, {"generated_responses", {"b", "d", "f"}}}},
                  {"warnings", Json::array()}}));
}

TEST(HuggingFace, AConversationMayBegin) {
  const auto call = Parse(ParseHuggingFace, R"({"inputs": {"text": "Hi"}})");
  EXPECT_EQ(Dialog(*call).context, std::vector<std::string>{"Hi"});
  EXPECT_EQ(Answer(*call, {ResultOf({{.text = "f"}})})["conversation"]["past_user_inputs"], Json::array({"Hi"}));
}

}  // namespace
}  // namespace godel

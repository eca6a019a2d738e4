// SPDX-License-Identifier: MIT
// Every wrong body gives an error whose message begins with the parameter's name.
#include <set>
#include <string>

#include "godel/serve/body_fields.h"
#include "serve/api_support.h"

namespace godel {
namespace {

using namespace testing;  // NOLINT(google-build-using-namespace)

struct BadBody {
  const char* name;
  const char* body;
  ErrorCode code = ErrorCode::kInvalidArgument;
};

constexpr ErrorCode kUnsupported = ErrorCode::kUnsupported;

void ExpectRefused(ParseApiCall parse, const BadBody& bad, const ApiContext& context = TestContext()) {
  SCOPED_TRACE(bad.body);
  const Error error = ParseFailure(parse, bad.body, context);
  EXPECT_EQ(NameInMessage(error.message), bad.name) << error.message;
  EXPECT_EQ(error.code, bad.code) << error.message;
  EXPECT_LT(error.message.size(), 400U);
}

// With these in place of ..., `{"required": ...}` bodies stay short.
std::string With(const char* required, const char* more) {
  return std::string("{") + required + ", " + more + "}";
}

void ExpectEachRefused(ParseApiCall parse, const char* required, const std::vector<BadBody>& cases) {
  for (const BadBody& bad : cases) {
    const std::string body = With(required, bad.body);
    ExpectRefused(parse, {.name = bad.name, .body = body.c_str(), .code = bad.code});
  }
}

const std::pair<const char*, ParseApiCall> kParsers[] = {
    {"respond", ParseRespond},   {"godel", ParseGodelGenerate},  {"hugging_face", ParseHuggingFace},
    {"tgi", ParseTgiGenerate},   {"tgi_stream", ParseTgiStream}, {"tgi_root", ParseTgiRoot},
    {"generate", ParseGenerate}, {"chat", ParseChatCompletion},  {"completion", ParseCompletion}};

TEST(BadBodies, WhatIsNoObject) {
  for (const auto& [name, parse] : kParsers)
    for (const char* body : {"null", "true", "1", "-1e300", "\"x\"", "[]", "[{}]", "[[[[[[]]]]]]"}) {
      SCOPED_TRACE(name);
      ExpectRefused(parse, {.name = "body", .body = body});
    }
}

// Any value in the place of any other: an error or a call, and never an exception.
TEST(BadBodies, AnyValueAnywhere) {
  const char* const bodies[] = {
      R"({"instruction": "qa", "context": ["a"], "knowledge": "k", "stream": true,
          "parameters": {"top_p": 1, "stop_strings": ["x"], "sequence_bias": [[[1], 2.0]], "seed": 1}})",
      R"({"msg": ["a"], "knowledge": "k"})",
      R"({"inputs": "a", "parameters": {"top_p": 0.5, "stop": ["x"], "truncation": true, "truncate": 3, "best_of": 1,
          "generate_parameters": {"top_k": 2}, "grammar": null, "details": true}, "options": {}, "stream": false})",
      R"({"inputs": {"past_user_inputs": ["a"], "generated_responses": ["b"], "text": "c"}, "parameters": {}})",
      R"({"messages": [{"role": "user", "content": [{"type": "text", "text": "a"}]}], "logit_bias": {"1": 1},
          "stream_options": {"include_usage": true}, "stop": ["a"], "n": 1, "temperature": 1, "tools": [],
          "response_format": {"type": "text"}, "seed": 1, "top_k": 4, "model": "godel-mini"})",
      R"({"prompt": ["a"], "echo": true, "n": 1, "best_of": 2, "logprobs": 0, "max_tokens": 3})"};
  const char* const values[] = {"null",
                                "true",
                                "-1",
                                "0",
                                "1e308",
                                "18446744073709551615",
                                "-9223372036854775808",
                                "0.5",
                                "\"\"",
                                "\"NaN\"",
                                "[]",
                                "[null]",
                                "{}",
                                R"({"": {}})",
                                "[[[[1]]]]",
                                R"(["", 1])"};
  for (const char* body : bodies) {
    const Json flat = ParseJson(body)->flatten();
    std::set<std::string> places;
    for (const auto& [pointer, unused] : flat.items())
      for (size_t end = pointer.size(); end != 0 && end != std::string::npos; end = pointer.rfind('/', end - 1))
        places.insert(pointer.substr(0, end));
    for (const std::string& place : places) {
      for (const char* value : values) {
        Json changed = *ParseJson(body);
        changed[Json::json_pointer(place)] = *ParseJson(value);
        for (const auto& [name, parse] : kParsers) {
          const auto call = parse(changed, TestContext());
          if (call) continue;
          EXPECT_FALSE(NameInMessage(call.error().message).empty()) << name << ": " << call.error().message;
        }
      }
    }
  }
}

TEST(BadBodies, Respond) {
  for (const BadBody& bad : std::vector<BadBody>{{"context", "{}"},
                                                 {"context", R"({"context": null})"},
                                                 {"context", R"({"context": "Hi"})"},
                                                 {"context", R"({"context": []})"},
                                                 {"context[1]", R"({"context": ["a", 1]})"},
                                                 {"context[0]", R"({"context": [" \n"]})"},
                                                 {"contxt", R"({"contxt": ["a"]})"},
                                                 {"body", R"({"context": ["a"], "a\nb": 1})"},
                                                 {"body", R"({"context": ["a"], "": 1})"}})
    ExpectRefused(ParseRespond, bad);
  ExpectEachRefused(
      ParseRespond, R"("context": ["a"])",
      {{"instruction", R"("instruction": 1)"},
       {"knowledge", R"("knowledge": ["a"])"},
       {"stream", R"("stream": 1)"},
       {"parameters", R"("parameters": [])"},
       {"parameters", R"("parameters": {"topp": 1})"},
       {"parameters.top_p", R"("parameters": {"top_p": 3})"},
       {"parameters.top_p", R"("parameters": {"top_p": "NaN"})"},
       {"parameters.top_k", R"("parameters": {"top_k": -1})"},
       {"parameters.temperature", R"("parameters": {"temperature": 0})"},
       {"parameters.num_beams", R"("parameters": {"num_beams": 17})"},
       {"parameters.num_return_sequences", R"("parameters": {"num_return_sequences": 9})"},
       {"parameters.num_return_sequences", R"("stream": true, "parameters": {"num_return_sequences": 2})"},
       {"parameters.stop_strings", R"("parameters": {"stop_strings": [""]})"},
       {"parameters.min_new_tokens", R"("parameters": {"min_new_tokens": 9, "max_new_tokens": 4})"},
       {"parameters.max_new_tokens", R"("parameters": {"max_new_tokens": 0})"}});
}

TEST(BadBodies, TooManyOfAnything) {
  ApiContext context = TestContext();
  context.max_turns = 3;
  context.max_replies = 2;
  ExpectRefused(ParseRespond, {"context", R"({"context": ["a", "b", "c", "d"]})"}, context);
  ExpectRefused(ParseGodelGenerate, {"msg", R"({"msg": ["a", "b", "c", "d"]})"}, context);
  ExpectRefused(ParseHuggingFace, {"inputs", R"({"inputs": ["a", "b", "c"]})"}, context);
  ExpectRefused(
      ParseHuggingFace,
      {"parameters.num_return_sequences", R"({"inputs": ["a", "b"], "parameters": {"num_return_sequences": 2}})"},
      context);
  ExpectRefused(ParseHuggingFace,
                {"inputs.past_user_inputs",
                 R"({"inputs": {"text": "a", "past_user_inputs": ["a", "b"], "generated_responses": ["a", "b"]}})"},
                context);
  ExpectRefused(ParseCompletion, {"prompt", R"({"prompt": ["a", "b", "c"]})"}, context);
  ExpectRefused(ParseCompletion, {"n", R"({"prompt": ["a", "b"], "n": 2})"}, context);
  ExpectRefused(ParseTgiGenerate, {"parameters.best_of", R"({"inputs": "a", "parameters": {"best_of": 3}})"}, context);
  const Error error = ParseFailure(ParseRespond, R"({"context": ["a", "b", "c", "d"]})", context);
  EXPECT_EQ(error.message, "context: expected at most 3 turns, found 4") << "the limit is in the message";

  Json stops = Json::array();
  for (int i = 0; i < 17; ++i) stops.push_back(std::to_string(i));
  const Json body = {{"context", {"a"}}, {"parameters", {{"stop_strings", stops}}}};
  EXPECT_EQ(NameInMessage(ParseRespond(body, context).error().message), "parameters.stop_strings");
  const Json many = {{"context", std::vector<std::string>(100000, "a")}};
  EXPECT_FALSE(ParseRespond(many, TestContext()));
}

TEST(BadBodies, Godel) {
  for (const BadBody& bad : std::vector<BadBody>{{"msg", "{}"},
                                                 {"msg", R"({"msg": "Hi"})"},
                                                 {"msg", R"({"msg": []})"},
                                                 {"msg[0]", R"({"msg": [""]})"},
                                                 {"msg[0]", R"({"msg": [null, "a"]})"},
                                                 {"knowledge", R"({"msg": ["a"], "knowledge": {}})"}})
    ExpectRefused(ParseGodelGenerate, bad);
}

TEST(BadBodies, HuggingFace) {
  for (const BadBody& bad :
       std::vector<BadBody>{{"inputs", "{}"},
                            {"inputs", R"({"inputs": 1})"},
                            {"inputs", R"({"inputs": ""})"},
                            {"inputs", R"({"inputs": []})"},
                            {"inputs[1]", R"({"inputs": ["a", {}]})"},
                            {"inputs[1]", R"({"inputs": ["a", " "]})"},
                            {"inputs.text", R"({"inputs": {}})"},
                            {"inputs.text", R"({"inputs": {"text": 1}})"},
                            {"inputs.text", R"({"inputs": {"text": ""}})"},
                            {"inputs.past_user_inputs", R"({"inputs": {"text": "a", "past_user_inputs": "b"}})"},
                            {"inputs.past_user_inputs[0]", R"({"inputs": {"text": "a", "past_user_inputs": [1]}})"},
                            {"inputs.generated_responses", R"({"inputs": {"text": "a", "past_user_inputs": ["b"]}})"},
                            {"parameters.num_return_sequences",
                             R"({"inputs": {"text": "a"}, "parameters": {"num_return_sequences": 2}})"}})
    ExpectRefused(ParseHuggingFace, bad);
  ExpectEachRefused(ParseHuggingFace, R"("inputs": "a")",
                    {{"options", R"("options": 1)"},
                     {"parameters", R"("parameters": "x")"},
                     {"parameters", R"("parameters": {"max_lenght": 3})"},
                     {"parameters.max_time", R"("parameters": {"max_time": 0})"},
                     {"parameters.truncation", R"("parameters": {"truncation": "x"})"},
                     {"parameters.generate_parameters", R"("parameters": {"generate_parameters": 1})"},
                     {"parameters.generate_parameters.top_p", R"("parameters": {"generate_parameters": {"top_p": 2}})"},
                     {"stream", R"("stream": true)", kUnsupported}});
}

TEST(BadBodies, Tgi) {
  for (const BadBody& bad :
       std::vector<BadBody>{{"inputs", "{}"}, {"inputs", R"({"inputs": ["a"]})"}, {"inputs", R"({"inputs": ""})"}})
    ExpectRefused(ParseTgiGenerate, bad);
  ExpectRefused(ParseTgiRoot, {"stream", R"({"inputs": "a", "stream": "yes"})"});
  const char* const required = R"("inputs": "a")";
  ExpectEachRefused(ParseTgiGenerate, required,
                    {{"parameters", R"("parameters": [1])"},
                     {"parameters.max_new_tokens", R"("parameters": {"max_new_tokens": 0})"},
                     {"parameters.temperature", R"("parameters": {"temperature": 0})"},
                     {"parameters.temperature", R"("parameters": {"temperature": -1})"},
                     {"parameters.top_k", R"("parameters": {"top_k": 0})"},
                     {"parameters.top_p", R"("parameters": {"top_p": 0})"},
                     {"parameters.top_p", R"("parameters": {"top_p": 1.5})"},
                     {"parameters.typical_p", R"("parameters": {"typical_p": 2})"},
                     {"parameters.repetition_penalty", R"("parameters": {"repetition_penalty": 0})"},
                     {"parameters.repetition_penalty", R"("parameters": {"repetition_penalty": 1e300})"},
                     {"parameters.seed", R"("parameters": {"seed": -1})"},
                     {"parameters.stop", R"("parameters": {"stop": 1})"},
                     {"parameters.stop[0]", R"("parameters": {"stop": [1]})"},
                     {"parameters.stop", R"("parameters": {"stop": [""]})"},
                     {"parameters.truncate", R"("parameters": {"truncate": 513})"},
                     {"parameters.best_of", R"("parameters": {"best_of": 2})"},
                     {"parameters.best_of", R"("parameters": {"best_of": 2, "do_sample": true, "seed": 1})"},
                     {"parameters.details", R"("parameters": {"details": 1})"},
                     {"parameters.frequency_penalty", R"("parameters": {"frequency_penalty": 3})"},
                     {"parameters.frequency_penalty", R"("parameters": {"frequency_penalty": 1})", kUnsupported},
                     {"parameters.watermark", R"("parameters": {"watermark": true})", kUnsupported},
                     {"parameters.grammar", R"("parameters": {"grammar": {}})", kUnsupported},
                     {"parameters.top_n_tokens", R"("parameters": {"top_n_tokens": 1})", kUnsupported},
                     {"parameters.adapter_id", R"("parameters": {"adapter_id": "x"})", kUnsupported}});
  ExpectEachRefused(ParseTgiStream, required,
                    {{"parameters.best_of", R"("parameters": {"best_of": 2, "do_sample": true})"},
                     {"parameters.decoder_input_details", R"("parameters": {"decoder_input_details": true})"}});
}

TEST(BadBodies, Chat) {
  for (const BadBody& bad : std::vector<BadBody>{
           {"messages", "{}"},
           {"messages", R"({"messages": {}})"},
           {"messages", R"({"messages": []})"},
           {"messages[0]", R"({"messages": ["Hi"]})"},
           {"messages[0].role", R"({"messages": [{"content": "Hi"}]})"},
           {"messages[0].role", R"({"messages": [{"role": "god", "content": "Hi"}]})"},
           {"messages[0].content", R"({"messages": [{"role": "user", "content": 1}]})"},
           {"messages[0].content[0]", R"({"messages": [{"role": "user", "content": ["a"]}]})"},
           {"messages[0].content[0].type", R"({"messages": [{"role": "user", "content": [{}]}]})"},
           {"messages[0].content[0].text", R"({"messages": [{"role": "user", "content": [{"type": "text"}]}]})"},
           {"messages[0].content[0].type",
            R"({"messages": [{"role": "user", "content": [{"type": "image_url", "image_url": {}}]}]})", kUnsupported},
           {"messages", R"({"messages": [{"role": "system", "content": "a"}]})"},
           {"messages", R"({"messages": [{"role": "user", "content": " "}]})"},
           {"messages", R"({"messages": [{"role": "user", "content": "a"},
                                                          {"role": "assistant", "content": "b"}]})"}})
    ExpectRefused(ParseChatCompletion, bad);
  ExpectEachRefused(ParseChatCompletion, R"("messages": [{"role": "user", "content": "a"}])",
                    {{"model", R"("model": "other")", ErrorCode::kNotFound},
                     {"model", R"("model": 1)"},
                     {"temperature", R"("temperature": 3)"},
                     {"temperature", R"("temperature": "NaN")"},
                     {"top_p", R"("top_p": -0.1)"},
                     {"top_k", R"("top_k": "x")"},
                     {"max_tokens", R"("max_tokens": 0)"},
                     {"max_completion_tokens", R"("max_completion_tokens": -5)"},
                     {"n", R"("n": 0)"},
                     {"n", R"("n": 9)"},
                     {"n", R"("n": 2, "stream": true)"},
                     {"n", R"("n": 3, "num_beams": 2)"},
                     {"seed", R"("seed": 1.5)"},
                     {"stop", R"("stop": "")"},
                     {"stop", R"("stop": {})"},
                     {"stream", R"("stream": "yes")"},
                     {"stream_options", R"("stream_options": 1)"},
                     {"stream_options.include_usage", R"("stream_options": {"include_usage": 1})"},
                     {"knowledge", R"("knowledge": 1)"},
                     {"instruction", R"("instruction": [])"},
                     {"logit_bias", R"("logit_bias": {"x": 1})"},
                     {"logit_bias", R"("logit_bias": {"99999999999": 1})"},
                     {"logit_bias", R"("logit_bias": {"5": 101})"},
                     {"logit_bias", R"("logit_bias": [])"},
                     {"logprobs", R"("logprobs": 1)"},
                     {"top_logprobs", R"("top_logprobs": 21)"},
                     {"top_logprobs", R"("logprobs": true, "top_logprobs": 1)", kUnsupported},
                     {"logprobs", R"("logprobs": true, "num_beams": 2)", kUnsupported},
                     {"frequency_penalty", R"("frequency_penalty": 0.5)", kUnsupported},
                     {"presence_penalty", R"("presence_penalty": -0.5)", kUnsupported},
                     {"presence_penalty", R"("presence_penalty": true)"},
                     {"tools", R"("tools": [{"type": "function"}])", kUnsupported},
                     {"tools", R"("tools": 1)", kUnsupported},
                     {"functions", R"("functions": [{}])", kUnsupported},
                     {"tool_choice", R"("tool_choice": "required")", kUnsupported},
                     {"response_format", R"("response_format": "json")"},
                     {"response_format.type", R"("response_format": {"type": "json_object"})", kUnsupported},
                     {"modalities", R"("modalities": ["audio"])", kUnsupported},
                     {"audio", R"("audio": {})", kUnsupported}});
}

TEST(BadBodies, Completion) {
  for (const BadBody& bad : std::vector<BadBody>{{"prompt", "{}"},
                                                 {"prompt", R"({"prompt": 1})"},
                                                 {"prompt", R"({"prompt": ""})"},
                                                 {"prompt", R"({"prompt": []})"},
                                                 {"prompt[1]", R"({"prompt": ["a", 1]})"},
                                                 {"prompt", R"({"prompt": [1, 2]})", kUnsupported},
                                                 {"prompt", R"({"prompt": [[1, 2]]})", kUnsupported},
                                                 {"prompt", R"({"prompt": ["a", "b"], "stream": true})"}})
    ExpectRefused(ParseCompletion, bad);
  ExpectEachRefused(ParseCompletion, R"("prompt": "a")",
                    {{"suffix", R"("suffix": "x")", kUnsupported},
                     {"echo", R"("echo": 1)"},
                     {"logprobs", R"("logprobs": true)"},
                     {"logprobs", R"("logprobs": 2)", kUnsupported},
                     {"logprobs", R"("logprobs": 0, "echo": true)", kUnsupported},
                     {"max_tokens", R"("max_tokens": 1.5)"},
                     {"best_of", R"("best_of": 1, "n": 2)"},
                     {"best_of", R"("best_of": 2, "stream": true)"},
                     {"model", R"("model": "x")", ErrorCode::kNotFound}});
}

}  // namespace
}  // namespace godel

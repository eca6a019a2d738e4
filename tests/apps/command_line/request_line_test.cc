// SPDX-License-Identifier: MIT
#include "command_line/request_line.h"

#include <gtest/gtest.h>

#include "support/golden.h"

namespace godel::apps {
namespace {

ParsedLine Parse(std::string_view line, RequestKind kind = RequestKind::kGenerate) {
  return ParseRequestLine(line, 12, kind);
}

TEST(RequestLine, ReadsEachKindOfInput) {
  const ParsedLine text = Parse(R"({"id": "a", "input": "Hi"})");
  ASSERT_TRUE(text.request) << text.request.error().message;
  EXPECT_EQ(text.id, "a");
  EXPECT_TRUE(text.has_id);
  EXPECT_EQ(text.request->input, "Hi");

  const ParsedLine ids = Parse(R"({"id": 7, "input_ids": [5, 1], "decoder_input_ids": [0, 9]})");
  ASSERT_TRUE(ids.request) << ids.request.error().message;
  EXPECT_EQ(ids.id, 7);
  EXPECT_EQ(*ids.request->input_ids, testing::Ids({5, 1}));
  EXPECT_EQ(ids.request->decoder_input_ids, testing::Ids({0, 9}));

  const ParsedLine dialog =
      Parse(R"({"instruction": "qa", "context": ["a", "b"], "knowledge": "k", "parameters": {"num_beams": 2}})");
  ASSERT_TRUE(dialog.request) << dialog.request.error().message;
  EXPECT_EQ(dialog.id, 12);
  EXPECT_FALSE(dialog.has_id);
  EXPECT_EQ(dialog.request->dialog->context, (std::vector<std::string>{"a", "b"}));
  EXPECT_EQ(dialog.request->dialog->instruction, "qa");
  EXPECT_EQ(dialog.request->dialog->knowledge, "k");
  EXPECT_EQ(dialog.request->parameters["num_beams"], 2);
}

TEST(RequestLine, TakesNullForAbsent) {
  const ParsedLine line = Parse(R"({"id": null, "input": "x", "context": null, "parameters": null})");
  ASSERT_TRUE(line.request) << line.request.error().message;
  EXPECT_EQ(line.id, 12);
}

struct BadLine {
  const char* line;
  const char* message_part;
};

constexpr BadLine kBadLines[] = {
    {"", "JSON"},
    {"[]", "expected a JSON object"},
    {R"({"input": "cut of)", "JSON"},
    {"{\"input\": \"\xff\"}", "JSON"},
    {"{}", "found none"},
    {R"({"input": "x", "input_ids": [1]})", "found several"},
    {R"({"input": "x", "context": ["y"]})", "found several"},
    {R"({"input": "x", "knowledge": "y"})", "knowledge is given without context"},
    {R"({"input": 5})", "input: expected a string"},
    {R"({"input_ids": []})", "at least one id"},
    {R"({"input_ids": [-1]})", "input_ids[0]"},
    {R"({"input_ids": [1, 2147483648]})", "input_ids[1]"},
    {R"({"input_ids": [1.5]})", "input_ids[0]"},
    {R"({"context": []})", "empty"},
    {R"({"context": "hi"})", "expected an array of turns"},
    {R"({"context": ["hi", 3]})", "context[1]"},
    {R"({"input": "x", "temprature": 1})", "unknown key \"temprature\""},
    {R"({"input": "x", "target": "y"})", "unknown key \"target\""},
    {R"({"input": "x", "parameters": []})", "parameters: expected an object"},
    {R"({"id": [1], "input": "x"})", "id: expected"},
};

TEST(RequestLine, SaysWhatIsWrong) {
  for (const BadLine& bad : kBadLines) {
    const ParsedLine line = Parse(bad.line);
    ASSERT_FALSE(line.request) << bad.line;
    EXPECT_NE(line.request.error().message.find(bad.message_part), std::string::npos)
        << bad.line << " -> " << line.request.error().message;
  }
}

TEST(RequestLine, KeepsTheIdOfABadLine) {
  const ParsedLine line = Parse(R"({"id": "b", "input": 5})");
  EXPECT_FALSE(line.request);
  EXPECT_EQ(line.id, "b");
}

TEST(RequestLine, ScoringNeedsOneTarget) {
  EXPECT_TRUE(Parse(R"({"input": "x", "target": "y"})", RequestKind::kScore).request);
  EXPECT_TRUE(Parse(R"({"context": ["x"], "target_ids": [4, 1]})", RequestKind::kScore).request);
  EXPECT_FALSE(Parse(R"({"input": "x"})", RequestKind::kScore).request);
  EXPECT_FALSE(Parse(R"({"input": "x", "target": "y", "target_ids": [1]})", RequestKind::kScore).request);
  EXPECT_FALSE(Parse(R"({"input": "x", "target_ids": []})", RequestKind::kScore).request);
}

}  // namespace
}  // namespace godel::apps

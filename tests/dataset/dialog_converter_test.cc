// SPDX-License-Identifier: MIT
#include "godel/dataset/dialog_converter.h"

#include <gtest/gtest.h>

namespace godel {
namespace {

Dialog Parsed(const char* json) {
  const auto dialog = ParseDialog(Json::parse(json));
  EXPECT_TRUE(dialog) << (dialog ? "" : dialog.error().message);
  return dialog ? *dialog : Dialog{};
}

std::string Mistake(const char* json) {
  const auto dialog = ParseDialog(Json::parse(json));
  return dialog ? "" : dialog.error().message;
}

constexpr const char* kTask =
    R"({"id": "7", "src": "hotel", "split": "train", "kb": ["open till ten", "full"], "turns": [
    {"s": "user", "t": " Hello "}, {"s": "system", "t": "Hi.", "ki": 0}, {"s": "user", "t": "Open?"},
    {"s": "system", "t": "Till ten."}, {"s": "system", "t": "Come!"}, {"s": "user", "t": "A room?"},
    {"s": "system", "t": "No.", "ki": 1}]})";
constexpr const char* kChat = R"({"turns": [{"s": "a", "t": "one"}, {"s": "b", "t": "two"}, {"s": "a", "t": ""},
    {"s": "b", "t": "and more"}, {"s": "a", "t": "three"}, {"s": "b", "t": "four"}]})";

TEST(DialogConverter, ASystemAnswersAndKnowsWhatItLookedUpLast) {
  const auto examples = ConvertDialog(Parsed(kTask));
  ASSERT_EQ(examples.size(), 3U);
  EXPECT_EQ(examples[0].context, (std::vector<std::string>{"Hello"}));
  EXPECT_EQ(examples[0].response, "Hi.");
  EXPECT_EQ(examples[0].knowledge, "open till ten");
  EXPECT_EQ(examples[0].dialog, "hotel/train/7");
  EXPECT_EQ(examples[1].response, "Till ten. Come!");  // turns in a row are one
  EXPECT_EQ(examples[1].knowledge, "open till ten");   // the latest
  EXPECT_EQ(examples[2].knowledge, "full");
  EXPECT_EQ(examples[2].context.size(), 5U);
}

TEST(DialogConverter, BothAnswerWhereNobodyIsASystem) {
  const auto examples = ConvertDialog(Parsed(kChat));
  ASSERT_EQ(examples.size(), 3U);
  EXPECT_EQ(examples[0].response, "two and more");  // the empty turn between them is none
  EXPECT_EQ(examples[2].context, (std::vector<std::string>{"one", "two and more", "three"}));
  EXPECT_TRUE(examples[0].dialog.empty());
}

TEST(DialogConverter, ChoicesOfSidesKnowledgeAndContext) {
  const Dialog task = Parsed(kTask);
  EXPECT_EQ(ConvertDialog(task, {.answers = AnsweringSide::kBoth}).size(), 5U);
  EXPECT_TRUE(ConvertDialog(Parsed(kChat), {.answers = AnsweringSide::kSystem}).empty());
  const auto own = ConvertDialog(task, {.knowledge = KnowledgeChoice::kTurn});
  EXPECT_EQ(own[1].knowledge, "");
  EXPECT_EQ(ConvertDialog(task, {.knowledge = KnowledgeChoice::kNone})[0].knowledge, "");
  const auto short_context = ConvertDialog(task, {.max_context_turns = 2, .instruction = "qa"});
  EXPECT_EQ(short_context[2].context, (std::vector<std::string>{"Till ten. Come!", "A room?"}));
  EXPECT_EQ(short_context[2].instruction, "qa");
}

TEST(DialogConverter, LongResponsesHoldEveryTurnOnce) {
  const auto examples = ConvertDialog(Parsed(kTask), {.response_turns = 3});
  ASSERT_EQ(examples.size(), 2U);
  EXPECT_EQ(examples[0].response, "Hi. EOS Open? EOS Till ten. Come!");
  EXPECT_EQ(examples[0].context, (std::vector<std::string>{"Hello"}));
  EXPECT_EQ(examples[1].response, "No.");  // the next answer behind those
  const auto whole = ConvertDialog(Parsed(kChat), {.response_turns = 1000});
  ASSERT_EQ(whole.size(), 1U);
  EXPECT_EQ(whole[0].response, "two and more EOS three EOS four");
}

TEST(DialogConverter, SaysWhichTurnIsWrong) {
  EXPECT_NE(Mistake(R"({"turns": [{"s": "a", "t": "x"}, {"s": "b"}]})").find("turn 2: t"), std::string::npos);
  EXPECT_NE(Mistake(R"({"kb": ["x"], "turns": [{"s": "a", "t": "x", "ki": 1}]})").find("ki: 1 is beyond"),
            std::string::npos);
  EXPECT_NE(Mistake(R"({"id": "x"})").find("turns: expected an array"), std::string::npos);
  EXPECT_NE(Mistake(R"({"turns": [], "kb": [3]})").find("kb: expected strings"), std::string::npos);
  EXPECT_NE(Mistake(R"({"turns": [7]})").find("turn 1: expected an object"), std::string::npos);
}

TEST(DialogConverter, PairsOfPromptAndCompletion) {
  const auto pair = ConvertInstruct(Json{{"prompt", "2 + 2?"}, {"completion", " 4<|endoftext|> junk"}}, "qa");
  ASSERT_TRUE(pair && *pair);
  EXPECT_EQ((*pair)->response, "4");
  EXPECT_EQ((*pair)->context, (std::vector<std::string>{"2 + 2?"}));
  const auto empty = ConvertInstruct(Json{{"prompt", "x"}, {"completion", "<|endoftext|>"}});
  ASSERT_TRUE(empty);
  EXPECT_FALSE(*empty);
  EXPECT_FALSE(ConvertInstruct(Json{{"prompt", "x"}}));
}

TEST(DialogConverter, SplitsMayHaveParts) {
  EXPECT_TRUE(IsWantedSplit("dev_rare", {"dev"}));
  EXPECT_FALSE(IsWantedSplit("devil", {"dev"}));
  EXPECT_TRUE(IsWantedSplit("", {}));
}

}  // namespace
}  // namespace godel

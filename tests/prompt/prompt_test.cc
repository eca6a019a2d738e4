// SPDX-License-Identifier: MIT
// The promise: exactly the trained strings when all fits, and always within the budget when it does not, giving up the
// oldest turns first, then the knowledge's end, then the last turn's front.
#include "godel/prompt/prompt.h"

#include <gtest/gtest.h>

#include <random>
#include <sstream>

#include "godel/base/utf8.h"

namespace godel {
namespace {

// Words, and one for </s>: a budget of n tokens holds n - 1 words, which makes the expected strings easy to read off.
Result<size_t> CountWords(std::string_view text) {
  std::istringstream words{std::string(text)};
  size_t count = 1;
  for (std::string word; words >> word;) ++count;
  return count;
}

std::string Build(const DialogPrompt& prompt, const PromptOptions& options = {}) {
  const auto built = BuildPrompt(prompt, CountWords, options);
  return built ? built->text : "error: " + built.error().message;
}

TEST(BuildPrompt, WritesTheV11String) {
  EXPECT_EQ(Build({.instruction = "Do it.", .context = {"hi", "hello", "how are you?"}, .knowledge = ""}),
            "Do it. [CONTEXT] hi EOS hello EOS how are you? ");
  EXPECT_EQ(Build({.instruction = "Do it.", .context = {"hi"}, .knowledge = "The sky is green."}),
            "Do it. [CONTEXT] hi [KNOWLEDGE] The sky is green.");
}

TEST(BuildPrompt, WritesTheV10String) {
  const PromptOptions v10{.format = PromptFormat::kV10};
  EXPECT_EQ(Build({.instruction = "ignored", .context = {"hi", "hello"}, .knowledge = "It rains."}, v10),
            "hi EOS hello <|Knowledge|> It rains. => ");
  EXPECT_EQ(Build({.instruction = "", .context = {"hi"}, .knowledge = ""}, v10), "hi => ");
}

TEST(BuildPrompt, ChoosesTheInstructionByKnowledge) {
  const std::string chitchat(InstructionText("chitchat")), grounded(InstructionText("grounded"));
  EXPECT_EQ(Build({.instruction = "", .context = {"hi"}, .knowledge = ""}), chitchat + " [CONTEXT] hi ");
  EXPECT_EQ(Build({.instruction = "", .context = {"hi"}, .knowledge = "k"}), grounded + " [CONTEXT] hi [KNOWLEDGE] k");
  EXPECT_EQ(Build({.instruction = "chitchat", .context = {"hi"}, .knowledge = "k"}),
            chitchat + " [CONTEXT] hi [KNOWLEDGE] k");
}

TEST(BuildPrompt, KeepsTurnsAsTyped) {
  EXPECT_EQ(Build({.instruction = "I", .context = {" who won? EOS Carlos\nEOS how old? "}, .knowledge = ""}),
            "I [CONTEXT]  who won? EOS Carlos\nEOS how old?  ");
}

struct BudgetCase {
  size_t max_tokens;
  const char* text;
  size_t dropped_turns, dropped_knowledge_bytes, dropped_turn_bytes;
};

// Of "I [CONTEXT] a b EOS c EOS d e f [KNOWLEDGE] One two. Three four five. Six", 18 words and </s>.
constexpr BudgetCase kBudgetCases[] = {
    {18, "I [CONTEXT] a b EOS c EOS d e f [KNOWLEDGE] One two. Three four five. Six", 0, 0, 0},
    {17, "I [CONTEXT] c EOS d e f [KNOWLEDGE] One two. Three four five. Six", 1, 0, 0},
    {15, "I [CONTEXT] c EOS d e f [KNOWLEDGE] One two. Three four five. Six", 1, 0, 0},
    {14, "I [CONTEXT] d e f [KNOWLEDGE] One two. Three four five. Six", 2, 0, 0},
    {13, "I [CONTEXT] d e f [KNOWLEDGE] One two. Three four five. Six", 2, 0, 0},
    {12, "I [CONTEXT] d e f [KNOWLEDGE] One two. Three four five.", 2, 4, 0},
    {11, "I [CONTEXT] d e f [KNOWLEDGE] One two.", 2, 21, 0},
    {9, "I [CONTEXT] d e f [KNOWLEDGE] One two.", 2, 21, 0},
    {8, "I [CONTEXT] d e f [KNOWLEDGE] One", 2, 26, 0},
    {7, "I [CONTEXT] d e f ", 2, 29, 0},
    {6, "I [CONTEXT] d e f ", 2, 29, 0},
    {5, "I [CONTEXT] e f ", 2, 29, 2},
    {4, "I [CONTEXT] f ", 2, 29, 4},
};

TEST(BuildPrompt, GivesUpTurnsThenKnowledgeThenTheFrontOfTheLastTurn) {
  const DialogPrompt prompt{
      .instruction = "I", .context = {"a b", "c", "d e f"}, .knowledge = "One two. Three four five. Six"};
  for (const BudgetCase& c : kBudgetCases) {
    SCOPED_TRACE(c.max_tokens);
    const auto built = BuildPrompt(prompt, CountWords, {.max_tokens = c.max_tokens});
    ASSERT_TRUE(built) << built.error().message;
    EXPECT_EQ(built->text, c.text);
    EXPECT_EQ(built->dropped_turns, c.dropped_turns);
    EXPECT_EQ(built->dropped_knowledge_bytes, c.dropped_knowledge_bytes);
    EXPECT_EQ(built->dropped_turn_bytes, c.dropped_turn_bytes);
    EXPECT_EQ(built->tokens, CountWords(c.text).value());
  }
}

TEST(BuildPrompt, SaysWhatTheMarkersNeed) {
  const auto built =
      BuildPrompt({.instruction = "I", .context = {"a"}, .knowledge = ""}, CountWords, {.max_tokens = 3});
  ASSERT_FALSE(built);
  EXPECT_EQ(built.error().code, ErrorCode::kInvalidArgument);
  EXPECT_NE(built.error().message.find("at most 3 tokens"), std::string::npos) << built.error().message;
}

TEST(BuildPrompt, RefusesAnEmptyDialog) {
  const auto built = BuildPrompt({.instruction = "I", .context = {}, .knowledge = "k"}, CountWords);
  ASSERT_FALSE(built);
  EXPECT_EQ(built.error().code, ErrorCode::kInvalidArgument);
}

TEST(BuildPrompt, PassesOnTheCountersError) {
  const CountTokens broken = [](std::string_view) -> Result<size_t> { return Fail(ErrorCode::kBadData, "no count"); };
  const auto built = BuildPrompt({.instruction = "I", .context = {"a"}, .knowledge = ""}, broken);
  ASSERT_FALSE(built);
  EXPECT_EQ(built.error().message, "no count");
}

// A word over the budget is cut between its characters: é is two bytes and must stay whole.
TEST(BuildPrompt, CutsALongWordBetweenCodePoints) {
  const CountTokens count_bytes = [](std::string_view text) -> Result<size_t> { return text.size(); };
  std::string word;
  for (int i = 0; i < 50; ++i) word += "é";
  for (size_t budget = 20; budget < 30; ++budget) {
    const auto built =
        BuildPrompt({.instruction = "I", .context = {word}, .knowledge = ""}, count_bytes, {.max_tokens = budget});
    ASSERT_TRUE(built) << built.error().message;
    EXPECT_FALSE(FirstInvalidUtf8(built->text));
    EXPECT_EQ(built->text.size(), budget - (budget + 1) % 2);  // "I [CONTEXT] " + whole é + " " has an odd length
  }
}

// Counting turn by turn would take 20,000 calls over ever longer strings, minutes with a real tokenizer.
TEST(BuildPrompt, CountsLogarithmicallyOften) {
  DialogPrompt prompt{.instruction = "I", .context = std::vector<std::string>(20'000, "a turn"), .knowledge = ""};
  for (int i = 0; i < 20'000; ++i) prompt.knowledge += "A sentence. ";
  size_t calls = 0;
  const CountTokens counting = [&](std::string_view text) {
    ++calls;
    return CountWords(text);
  };
  const auto built = BuildPrompt(prompt, counting);
  ASSERT_TRUE(built);
  EXPECT_LE(built->tokens, 512u);
  EXPECT_GE(built->tokens, 511u);
  EXPECT_LE(calls, 1u + 15 + 15 + 1);  // the whole, log2 of the turns, of the sentences, slack
}

std::string RandomText(std::mt19937& random, size_t max_words) {
  constexpr std::string_view kWords[] = {"yes.", "no!",    "hm?",         "word", "and", "EOS",
                                         "é",    "日本。", "[KNOWLEDGE]", "a\nb", "",    "3.5"};
  std::string text;
  for (size_t n = random() % (max_words + 1); n > 0; --n) {
    if (!text.empty()) text += ' ';
    text += kWords[random() % std::size(kWords)];
  }
  return text;
}

TEST(BuildPrompt, AlwaysFitsAndKeepsWhatMatters) {
  std::mt19937 random(7);
  for (int round = 0; round < 2000; ++round) {
    DialogPrompt prompt{.instruction = "Say something", .context = {}, .knowledge = RandomText(random, 40)};
    for (size_t n = 1 + random() % 12; n > 0; --n) prompt.context.push_back(RandomText(random, 12) + " x");
    const PromptOptions options{.format = round % 2 == 0 ? PromptFormat::kV11 : PromptFormat::kV10,
                                .max_tokens = 5 + random() % 80};
    const auto built = BuildPrompt(prompt, CountWords, options);
    ASSERT_TRUE(built) << built.error().message;
    SCOPED_TRACE(built->text);
    ASSERT_LE(built->tokens, options.max_tokens);
    ASSERT_EQ(built->tokens, CountWords(built->text).value());
    ASSERT_FALSE(FirstInvalidUtf8(built->text));

    const std::string kept_turn = prompt.context.back().substr(built->dropped_turn_bytes);
    const std::string kept_knowledge =
        prompt.knowledge.substr(0, prompt.knowledge.size() - built->dropped_knowledge_bytes);
    const bool v11 = options.format == PromptFormat::kV11;
    ASSERT_FALSE(kept_turn.empty());
    std::string end = kept_turn;
    if (!kept_knowledge.empty()) end += (v11 ? " [KNOWLEDGE] " : " <|Knowledge|> ") + kept_knowledge;
    end += v11 ? (kept_knowledge.empty() ? " " : "") : " => ";
    ASSERT_TRUE(built->text.ends_with(end)) << end;
    ASSERT_TRUE(!v11 || built->text.starts_with("Say something [CONTEXT] "));
    // The order of giving up.
    ASSERT_TRUE(built->dropped_knowledge_bytes == 0 || built->dropped_turns + 1 == prompt.context.size());
    ASSERT_TRUE(built->dropped_turn_bytes == 0 || kept_knowledge.empty());
  }
}

}  // namespace
}  // namespace godel

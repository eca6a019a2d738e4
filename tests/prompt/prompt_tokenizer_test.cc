// SPDX-License-Identifier: MIT
// The prompt with the tokenizer that counts it: the reference prompts, and budgets whose counts do not add up.
#include <gtest/gtest.h>

#include <algorithm>

#include "godel/prompt/prompt.h"
#include "godel/text/tokenizer.h"
#include "support/golden.h"

namespace godel {
namespace {

class PromptWithTokenizer : public ::testing::Test {
 protected:
  static const Tokenizer& Load() {
    static const auto tokenizer = Tokenizer::Load(testing::ModelsDir() / "godel-mini");
    if (!tokenizer) throw std::runtime_error(tokenizer.error().message);
    return *tokenizer;
  }
  const Tokenizer& tokenizer_ = Load();
  const CountTokens count_ = [this](std::string_view text) -> Result<size_t> {
    GODEL_TRY(const std::vector<TokenId> ids, tokenizer_.Encode(text));
    return ids.size();
  };
};

DialogPrompt ToPrompt(const Json& line) {
  return {.instruction = line.at("instruction").get<std::string>(),
          .context = line.at("context").get<std::vector<std::string>>(),
          .knowledge = line.value("knowledge", "")};
}

// Real dialogs, as they were given to transformers.
TEST_F(PromptWithTokenizer, EqualsTheReferencePrompts) {
  size_t compared = 0;
  for (const Json& line : testing::ReadGoldenJsonLines("godel_mini/expected.jsonl.gz")) {
    const auto built = BuildPrompt(ToPrompt(line), count_, {.max_tokens = 100'000});
    ASSERT_TRUE(built) << built.error().message;
    EXPECT_EQ(built->text, line.at("input_text").get<std::string>());
    EXPECT_EQ(built->tokens, line.at("input_ids").size());
    ++compared;
  }
  EXPECT_GT(compared, 100u);
}

TEST_F(PromptWithTokenizer, FitsEveryBudget) {
  size_t cut = 0;
  for (const Json& line : testing::ReadGoldenJsonLines("godel_mini/expected.jsonl.gz")) {
    const DialogPrompt prompt = ToPrompt(line);
    for (const size_t budget : {48, 70, 100, 160}) {
      const auto built = BuildPrompt(prompt, count_, {.max_tokens = budget});
      ASSERT_TRUE(built) << built.error().message;
      SCOPED_TRACE(built->text);
      ASSERT_LE(built->tokens, budget);
      ASSERT_EQ(built->tokens, count_(built->text).value());
      const std::string turn_end = prompt.context.back().substr(built->dropped_turn_bytes);
      ASSERT_NE(built->text.find(turn_end.empty() ? "?" : turn_end + " "), std::string::npos);
      ASSERT_NE(built->text.find(" [CONTEXT] "), std::string::npos);
      if (built->dropped_turns + built->dropped_knowledge_bytes > 0) ++cut;
    }
  }
  EXPECT_GT(cut, 100u);  // otherwise the budgets above test nothing
}

// What is dropped is needed: one more turn would be over the budget.
TEST_F(PromptWithTokenizer, DropsNoMoreTurnsThanItMust) {
  DialogPrompt prompt{.instruction = "chitchat", .context = {}, .knowledge = ""};
  for (int i = 0; i < 60; ++i) prompt.context.push_back("This is turn number " + std::to_string(i) + ".");
  const auto built = BuildPrompt(prompt, count_, {.max_tokens = 256});
  ASSERT_TRUE(built);
  ASSERT_GT(built->dropped_turns, 0u);
  prompt.context.erase(prompt.context.begin(), prompt.context.begin() + static_cast<long>(built->dropped_turns) - 1);
  EXPECT_GT(BuildPrompt(prompt, count_, {.max_tokens = 100'000})->tokens, 256u);
}

TEST_F(PromptWithTokenizer, PassesOnInvalidUtf8) {
  EXPECT_FALSE(BuildPrompt({.instruction = "qa", .context = {"a\xff"}, .knowledge = ""}, count_));
}

}  // namespace
}  // namespace godel

// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include "godel/prompt/prompt.h"

namespace godel {
namespace {

// Byte for byte the model card's: a corrected spelling would be another prompt than the trained one.
TEST(Instructions, AreTheTrainedStrings) {
  EXPECT_EQ(InstructionText("chitchat"), "Instruction: given a dialog context, you need to response empathically.");
  EXPECT_EQ(InstructionText("grounded"),
            "Instruction: given a dialog context and related knowledge, you need to response safely based on the "
            "knowledge.");
  EXPECT_EQ(InstructionText("qa"),
            "Instruction: given a dialog context and related knowledge, you need to answer the question based on the "
            "knowledge.");
  EXPECT_EQ(NamedInstructions().size(), 3u);
}

TEST(Instructions, AnythingElseIsFreeText) {
  EXPECT_EQ(InstructionText("Instruction: answer as a pirate."), "Instruction: answer as a pirate.");
  EXPECT_EQ(InstructionText("QA"), "QA");
  EXPECT_EQ(InstructionText(""), "");
}

TEST(PromptFormat, HasTwoNames) {
  EXPECT_EQ(ParsePromptFormat("v1.1").value(), PromptFormat::kV11);
  EXPECT_EQ(ParsePromptFormat("v1.0").value(), PromptFormat::kV10);
  const auto wrong = ParsePromptFormat("1.1");
  ASSERT_FALSE(wrong);
  EXPECT_NE(wrong.error().message.find("v1.0"), std::string::npos) << wrong.error().message;
}

}  // namespace
}  // namespace godel

// SPDX-License-Identifier: MIT
// The strings of the v1.1 model card. Their spelling ("empathically", "need to response") is what the model was trained
// on and must stay.
#include <algorithm>
#include <array>

#include "godel/prompt/prompt.h"

namespace godel {
namespace {

constexpr std::array<NamedInstruction, 3> kInstructions{{
    {"chitchat", "Instruction: given a dialog context, you need to response empathically."},
    {"grounded",
     "Instruction: given a dialog context and related knowledge, you need to response safely based on the knowledge."},
    {"qa",
     "Instruction: given a dialog context and related knowledge, you need to answer the question based on the "
     "knowledge."},
}};

}  // namespace

std::span<const NamedInstruction> NamedInstructions() {
  return kInstructions;
}

std::string_view InstructionText(std::string_view name_or_text) {
  const auto* const found =
      std::find_if(kInstructions.begin(), kInstructions.end(),
                   [&](const NamedInstruction& instruction) { return instruction.name == name_or_text; });
  return found == kInstructions.end() ? name_or_text : found->text;
}

Result<PromptFormat> ParsePromptFormat(std::string_view name) {
  if (name == "v1.1") return PromptFormat::kV11;
  if (name == "v1.0") return PromptFormat::kV10;
  return Fail(ErrorCode::kInvalidArgument, "prompt format: expected v1.1 or v1.0, found '" + std::string(name) + "'");
}

}  // namespace godel

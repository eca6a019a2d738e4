// SPDX-License-Identifier: MIT
// GODEL's input: instruction, turns and knowledge -> one string that fits a token budget. The only place that knows the
// format, so that training, chat, evaluation and serving cannot drift apart. Behaviour: docs/prompt.md.
#pragma once
#include <cstddef>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "godel/base/result.h"

namespace godel {

enum class PromptFormat {
  kV11,  // "{instruction} [CONTEXT] {t1} EOS {t2} EOS ... {tn} [KNOWLEDGE] {knowledge}"
  kV10,  // "{t1} EOS ... {tn} <|Knowledge|> {knowledge} => "
};

// "v1.1" or "v1.0". Error: kInvalidArgument, listing both.
Result<PromptFormat> ParsePromptFormat(std::string_view name);

// The three instructions that v1.1 was trained on, by name: chitchat, grounded, qa. Anything else is free text and
// comes back as it is.
std::string_view InstructionText(std::string_view name_or_text);
struct NamedInstruction {
  std::string_view name;
  std::string_view text;
};
std::span<const NamedInstruction> NamedInstructions();

struct DialogPrompt {
  std::string instruction;           // a name or free text; unused by v1.0. Empty: grounded or chitchat, as there is
                                     // knowledge or not
  std::vector<std::string> context;  // turns, oldest first; the last is the user's. Not empty.
  std::string knowledge;             // may be empty
};

// Number of ids of a text, final </s> included.
using CountTokens = std::function<Result<size_t>(std::string_view)>;

struct PromptOptions {
  PromptFormat format = PromptFormat::kV11;
  size_t max_tokens = 512;
};

struct BuiltPrompt {
  std::string text;
  size_t tokens = 0;
  size_t dropped_turns = 0;            // oldest whole turns
  size_t dropped_knowledge_bytes = 0;  // from the end of the knowledge
  size_t dropped_turn_bytes = 0;       // from the start of the last turn, when it alone is over the budget
};

// Drops the oldest whole turns until the rest fits, then shortens the knowledge at a sentence end (or, when not even
// its first sentence fits, at the end of a word; at last all of it goes, with its marker), and only then cuts the last
// turn from its front, at a word where possible. Markers, instruction and the last turn's end always stay.
// Counts tokens O(log n) times for n bytes, never turn by turn.
// Error: kInvalidArgument for an empty context or a budget below what markers and instruction need; whatever
// `count_tokens` answers.
Result<BuiltPrompt> BuildPrompt(const DialogPrompt& prompt, const CountTokens& count_tokens,
                                const PromptOptions& options = {});

// Between the turns of a dialog, and a token of its own in GODEL's vocabulary.
inline constexpr std::string_view kEndWord = "EOS";

// Where a reply ends in what the model wrote: at the first word `EOS`. A generated EOS is an ordinary added token,
// which skip_special_tokens leaves in the text and which decoding glues to the word before it ("good.EOS next"), so
// only an upper-case letter in front ("VIDEOS") or a letter or digit behind makes it part of another word. Starts
// looking at `from`; text.size() when there is none.
size_t FindEndOfReply(std::string_view text, size_t from = 0);

// The reply as a user should see it: cut at the first word EOS, without white space around it.
std::string CleanReply(std::string_view generated);

}  // namespace godel

// SPDX-License-Identifier: MIT
// Whole dialogs, and pairs of prompt and completion, as examples. Formats and choices: docs/data.md.
#pragma once
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "godel/base/json.h"
#include "godel/base/result.h"
#include "godel/dataset/example.h"

namespace godel {

struct SpokenTurn {
  std::string speaker;
  std::string text;                 // trimmed; may be empty
  std::optional<size_t> knowledge;  // which of the dialog's knowledge its speaker looked at
};

struct Dialog {
  std::string id;      // unique within (source, split); may be empty
  std::string source;  // the corpus; may be empty
  std::string split;   // train, dev, ...; may be empty
  std::vector<std::string> knowledge;
  std::vector<SpokenTurn> turns;
};

// {"id"?, "src"?, "split"?, "kb"?: [text..], "turns": [{"s": speaker, "t": text, "ki"?: index into kb}..]}; other
// members are ignored. Error: kBadData, naming the turn (from 1) and the member.
Result<Dialog> ParseDialog(const Json& object);

// Whether a speaker called "system" or "assistant" takes part: such a dialog is about a task, and the other one asks.
bool HasSystem(const Dialog& dialog);

enum class AnsweringSide {
  kAuto,    // the system where there is one (see HasSystem), otherwise both
  kSystem,  // the system; dialogs without one give no examples
  kBoth,
};
enum class KnowledgeChoice {
  kAuto,    // kLatest where there is a system, kTurn otherwise
  kTurn,    // what the answer's own turn names
  kLatest,  // what the answer's own turn names, or else the nearest turn before it: a system knows what it has looked
            // up
  kNone,
};
// "auto", "system", "both"; "auto", "turn", "latest", "none". Error: kInvalidArgument, listing them.
Result<AnsweringSide> ParseAnsweringSide(std::string_view name);
Result<KnowledgeChoice> ParseKnowledgeChoice(std::string_view name);

struct DialogConversion {
  AnsweringSide answers = AnsweringSide::kAuto;
  KnowledgeChoice knowledge = KnowledgeChoice::kAuto;
  size_t max_context_turns = 0;  // the last ones are kept; 0: all
  size_t response_turns = 1;     // above 1: a response goes on with the turns behind it, as many in all, joined as a
                                 // context's are (" EOS "), and the next response starts behind those. A corpus is so
                                 // read with fewer prompts: for pre-training, not for replies
  std::string instruction = {};  // of every example; empty: prompt/ chooses, grounded where there is knowledge and
                                 // chitchat where there is none
};

// One example for each turn that answers (each so-many-th with response_turns): what was said before it, what is known,
// and it. Turns in a row of one speaker
// are one turn; a dialog's first turn answers nothing. The examples' dialog is "source/split/id", as corpora number
// their splits alike; empty when the id is. Time and memory grow with the square of the turns, unless max_context_turns
// bounds them.
std::vector<Example> ConvertDialog(const Dialog& dialog, const DialogConversion& options = {});

// Whether a dialog of `split` is wanted: it is one of `wanted`, or one followed by "_" and more ("dev" takes
// "dev_rare"). All are when `wanted` is empty.
bool IsWantedSplit(std::string_view split, const std::vector<std::string>& wanted);

// {"prompt", "completion"}: the prompt is the one turn of context, whatever it holds, and the completion, up to its
// "<|endoftext|>", the response. nullopt when one of them is empty, as in prompts that ask for nothing.
// Error: kBadData, naming the member.
Result<std::optional<Example>> ConvertInstruct(const Json& object, const std::string& instruction = "");

}  // namespace godel

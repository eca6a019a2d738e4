// SPDX-License-Identifier: MIT
#include "godel/prompt/prompt.h"

#include <fmt/format.h>

#include "godel/prompt/cut_points.h"

namespace godel {
namespace {

// What of a dialog goes into the string. The whole of it: {0, 0, knowledge.size()}.
struct Selection {
  size_t first_turn = 0;
  size_t last_turn_begin = 0;  // bytes cut from the front of the last turn
  size_t knowledge_end = 0;    // bytes kept of the knowledge
};

std::string Render(const DialogPrompt& prompt, std::string_view instruction, PromptFormat format,
                   const Selection& selection) {
  std::string out;
  if (format == PromptFormat::kV11) {
    out += instruction;
    out += " [CONTEXT] ";
  }
  for (size_t i = selection.first_turn; i < prompt.context.size(); ++i) {
    // A turn that itself holds " EOS " is kept as typed: the published demo lets people write several turns that way.
    if (i > selection.first_turn) out += " EOS ";
    const std::string_view turn = prompt.context[i];
    out += i + 1 == prompt.context.size() ? turn.substr(selection.last_turn_begin) : turn;
  }
  const std::string_view knowledge = std::string_view(prompt.knowledge).substr(0, selection.knowledge_end);
  if (format == PromptFormat::kV11) {
    out += ' ';  // stays without knowledge too, as in the model card's own code
    if (!knowledge.empty()) out += fmt::format("[KNOWLEDGE] {}", knowledge);
  } else {
    if (!knowledge.empty()) out += fmt::format(" <|Knowledge|> {}", knowledge);
    out += " => ";
  }
  return out;
}

class Builder {
 public:
  Builder(const DialogPrompt& prompt, const CountTokens& count_tokens, const PromptOptions& options)
      : prompt_(prompt), count_tokens_(count_tokens), options_(options) {
    instruction_ = InstructionText(prompt.instruction);
    if (instruction_.empty()) instruction_ = InstructionText(prompt.knowledge.empty() ? "chitchat" : "grounded");
  }

  Result<BuiltPrompt> Build() {
    const size_t turns = prompt_.context.size();
    Selection selection{.knowledge_end = prompt_.knowledge.size()};
    GODEL_TRY(bool fits, Try(selection));

    if (!fits && turns > 1) {
      GODEL_TRY(fits, Search(turns - 1, [&](size_t i) {
                  return Selection{.first_turn = i + 1, .knowledge_end = prompt_.knowledge.size()};
                }));
      selection.first_turn = turns - 1;
    }
    for (const auto& knowledge_ends : {SentenceEnds, WordEnds}) {
      if (fits || prompt_.knowledge.empty()) break;
      const std::vector<size_t> ends = knowledge_ends(prompt_.knowledge);
      GODEL_TRY(fits, Search(ends.size(), [&](size_t i) {
                  return Selection{.first_turn = turns - 1, .knowledge_end = ends[ends.size() - 1 - i]};
                }));
    }
    if (!fits && !prompt_.knowledge.empty()) {
      selection.knowledge_end = 0;
      GODEL_TRY(fits, Try(selection));
    }
    for (const auto& turn_starts : {WordStarts, CodePointStarts}) {
      if (fits) break;
      const std::vector<size_t> starts = turn_starts(prompt_.context.back());
      GODEL_TRY(fits, Search(starts.size(), [&](size_t i) {
                  return Selection{.first_turn = turns - 1, .last_turn_begin = starts[i]};
                }));
    }
    if (!fits) return TooSmall();
    return std::move(best_);
  }

 private:
  // Whether this selection is within the budget; if so it is the best one so far.
  Result<bool> Try(const Selection& selection) {
    std::string text = Render(prompt_, instruction_, options_.format, selection);
    GODEL_TRY(const size_t tokens, count_tokens_(text));
    if (tokens > options_.max_tokens) return false;
    best_ = {.text = std::move(text),
             .tokens = tokens,
             .dropped_turns = selection.first_turn,
             .dropped_knowledge_bytes = prompt_.knowledge.size() - selection.knowledge_end,
             .dropped_turn_bytes = selection.last_turn_begin};
    return true;
  }

  // Tries selections 0, 1, ... count - 1, each shorter than the one before, by bisection, and leaves the longest
  // fitting one in best_. Token counts are nearly, not strictly, monotonic in the text (a cut can split a piece in
  // two), so the answer may be one step off the longest; it has always been counted itself.
  template <class SelectionAt>
  Result<bool> Search(size_t count, const SelectionAt& selection_at) {
    bool found = false;
    size_t begin = 0, end = count;
    while (begin < end) {
      const size_t middle = begin + (end - begin) / 2;
      GODEL_TRY(const bool fits, Try(selection_at(middle)));
      if (fits) {
        found = true;
        end = middle;
      } else {
        begin = middle + 1;
      }
    }
    return found;
  }

  Result<BuiltPrompt> TooSmall() {
    const Selection bare{.first_turn = prompt_.context.size() - 1, .last_turn_begin = prompt_.context.back().size()};
    GODEL_TRY(const size_t tokens, count_tokens_(Render(prompt_, instruction_, options_.format, bare)));
    return Fail(ErrorCode::kInvalidArgument,
                fmt::format("a prompt of at most {} tokens was asked for, but the instruction and the markers alone "
                            "take {}; allow more input tokens or shorten the instruction",
                            options_.max_tokens, tokens));
  }

  const DialogPrompt& prompt_;
  const CountTokens& count_tokens_;
  const PromptOptions& options_;
  std::string_view instruction_;
  BuiltPrompt best_;
};

bool IsLetterOrDigit(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

}  // namespace

Result<BuiltPrompt> BuildPrompt(const DialogPrompt& prompt, const CountTokens& count_tokens,
                                const PromptOptions& options) {
  if (prompt.context.empty())
    return Fail(ErrorCode::kInvalidArgument, "the dialog is empty: expected at least one turn, the user's");
  return Builder(prompt, count_tokens, options).Build();
}

size_t FindEndOfReply(std::string_view text, size_t from) {
  size_t i = text.find(kEndWord, from);
  while (i != std::string_view::npos) {
    size_t behind = i;  // of the whole run: two in a row decode to "EOSEOS"
    while (text.substr(behind, kEndWord.size()) == kEndWord) behind += kEndWord.size();
    const bool starts_word = i == 0 || text[i - 1] < 'A' || text[i - 1] > 'Z';
    const bool ends_word = behind == text.size() || !IsLetterOrDigit(text[behind]);
    if (starts_word && ends_word) return i;
    i = text.find(kEndWord, behind);
  }
  return text.size();
}

std::string CleanReply(std::string_view generated) {
  generated = generated.substr(0, FindEndOfReply(generated));
  const size_t begin = generated.find_first_not_of(kWhiteSpace);
  if (begin == std::string_view::npos) return "";
  return std::string(generated.substr(begin, generated.find_last_not_of(kWhiteSpace) + 1 - begin));
}

}  // namespace godel

// SPDX-License-Identifier: MIT
// The filters of `--clean`, in DialoGPT's order. Words are counted as they stand in the row, so that a weight counts
// too.
#include <algorithm>
#include <string_view>

#include "godel/base/utf8.h"
#include "godel/prepare/reddit/conversations.h"

namespace godel {
namespace {

constexpr size_t kMaxWordLength = 30;
constexpr size_t kMaxWords = 200;

bool IsTooLongWord(std::string_view word) {
  return word.size() > kMaxWordLength && CountCodePoints(word) > kMaxWordLength;
}

bool RepeatsAWord(const std::vector<std::string_view>& words) {
  for (size_t i = 2; i < words.size(); ++i)
    if (words[i] == words[i - 1] && words[i] == words[i - 2]) return true;
  return false;
}

}  // namespace

const char* FilterReason(const Conversation& conversation, const ConversationParams& params,
                         const PhraseMatcher& phrases) {
  const std::string target = TargetText(conversation);
  const std::vector<std::string_view> words = TurnWords(target);
  const auto in_any = [&](const auto& holds) {
    return std::any_of(conversation.turns.begin(), conversation.turns.end(),
                       [&](const ThreadTurn* turn) { return holds(*turn); });
  };
  // All turns with their weights, and an "EOS" between any two of the source.
  const size_t turns = conversation.turns.size();
  size_t all_words = std::max<size_t>(turns, 2) - 2 + (conversation.weighted ? turns : 0);
  for (const ThreadTurn* const turn : conversation.turns) all_words += turn->words;
  if (!params.leaves_only && phrases.Matches(target)) return "dropped: offensive";
  if (words.size() <= 1) return "dropped: short reply";
  if (std::any_of(words.begin(), words.end(), IsTooLongWord)) return "dropped: long word";
  if (all_words > kMaxWords) return "dropped: too many words";
  if (in_any([](const ThreadTurn& turn) { return turn.has_address; })) return "dropped: address";
  if (in_any([](const ThreadTurn& turn) { return turn.has_brackets; })) return "dropped: brackets";
  if (in_any([](const ThreadTurn& turn) { return turn.has_capitals; })) return "dropped: capitals";
  if (RepeatsAWord(words)) return "dropped: repeated word";
  return nullptr;
}

}  // namespace godel

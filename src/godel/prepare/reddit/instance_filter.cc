// SPDX-License-Identifier: MIT
// The filters of `--clean`, in DialoGPT's order. Words are counted as they stand in the row, so that a weight counts
// too.
#include <algorithm>
#include <string_view>

#include "godel/prepare/reddit/conversations.h"

namespace godel {
namespace {

constexpr size_t kMaxWordLength = 30;
constexpr size_t kMaxWords = 200;
constexpr size_t kMaxCapitals = 5;

size_t Characters(std::string_view text) {
  return static_cast<size_t>(std::count_if(
      text.begin(), text.end(), [](char byte) { return (static_cast<unsigned char>(byte) & 0xC0U) != 0x80; }));
}

bool Shouts(std::string_view text) {
  size_t run = 0;
  for (const char sign : text) {
    run = sign >= 'A' && sign <= 'Z' ? run + 1 : 0;
    if (run >= kMaxCapitals) return true;
  }
  return false;
}

bool RepeatsAWord(const std::vector<std::string_view>& words) {
  for (size_t i = 2; i < words.size(); ++i)
    if (words[i] == words[i - 1] && words[i] == words[i - 2]) return true;
  return false;
}

}  // namespace

const char* FilterReason(const Conversation& conversation, const ConversationParams& params,
                         const PhraseMatcher& phrases) {
  const std::string source = SourceText(conversation);
  const std::string target = TargetText(conversation);
  const std::vector<std::string_view> words = Words(target);
  const auto in_either = [&](const auto& holds) { return holds(source) || holds(target); };
  if (!params.leaves_only && phrases.Matches(target)) return "dropped: offensive";
  if (words.size() <= 1) return "dropped: short reply";
  if (std::any_of(words.begin(), words.end(), [](std::string_view word) { return Characters(word) > kMaxWordLength; }))
    return "dropped: long word";
  if (CountWords(source) + words.size() > kMaxWords) return "dropped: too many words";
  if (in_either([](std::string_view text) { return text.find("__url__") != std::string_view::npos; }))
    return "dropped: address";
  if (in_either([](std::string_view text) { return text.find_first_of("[]()") != std::string_view::npos; }))
    return "dropped: brackets";
  if (in_either(Shouts)) return "dropped: capitals";
  if (RepeatsAWord(words)) return "dropped: repeated word";
  return nullptr;
}

}  // namespace godel

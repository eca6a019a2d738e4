// SPDX-License-Identifier: MIT
// What DialoGPT's extraction makes of a comment's text: first only what tables cannot hold is taken out, then the turn
// is cleaned and cut into words.
#pragma once
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "godel/prepare/tweet_tokenizer.h"

namespace godel {

// Without "\"; line ends and tabs are spaces.
void AppendOneLine(std::string_view text, std::string& out);

// Between white space, as Python's str.split() sees it.
std::vector<std::string_view> TurnWords(std::string_view text);
// Stops counting at `enough`.
size_t CountTurnWords(std::string_view text, size_t enough = SIZE_MAX);

// For one thread at a time: it keeps its buffers.
class TurnNormalizer {
 public:
  // Words that begin with "#" go; of a word with "http" in it stays what is before that, and "__url__" behind; "b/c",
  // "j/k", "w/o" and "w/" are written out; whatever is not a letter or digit of English, one of ()[]:,.!?' or a double
  // curly quote becomes a space; the rest is cut into tweet tokens, joined by spaces. Differs from DialoGPT's
  // gpt_norm_sentence, which also turned a literal "URL" or "MENTION" into a placeholder. Holds until the next call.
  const std::string& Normalize(std::string_view text);

 private:
  TweetTokenizer tokenizer_{LetterCase::kKeep};
  std::string words_, kept_, turn_;
};

}  // namespace godel

// SPDX-License-Identifier: MIT
// Any bytes become tokens, none of which is empty, and all of which are text.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "godel/base/utf8.h"
#include "godel/prepare/reddit/turn_text.h"
#include "godel/prepare/tweet_tokenizer.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace godel;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  for (const LetterCase letter_case : {LetterCase::kKeep, LetterCase::kLower}) {
    TweetTokenizer tokenizer(letter_case);
    for (const std::string_view token : tokenizer.Tokenize(text))
      if (token.empty() || FirstInvalidUtf8(token)) __builtin_trap();
  }
  if (FirstInvalidUtf8(TurnNormalizer().Normalize(text))) __builtin_trap();
  return 0;
}

// SPDX-License-Identifier: MIT
// NLTK's TweetTokenizer, which Reddit's and the grounded corpora are cut into words by: emoticons, addresses, phone
// numbers, tags, arrows, handles, hashtags and emoji stay whole, "don't" and "well-known" are one word.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace godel {

enum class LetterCase {
  kKeep,
  kLower,  // all tokens but those with an emoticon in them, as NLTK's preserve_case=False
};

// Equal to NLTK 3.10's TweetTokenizer(preserve_case=..., reduce_len=False, strip_handles=False), but for characters
// that this utf8proc's Unicode does not know yet. Time is linear in the text, whatever it holds. Keeps its buffers, so
// one that is used again is faster. For one thread at a time.
class TweetTokenizer {
 public:
  explicit TweetTokenizer(LetterCase letter_case = LetterCase::kKeep) : letter_case_(letter_case) {}

  // The tokens in order; none is empty or has white space at its ends. Invalid UTF-8 is read as U+FFFD. The views hold
  // until the next call.
  const std::vector<std::string_view>& Tokenize(std::string_view text);

 private:
  void ReadCodePoints(std::string_view text);
  void Scan();

  LetterCase letter_case_;
  std::string unescaped_;
  // The first count_ are of the text, the rest is memory for longer ones.
  size_t count_ = 0;
  std::vector<char32_t> code_points_;
  std::vector<uint8_t> classes_;
  std::vector<size_t> offsets_;  // where each begins in bytes_, and the end
  std::string bytes_;            // code_points_ again
  std::string lowered_;
  std::vector<std::string_view> tokens_;
};

// The same for a single text.
std::vector<std::string> TweetTokens(std::string_view text, LetterCase letter_case = LetterCase::kKeep);

}  // namespace godel

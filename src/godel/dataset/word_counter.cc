// SPDX-License-Identifier: MIT
#include "godel/dataset/word_counter.h"

#include <algorithm>

#include "godel/prompt/cut_points.h"

namespace godel {
namespace {

// Some MiB at most. A language's frequent words are far fewer; rare ones are forgotten all at once, which is simplest.
constexpr size_t kMaxKnownWords = size_t{1} << 17;
constexpr size_t kMaxKnownWordBytes = 48;

}  // namespace

Result<size_t> WordCounter::CountWord(std::string_view word) {
  if (const auto found = known_.find(word); found != known_.end()) return found->second;
  // With the space that stands in front of it in a text: not every tokenizer puts one there by itself.
  GODEL_TRY(const std::vector<TokenId> ids, tokenizer_.EncodeWithoutSpecialTokens(" " + std::string(word)));
  if (word.size() <= kMaxKnownWordBytes) {
    if (known_.size() >= kMaxKnownWords) known_.clear();
    known_.emplace(word, static_cast<uint32_t>(ids.size()));
  }
  return ids.size();
}

Result<size_t> WordCounter::Estimate(std::string_view text, size_t enough) {
  size_t count = 1;
  for (size_t begin = text.find_first_not_of(kWhiteSpace); begin < text.size() && count <= enough;) {
    const size_t end = std::min(text.find_first_of(kWhiteSpace, begin), text.size());
    GODEL_TRY(const size_t of_word, CountWord(text.substr(begin, end - begin)));
    count += of_word;
    begin = text.find_first_not_of(kWhiteSpace, end);
  }
  return count;
}

}  // namespace godel

// SPDX-License-Identifier: MIT
// Which examples are worth learning from: lengths, language, rude words, markup, stuttering and broken characters.
#pragma once
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "godel/dataset/example.h"
#include "godel/prepare/phrase_matcher.h"
#include "godel/prompt/prompt.h"

namespace godel {

struct CountRange {
  size_t min = 0;
  size_t max = SIZE_MAX;
  bool Contains(size_t count) const { return count >= min && count <= max; }
};

struct FilterOptions {
  CountRange response_words, response_chars, response_tokens;
  CountRange context_turns, context_words, context_tokens;
  CountRange turn_words;               // of each turn of the context
  CountRange knowledge_words;          // also of no knowledge, which has none
  CountTokens count_tokens;            // empty: nothing is counted in tokens
  std::vector<std::string> languages;  // codes as DetectLanguage's; empty: any
  bool keeps_unsure_languages = true;  // short replies are in no language for sure
  PhraseMatcher offensive;             // in the response and the context
  double max_markup_share = 1;         // of the response, and of any turn
  size_t max_repetitions = SIZE_MAX;   // of a token behind itself, in the response
  bool drops_non_printing = false;     // examples with such characters in any text
};

// "response: words", and what was found: "57".
struct FilterVerdict {
  std::string_view filter;  // a literal
  std::string found;
};

// The names of the filters in the order in which they are asked, for a Tally; only those that `options` sets.
std::vector<std::string_view> FilterNames(const FilterOptions& options);

// nullopt for an example that is kept; otherwise the first filter that drops it. Error: count_tokens's.
Result<std::optional<FilterVerdict>> Filter(const Example& example, const FilterOptions& options);

}  // namespace godel

// SPDX-License-Identifier: MIT
#include "godel/text/clean_up.h"

#include <array>

namespace godel {
namespace {

struct Rule {
  std::string_view from, to;
};

// One after the other over the whole text, in transformers' order.
constexpr std::array<Rule, 10> kRules = {{{" .", "."},
                                          {" ?", "?"},
                                          {" !", "!"},
                                          {" ,", ","},
                                          {" ' ", "'"},
                                          {" n't", "n't"},
                                          {" 'm", "'m"},
                                          {" 's", "'s"},
                                          {" 've", "'ve"},
                                          {" 're", "'re"}}};
constexpr std::string_view kRuleCharacters = " .?!,'ntmsver";

}  // namespace

std::string CleanUpTokenization(std::string text) {
  for (const Rule& rule : kRules) {
    std::string out;
    size_t at = 0;
    for (size_t match; (match = text.find(rule.from, at)) != std::string::npos; at = match + rule.from.size())
      out.append(text, at, match - at).append(rule.to);
    text = out.append(text, at);
  }
  return text;
}

// Behind a character that is in no rule: no rule ever changes it or matches across it.
size_t CleanUpBoundary(std::string_view text) {
  const size_t last = text.find_last_not_of(kRuleCharacters);
  return last == std::string_view::npos ? 0 : last + 1;
}

}  // namespace godel

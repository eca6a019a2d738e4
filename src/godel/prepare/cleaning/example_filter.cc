// SPDX-License-Identifier: MIT
#include "godel/prepare/cleaning/example_filter.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <functional>

#include "godel/base/utf8.h"
#include "godel/dataset/example_json.h"
#include "godel/dataset/example_statistics.h"
#include "godel/prepare/cleaning/language.h"
#include "godel/prepare/cleaning/text_measures.h"

namespace godel {
namespace {

using Found = Result<std::optional<std::string>>;

bool IsSet(const CountRange& range) {
  return range.min > 0 || range.max < SIZE_MAX;
}

Found OutOf(const CountRange& range, size_t count) {
  if (range.Contains(count)) return std::optional<std::string>();
  return std::optional<std::string>(fmt::format("{}", count));
}

Found TokensOutOf(const CountRange& range, const CountTokens& count, const std::string& text) {
  if (!count) return std::optional<std::string>();
  GODEL_TRY(const size_t tokens, count(text));
  return OutOf(range, tokens);
}

// The first text that `find` finds something in: of the response, then of the turns.
template <class Find>
std::optional<std::string> InSpokenTexts(const Example& example, const Find& find) {
  if (std::optional<std::string> found = find(example.response)) return found;
  for (const std::string& turn : example.context)
    if (std::optional<std::string> found = find(turn)) return found;
  return std::nullopt;
}

Found TurnsOutOf(const Example& example, const CountRange& range) {
  for (const std::string& turn : example.context)
    if (const size_t words = CountWords(turn); !range.Contains(words)) return OutOf(range, words);
  return std::optional<std::string>();
}

Found Language(const Example& example, const FilterOptions& options) {
  // Together they are more than a short reply, and dialogs are in one language.
  const std::optional<std::string> language =
      DetectLanguage(fmt::format("{} {}", fmt::join(example.context, " "), example.response));
  if (!language) return options.keeps_unsure_languages ? std::nullopt : std::optional<std::string>("not sure");
  const auto& wanted = options.languages;
  if (std::find(wanted.begin(), wanted.end(), *language) != wanted.end()) return std::optional<std::string>();
  return language;
}

Found Markup(const Example& example, const FilterOptions& options) {
  return InSpokenTexts(example, [&](const std::string& text) -> std::optional<std::string> {
    const double share = MarkupShare(text);
    if (share <= options.max_markup_share) return std::nullopt;
    return fmt::format("{:.2f}", share);
  });
}

Found Offensive(const Example& example, const FilterOptions& options) {
  return InSpokenTexts(example, [&](const std::string& text) {
    const std::optional<std::string_view> phrase = options.offensive.FindFirst(text);
    return phrase ? std::optional<std::string>(*phrase) : std::nullopt;
  });
}

Found NonPrinting(const Example& example, const FilterOptions&) {
  size_t count = CountNonPrinting(example.response) + CountNonPrinting(example.knowledge);
  for (const std::string& turn : example.context) count += CountNonPrinting(turn);
  return OutOf({.min = 0, .max = 0}, count);
}

struct Step {
  std::string_view name;
  bool (*is_set)(const FilterOptions&);
  Found (*find)(const Example&, const FilterOptions&);
};

// The cheap ones first.
constexpr std::array kSteps = {
    Step{"response: words", [](const FilterOptions& o) { return IsSet(o.response_words); },
         [](const Example& e, const FilterOptions& o) { return OutOf(o.response_words, CountWords(e.response)); }},
    Step{"response: characters", [](const FilterOptions& o) { return IsSet(o.response_chars); },
         [](const Example& e, const FilterOptions& o) { return OutOf(o.response_chars, CountCodePoints(e.response)); }},
    Step{"context: turns", [](const FilterOptions& o) { return IsSet(o.context_turns); },
         [](const Example& e, const FilterOptions& o) { return OutOf(o.context_turns, e.context.size()); }},
    Step{"context: words", [](const FilterOptions& o) { return IsSet(o.context_words); },
         [](const Example& e, const FilterOptions& o) {
           size_t words = 0;
           for (const std::string& turn : e.context) words += CountWords(turn);
           return OutOf(o.context_words, words);
         }},
    Step{"a turn: words", [](const FilterOptions& o) { return IsSet(o.turn_words); },
         [](const Example& e, const FilterOptions& o) { return TurnsOutOf(e, o.turn_words); }},
    Step{"knowledge: words", [](const FilterOptions& o) { return IsSet(o.knowledge_words); },
         [](const Example& e, const FilterOptions& o) { return OutOf(o.knowledge_words, CountWords(e.knowledge)); }},
    Step{"repeated tokens", [](const FilterOptions& o) { return o.max_repetitions < SIZE_MAX; },
         [](const Example& e, const FilterOptions& o) {
           return OutOf({.min = 0, .max = o.max_repetitions}, LongestRepetition(e.response));
         }},
    Step{"addresses and markup", [](const FilterOptions& o) { return o.max_markup_share < 1; }, Markup},
    Step{"non-printing characters", [](const FilterOptions& o) { return o.drops_non_printing; }, NonPrinting},
    Step{"offensive", [](const FilterOptions& o) { return o.offensive.size() > 0; }, Offensive},
    Step{"language", [](const FilterOptions& o) { return !o.languages.empty(); }, Language},
    Step{"response: tokens", [](const FilterOptions& o) { return IsSet(o.response_tokens); },
         [](const Example& e, const FilterOptions& o) {
           return TokensOutOf(o.response_tokens, o.count_tokens, e.response);
         }},
    Step{"context: tokens", [](const FilterOptions& o) { return IsSet(o.context_tokens); },
         [](const Example& e, const FilterOptions& o) {
           return TokensOutOf(o.context_tokens, o.count_tokens, JoinTurns(e.context));
         }},
};

}  // namespace

std::vector<std::string_view> FilterNames(const FilterOptions& options) {
  std::vector<std::string_view> names;
  for (const Step& step : kSteps)
    if (step.is_set(options)) names.push_back(step.name);
  return names;
}

Result<std::optional<FilterVerdict>> Filter(const Example& example, const FilterOptions& options) {
  for (const Step& step : kSteps) {
    if (!step.is_set(options)) continue;
    GODEL_TRY(std::optional<std::string> found, step.find(example, options));
    if (found) return std::optional<FilterVerdict>(FilterVerdict{step.name, std::move(*found)});
  }
  return std::optional<FilterVerdict>();
}

}  // namespace godel

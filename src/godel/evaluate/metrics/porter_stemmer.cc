// SPDX-License-Identifier: MIT
#include "godel/evaluate/metrics/porter_stemmer.h"

#include <array>
#include <cstddef>
#include <optional>
#include <span>
#include <utility>

#include "godel/base/utf8.h"

namespace godel {
namespace {

// A letter a code point, since steps ask how long a word is.
using Letters = std::u32string;
using View = std::u32string_view;

bool IsConsonant(View word, size_t at) {
  switch (word[at]) {
    case U'a':
    case U'e':
    case U'i':
    case U'o':
    case U'u':
      return false;
    case U'y': {  // a consonant at the start and behind vowels; of several, every other one
      size_t run = 0;
      while (at > 0 && word[at] == U'y') {
        --at;
        ++run;
      }
      const bool before = word[at] == U'y' || IsConsonant(word, at);
      return before == (run % 2 == 0);
    }
    default:
      return true;
  }
}

// Porter's m: how often a vowel is followed by a consonant. `any_vowel`: whether there is one at all.
struct Shape {
  size_t measure = 0;
  bool any_vowel = false;
};

Shape ShapeOf(View word) {
  Shape shape;
  bool vowel_before = false;
  for (size_t i = 0; i < word.size(); ++i) {
    // As IsConsonant, but a run of y is not walked again for each of its letters.
    const bool vowel = word[i] == U'y' ? i > 0 && !vowel_before : !IsConsonant(word, i);
    if (vowel_before && !vowel) ++shape.measure;
    shape.any_vowel |= vowel;
    vowel_before = vowel;
  }
  return shape;
}

bool EndsDoubleConsonant(View word) {
  return word.size() >= 2 && word[word.size() - 1] == word[word.size() - 2] && IsConsonant(word, word.size() - 1);
}

// Porter's *o.
bool EndsConsonantVowelConsonant(View word) {
  const size_t n = word.size();
  if (n == 2) return !IsConsonant(word, 0) && IsConsonant(word, 1);
  if (n < 3) return false;
  const char32_t last = word.back();
  return IsConsonant(word, n - 3) && !IsConsonant(word, n - 2) && IsConsonant(word, n - 1) && last != U'w' &&
         last != U'x' && last != U'y';
}

// The word without `suffix`, when it ends so.
std::optional<View> Before(View word, View suffix) {
  if (!word.ends_with(suffix)) return std::nullopt;
  return word.substr(0, word.size() - suffix.size());
}

struct Rule {
  View suffix;
  View replacement;
};

// The first rule whose suffix is there decides, and does its work when the stem's measure is above `measure`.
void ApplyFirst(std::span<const Rule> rules, size_t measure, Letters* word) {
  for (const Rule& rule : rules) {
    const auto stem = Before(*word, rule.suffix);
    if (!stem) continue;
    if (ShapeOf(*stem).measure > measure) *word = Letters(*stem).append(rule.replacement);
    return;
  }
}

void Step1a(Letters* word) {
  if (const auto stem = Before(*word, U"ies")) {
    *word = Letters(*stem).append(word->size() == 4 ? U"ie" : U"i");
  } else if (Before(*word, U"sses")) {
    word->resize(word->size() - 2);
  } else if (Before(*word, U"s") && !Before(*word, U"ss")) {
    word->pop_back();
  }
}

void Step1b(Letters* word) {
  if (const auto stem = Before(*word, U"ied")) {
    *word = Letters(*stem).append(word->size() == 4 ? U"ie" : U"i");
    return;
  }
  if (const auto stem = Before(*word, U"eed")) {
    if (ShapeOf(*stem).measure > 0) word->pop_back();
    return;
  }
  auto stem = Before(*word, U"ed");
  if (!stem) stem = Before(*word, U"ing");
  if (!stem || !ShapeOf(*stem).any_vowel) return;
  word->resize(stem->size());
  const View left = *word;
  const char32_t last = left.back();
  if (Before(left, U"at") || Before(left, U"bl") || Before(left, U"iz")) {
    *word += U'e';
  } else if (EndsDoubleConsonant(left)) {
    if (last != U'l' && last != U's' && last != U'z') word->pop_back();
  } else if (ShapeOf(left).measure == 1 && EndsConsonantVowelConsonant(left)) {
    *word += U'e';
  }
}

void Step1c(Letters* word) {
  if (word->size() > 2 && word->back() == U'y' && IsConsonant(*word, word->size() - 2)) word->back() = U'i';
}

constexpr auto kStep2 = std::to_array<Rule>({
    {U"ational", U"ate"}, {U"tional", U"tion"}, {U"enci", U"ence"}, {U"anci", U"ance"}, {U"izer", U"ize"},
    {U"bli", U"ble"},     {U"alli", U"al"},     {U"entli", U"ent"}, {U"eli", U"e"},     {U"ousli", U"ous"},
    {U"ization", U"ize"}, {U"ation", U"ate"},   {U"ator", U"ate"},  {U"alism", U"al"},  {U"iveness", U"ive"},
    {U"fulness", U"ful"}, {U"ousness", U"ous"}, {U"aliti", U"al"},  {U"iviti", U"ive"}, {U"biliti", U"ble"},
    {U"fulli", U"ful"},
});

void Step2(Letters* word) {
  if (const auto stem = Before(*word, U"alli"); stem && ShapeOf(*stem).measure > 0) word->resize(word->size() - 2);
  // The l of -logi counts with the stem, so that geologi loses its i as archaeologi does.
  if (Before(*word, U"logi")) {
    if (ShapeOf(View(*word).substr(0, word->size() - 3)).measure > 0) word->pop_back();
    return;
  }
  ApplyFirst(kStep2, 0, word);
}

constexpr auto kStep3 = std::to_array<Rule>({
    {U"icate", U"ic"},
    {U"ative", U""},
    {U"alize", U"al"},
    {U"iciti", U"ic"},
    {U"ical", U"ic"},
    {U"ful", U""},
    {U"ness", U""},
});

constexpr auto kStep4 = std::to_array<Rule>({
    {U"al", U""},
    {U"ance", U""},
    {U"ence", U""},
    {U"er", U""},
    {U"ic", U""},
    {U"able", U""},
    {U"ible", U""},
    {U"ant", U""},
    {U"ement", U""},
    {U"ment", U""},
    {U"ent", U""},
    {U"ou", U""},
    {U"ism", U""},
    {U"ate", U""},
    {U"iti", U""},
    {U"ous", U""},
    {U"ive", U""},
    {U"ize", U""},
});

void Step4(Letters* word) {
  if (const auto stem = Before(*word, U"ion")) {  // none of the others ends so
    if (ShapeOf(*stem).measure > 1 && (stem->back() == U's' || stem->back() == U't')) word->resize(stem->size());
    return;
  }
  ApplyFirst(kStep4, 1, word);
}

void Step5(Letters* word) {
  if (const auto stem = Before(*word, U"e")) {
    const size_t measure = ShapeOf(*stem).measure;
    if (measure > 1 || (measure == 1 && !EndsConsonantVowelConsonant(*stem))) word->resize(stem->size());
  }
  if (Before(*word, U"ll") && ShapeOf(View(*word).substr(0, word->size() - 1)).measure > 1) word->pop_back();
}

std::optional<std::string_view> Irregular(std::string_view word) {
  constexpr auto kStems = std::to_array<std::pair<std::string_view, std::string_view>>({
      {"sky", "sky"},
      {"skies", "sky"},
      {"dying", "die"},
      {"lying", "lie"},
      {"tying", "tie"},
      {"news", "news"},
      {"innings", "inning"},
      {"inning", "inning"},
      {"outings", "outing"},
      {"outing", "outing"},
      {"cannings", "canning"},
      {"canning", "canning"},
      {"howe", "howe"},
      {"proceed", "proceed"},
      {"exceed", "exceed"},
      {"succeed", "succeed"},
  });
  for (const auto& [form, stem] : kStems) {
    if (form == word) return stem;
  }
  return std::nullopt;
}

Letters LettersOf(std::string_view text) {
  Letters letters;
  while (!text.empty()) {
    const auto c = DecodeUtf8(text);
    letters += c ? c->value : char32_t{0xFFFD};
    text.remove_prefix(c ? c->bytes : 1);
  }
  return letters;
}

}  // namespace

std::string PorterStem(std::string_view lower) {
  if (const auto stem = Irregular(lower)) return std::string(*stem);
  Letters word = LettersOf(lower);
  if (word.size() > 2) {
    Step1a(&word);
    Step1b(&word);
    Step1c(&word);
    Step2(&word);
    ApplyFirst(kStep3, 0, &word);
    Step4(&word);
    Step5(&word);
  }
  std::string stem;
  for (const char32_t c : word) AppendUtf8(c, &stem);
  return stem;
}

}  // namespace godel

// SPDX-License-Identifier: MIT
#include "godel/prepare/grounded/fact_words.h"

#include <utf8proc.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>
#include <limits>
#include <optional>

#include "godel/base/utf8.h"
#include "godel/prepare/grounded/dstc7.h"
#include "godel/text/unicode_classes.h"

namespace godel {
namespace {

constexpr size_t kTableSize = size_t{1} << 22;
// A word longer than this is a slip of whoever made the text; it is cut, so that one text's words stay small.
constexpr size_t kMaxWordBytes = 64;

constexpr auto kStopWords = std::to_array<std::string_view>(
    {"a",      "about",   "after", "again",    "all",     "also",   "am",     "an",      "and",     "any",     "are",
     "aren't", "as",      "at",    "be",       "because", "been",   "before", "being",   "both",    "but",     "by",
     "can",    "can't",   "could", "couldn't", "did",     "didn't", "do",     "does",    "doesn't", "doing",   "don't",
     "down",   "during",  "each",  "even",     "few",     "for",    "from",   "further", "get",     "got",     "had",
     "has",    "hasn't",  "have",  "haven't",  "having",  "he",     "he's",   "her",     "here",    "hers",    "him",
     "his",    "how",     "i",     "i'd",      "i'll",    "i'm",    "i've",   "if",      "in",      "into",    "is",
     "isn't",  "it",      "it's",  "its",      "just",    "like",   "me",     "more",    "most",    "my",      "no",
     "nor",    "not",     "now",   "of",       "off",     "oh",     "on",     "once",    "only",    "or",      "other",
     "our",    "out",     "over",  "own",      "really",  "same",   "she",    "she's",   "should",  "so",      "some",
     "such",   "than",    "that",  "that's",   "the",     "their",  "them",   "then",    "there",   "there's", "these",
     "they",   "they're", "this",  "those",    "through", "to",     "too",    "under",   "until",   "up",      "very",
     "was",    "wasn't",  "we",    "well",     "were",    "what",   "what's", "when",    "where",   "which",   "while",
     "who",    "whom",    "why",   "will",     "with",    "won't",  "would",  "yeah",    "yes",     "you",     "you're",
     "you've", "your"});

bool JoinsLetters(char32_t c) {
  return c == U'\'' || c == U'-' || c == U'\u2019';
}

bool IsFactLetter(char32_t c) {
  return c != U'_' && IsWordCharacter(c);
}

size_t TablePlace(std::string_view word) {
  uint64_t hash = 0xcbf29ce484222325U;  // FNV-1a
  for (const char sign : word) hash = (hash ^ static_cast<unsigned char>(sign)) * 0x100000001b3U;
  return static_cast<size_t>((hash ^ (hash >> 32)) % kTableSize);
}

}  // namespace

std::vector<std::string> WordsOf(std::string_view text) {
  const std::string valid = ReplaceInvalidUtf8(WithoutTags(text));
  std::vector<std::string> words;
  std::string word;
  std::optional<char32_t> joint;  // an apostrophe or hyphen that counts if a letter follows
  const auto end_word = [&] {
    if (!word.empty()) words.push_back(std::move(word));
    word.clear();
    joint.reset();
  };
  for (size_t at = 0; at < valid.size();) {
    const CodePoint next = CodePointAt(valid, at);
    at += next.bytes;
    if (IsFactLetter(next.value)) {
      if (joint) word += *joint == U'-' ? '-' : '\'';
      joint.reset();
      if (word.size() < kMaxWordBytes)
        AppendUtf8(static_cast<char32_t>(utf8proc_tolower(static_cast<utf8proc_int32_t>(next.value))), &word);
    } else if (JoinsLetters(next.value) && !word.empty() && !joint) {
      joint = next.value;
    } else {
      end_word();
    }
  }
  end_word();
  return words;
}

std::vector<std::string> DistinctWords(std::string_view text) {
  std::vector<std::string> words = WordsOf(text);
  std::sort(words.begin(), words.end());
  words.erase(std::unique(words.begin(), words.end()), words.end());
  return words;
}

bool IsStopWord(std::string_view word) {
  return std::find(kStopWords.begin(), kStopWords.end(), word) != kStopWords.end();
}

DocumentFrequencies::DocumentFrequencies() : counts_(kTableSize) {}

void DocumentFrequencies::Add(std::span<const std::string> words) {
  ++texts_;
  for (const std::string& word : words) {
    uint32_t& count = counts_[TablePlace(word)];
    if (count < std::numeric_limits<uint32_t>::max()) ++count;
  }
}

double DocumentFrequencies::Idf(std::string_view word) const {
  const double texts_with = std::min<double>(counts_[TablePlace(word)], static_cast<double>(texts_));
  return std::log((static_cast<double>(texts_) + 1) / (texts_with + 1));
}

}  // namespace godel

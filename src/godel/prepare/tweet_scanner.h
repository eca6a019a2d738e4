// SPDX-License-Identifier: MIT
// The kinds of tokens that NLTK's TweetTokenizer knows, each as a function that says where one ends. Written by hand
// after NLTK 3.10's expressions: what their backtracking would find is worked out beside each.
#pragma once
#include <cstddef>
#include <cstdint>
#include <span>

#include "godel/prepare/character_classes.h"

namespace godel {

// A text as code points, each with its classes; both spans have the same length.
struct ScannedText {
  std::span<const char32_t> code_points;
  std::span<const uint8_t> classes;

  size_t size() const { return code_points.size(); }
  bool Is(size_t at, unsigned character_class) const {
    return at < classes.size() && (classes[at] & character_class) != 0;
  }
  bool IsLatinOrDigit(size_t at) const { return Is(at, kHostClass); }  // [a-z0-9]
  char32_t At(size_t at) const { return at < code_points.size() ? code_points[at] : U'\0'; }
};

// What a scan has looked for in vain, without which texts of many "<" or of endless domains would take quadratic time.
// One belongs to one text, whose tokens are taken from front to back.
struct ScanMemory {
  size_t no_tag_before = 0;
  size_t no_domain_before = 0;
  size_t plain_run_end = 0;  // of letters and digits without a domain's signs behind them
};

// Where the match that starts at `at` ends; `at` itself when there is none.
size_t MatchUrl(const ScannedText& text, size_t at, ScanMemory& memory);
size_t MatchPhoneNumber(const ScannedText& text, size_t at);
size_t MatchEmoticon(const ScannedText& text, size_t at);
size_t MatchTag(const ScannedText& text, size_t at, ScanMemory& memory);
size_t MatchArrow(const ScannedText& text, size_t at);
size_t MatchHandle(const ScannedText& text, size_t at);
size_t MatchHashtag(const ScannedText& text, size_t at);
size_t MatchEmail(const ScannedText& text, size_t at);
size_t MatchJoinedEmoji(const ScannedText& text, size_t at);
size_t MatchFlag(const ScannedText& text, size_t at);
// Words, numbers, ellipses, and any single sign: always something where text.code_points[at] is no space.
size_t MatchWord(const ScannedText& text, size_t at);

}  // namespace godel

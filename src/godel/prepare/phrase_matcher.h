// SPDX-License-Identifier: MIT
// Lists of words and phrases that texts are searched for, as flashtext's keyword extraction does (Singh 2017): letters'
// case does not matter, and a phrase must stand between characters outside [A-Za-z0-9_] or the text's ends.
#pragma once
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace godel {

// Once built it is only read, from any number of threads. A search takes one look-up a word of the text, and a
// comparison for each phrase that begins with that word.
//
// Everything but the letters' case must be equal, white space too: "new york" is not in "new  york". As in flashtext,
// what is not ASCII bounds words: "caf" is in "café". Differs from it in Python's lower() of İ and of a word's last Σ.
class PhraseMatcher {
 public:
  PhraseMatcher() = default;  // finds nothing
  // White space around a phrase does not count; phrases without anything else are left out. UTF-8; what is not valid
  // counts as U+FFFD, in texts too.
  explicit PhraseMatcher(const std::vector<std::string>& phrases);

  // The first phrase in the text, the longest where several begin at one place, as it was given; nullopt without any.
  // Valid as long as this is.
  std::optional<std::string_view> FindFirst(std::string_view text) const;
  bool Matches(std::string_view text) const;  // whether there is one
  // All of them from left to right; no two overlap.
  std::vector<std::string_view> FindAll(std::string_view text) const;

  size_t size() const { return phrases_.size(); }

 private:
  struct Phrase {
    std::string given;
    std::string lower;
  };
  // Nothing or the index of the longest phrase that begins at `at` of a lower-case text.
  std::optional<uint32_t> LongestAt(std::string_view text, size_t at) const;
  // Calls `found` with an index until it answers false.
  template <class Found>
  void Search(std::string_view text, const Found& found) const;

  std::vector<Phrase> phrases_;  // never changed after building: keys of by_first_ lie in it
  // Those that begin with a word, or with a byte outside of words; the longest first.
  std::unordered_map<std::string_view, std::vector<uint32_t>> by_first_;
};

// With per-code-point lower case of all of Unicode; valid UTF-8 whatever came in.
std::string ToLowerUtf8(std::string_view text);

}  // namespace godel

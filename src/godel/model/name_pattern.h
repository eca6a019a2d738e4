// SPDX-License-Identifier: MIT
// The regular expressions that adapter_config.json may hold for names of modules. They come from outside, so nothing
// here backtracks: a match takes time proportional to the pattern times the name.
#pragma once
#include <bitset>
#include <cstddef>
#include <string_view>
#include <vector>

#include "godel/base/result.h"

namespace godel {

// The part of Python's syntax that names are matched with: literals, ., [sets], \d \w \s and their opposites, escaped
// punctuation, ( ), (?: ), |, *, +, ?, ^ and $. Bytes, not characters. Immutable.
class NamePattern {
 public:
  // Error: kBadData for a mistake; kUnsupported for what is beyond this syntax (look-around, {m,n}, back references) or
  // longer than 4,096 bytes.
  static Result<NamePattern> Parse(std::string_view pattern);

  // As Python's re.fullmatch.
  bool MatchesWhole(std::string_view name) const;

 private:
  friend class NamePatternParser;
  static constexpr size_t kNone = static_cast<size_t>(-1);

  // One of: a step over a byte of `bytes`; a test for an end of the name; or, without either, a free step.
  enum class Step { kByte, kAtBegin, kAtEnd, kFree };
  struct State {
    Step step = Step::kFree;
    std::bitset<256> bytes{};
    size_t next = kNone;
    size_t other = kNone;  // kFree may go two ways
  };

  // Adds `state` and what is reached from it without a byte to `reached`.
  void Reach(size_t state, bool at_begin, bool at_end, std::vector<bool>* seen, std::vector<size_t>* reached) const;

  std::vector<State> states_;
  size_t start_ = 0;
  size_t accept_ = 0;
};

}  // namespace godel

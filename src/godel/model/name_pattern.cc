// SPDX-License-Identifier: MIT
#include "godel/model/name_pattern.h"

#include <fmt/format.h>

#include <optional>
#include <string>

namespace godel {
namespace {

constexpr size_t kMaxBytes = 4096;
constexpr size_t kMaxGroups = 64;  // one in another: the parser calls itself

using Bytes = std::bitset<256>;

bool IsLetterOrDigit(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

Bytes BytesBetween(char first, char last) {
  Bytes bytes;
  for (size_t b = static_cast<unsigned char>(first); b <= static_cast<unsigned char>(last); ++b) bytes.set(b);
  return bytes;
}

Bytes Only(char c) {
  return BytesBetween(c, c);
}

// What a backslash and `c` stand for; nullopt for what is not among it.
std::optional<Bytes> EscapedBytes(char c) {
  const Bytes digits = BytesBetween('0', '9');
  const Bytes words = digits | BytesBetween('a', 'z') | BytesBetween('A', 'Z') | Only('_');
  const Bytes spaces = Only(' ') | BytesBetween('\t', '\r');
  switch (c) {
    case 'd':
      return digits;
    case 'D':
      return ~digits;
    case 'w':
      return words;
    case 'W':
      return ~words;
    case 's':
      return spaces;
    case 'S':
      return ~spaces;
    default:
      return IsLetterOrDigit(c) ? std::nullopt : std::optional(Only(c));
  }
}

}  // namespace

// Thompson's construction: each piece becomes states with one entry and one exit, which is a free step to nowhere yet.
class NamePatternParser {
 public:
  explicit NamePatternParser(std::string_view text) : text_(text) {}

  Result<NamePattern> Run() {
    GODEL_TRY(const Piece whole, Alternatives(0));
    if (at_ < text_.size()) return Mistake("a ) without its (");
    pattern_.start_ = whole.entry;
    pattern_.accept_ = whole.exit;
    return std::move(pattern_);
  }

 private:
  using State = NamePattern::State;
  using Step = NamePattern::Step;
  struct Piece {
    size_t entry, exit;
  };

  size_t Add(State state) {
    pattern_.states_.push_back(state);
    return pattern_.states_.size() - 1;
  }
  State& At(size_t state) { return pattern_.states_[state]; }

  Piece One(Step step, const Bytes& bytes = {}) {
    const size_t exit = Add({});
    return {Add({.step = step, .bytes = bytes, .next = exit}), exit};
  }

  bool Consume(char c) {
    if (at_ >= text_.size() || text_[at_] != c) return false;
    ++at_;
    return true;
  }

  tl::unexpected<Error> Mistake(std::string_view what) const {
    return Fail(ErrorCode::kBadData, fmt::format("{} at byte {} of the pattern", what, at_));
  }
  tl::unexpected<Error> Beyond(std::string_view what) const {
    return Fail(ErrorCode::kUnsupported, fmt::format("{} at byte {} of the pattern; patterns may have ., [sets], \\d, "
                                                     "\\w, \\s, groups, |, *, + and ?",
                                                     what, at_));
  }

  Result<Piece> Alternatives(size_t depth) {
    GODEL_TRY(Piece all, Sequence(depth));
    while (Consume('|')) {
      GODEL_TRY(const Piece next, Sequence(depth));
      const size_t exit = Add({});
      At(all.exit).next = exit;
      At(next.exit).next = exit;
      all = {Add({.next = all.entry, .other = next.entry}), exit};
    }
    return all;
  }

  Result<Piece> Sequence(size_t depth) {
    const size_t entry = Add({});
    Piece all{entry, entry};
    while (at_ < text_.size() && text_[at_] != '|' && text_[at_] != ')') {
      GODEL_TRY(Piece next, Atom(depth));
      next = Repeated(next);
      if (at_ < text_.size() && text_[at_] == '{') return Beyond("a count in braces");
      At(all.exit).next = next.entry;
      all.exit = next.exit;
    }
    return all;
  }

  // A ? behind the sign prefers the shorter match, which is nothing to a match of the whole name.
  Piece Repeated(Piece piece) {
    if (at_ >= text_.size()) return piece;
    const char sign = text_[at_];
    if (sign != '*' && sign != '+' && sign != '?') return piece;
    ++at_;
    Consume('?');
    const size_t exit = Add({});
    const size_t choice = Add({.next = piece.entry, .other = exit});
    At(piece.exit).next = sign == '?' ? exit : choice;
    return {sign == '+' ? piece.entry : choice, exit};
  }

  Result<Piece> Atom(size_t depth) {
    const char c = text_[at_++];
    switch (c) {
      case '(':
        return Group(depth);
      case '[':
        return Set();
      case '.':
        return One(Step::kByte, ~Only('\n'));
      case '^':
        return One(Step::kAtBegin);
      case '$':
        return One(Step::kAtEnd);
      case '*':
      case '+':
      case '?':
        --at_;
        return Mistake(fmt::format("a {} with nothing to repeat", c));
      case '\\': {
        GODEL_TRY(const Bytes bytes, Escape());
        return One(Step::kByte, bytes);
      }
      default:
        return One(Step::kByte, Only(c));
    }
  }

  Result<Piece> Group(size_t depth) {
    if (depth == kMaxGroups) return Beyond("a group in too many others");
    if (Consume('?') && !Consume(':')) return Beyond("a group of a kind that is not supported");
    GODEL_TRY(const Piece inside, Alternatives(depth + 1));
    if (!Consume(')')) return Mistake("a ( without its )");
    return inside;
  }

  // Behind the backslash.
  Result<Bytes> Escape() {
    if (at_ == text_.size()) return Mistake("a backslash with nothing behind it");
    const auto bytes = EscapedBytes(text_[at_]);
    if (!bytes) return Beyond(fmt::format("\\{}", text_[at_]));
    ++at_;
    return *bytes;
  }

  // Behind the bracket. A ] right at the start is one of the set.
  Result<Piece> Set() {
    const bool opposite = Consume('^');
    Bytes set;
    for (bool first = true; first || !Consume(']'); first = false) {
      if (at_ >= text_.size()) return Mistake("a [ without its ]");
      const char c = text_[at_++];
      if (c == '\\') {
        GODEL_TRY(const Bytes bytes, Escape());
        set |= bytes;
      } else if (at_ + 1 < text_.size() && text_[at_] == '-' && text_[at_ + 1] != ']') {
        const char last = text_[at_ + 1];
        if (last == '\\') return Beyond("a range that ends in an escape");
        if (static_cast<unsigned char>(last) < static_cast<unsigned char>(c)) return Mistake("a range that runs down");
        set |= BytesBetween(c, last);
        at_ += 2;
      } else {
        set |= Only(c);
      }
    }
    return One(Step::kByte, opposite ? ~set : set);
  }

  std::string_view text_;
  size_t at_ = 0;
  NamePattern pattern_;
};

Result<NamePattern> NamePattern::Parse(std::string_view pattern) {
  if (pattern.size() > kMaxBytes)
    return Fail(ErrorCode::kUnsupported,
                fmt::format("a pattern of {} bytes; at most {} are read", pattern.size(), kMaxBytes));
  return NamePatternParser(pattern).Run();
}

void NamePattern::Reach(size_t state, bool at_begin, bool at_end, std::vector<bool>* seen,
                        std::vector<size_t>* reached) const {
  std::vector<size_t> open = {state};
  while (!open.empty()) {
    const size_t i = open.back();
    open.pop_back();
    if (i == kNone || (*seen)[i]) continue;
    (*seen)[i] = true;
    reached->push_back(i);
    const State& s = states_[i];
    const bool free =
        s.step == Step::kFree || (s.step == Step::kAtBegin && at_begin) || (s.step == Step::kAtEnd && at_end);
    if (free) open.insert(open.end(), {s.next, s.other});
  }
}

bool NamePattern::MatchesWhole(std::string_view name) const {
  std::vector<size_t> now;
  std::vector<bool> seen(states_.size());
  Reach(start_, /*at_begin=*/true, name.empty(), &seen, &now);
  for (size_t i = 0; i < name.size(); ++i) {
    std::vector<size_t> next;
    seen.assign(states_.size(), false);
    for (const size_t state : now)
      if (states_[state].step == Step::kByte && states_[state].bytes.test(static_cast<unsigned char>(name[i])))
        Reach(states_[state].next, /*at_begin=*/false, i + 1 == name.size(), &seen, &next);
    now = std::move(next);
  }
  for (const size_t state : now)
    if (state == accept_) return true;
  return false;
}

}  // namespace godel

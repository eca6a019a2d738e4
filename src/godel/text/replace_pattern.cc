// SPDX-License-Identifier: MIT
#include "godel/text/replace_pattern.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <limits>

#include "godel/base/json.h"
#include "godel/text/unicode_classes.h"

namespace godel {
namespace {

constexpr size_t kNoLimit = std::numeric_limits<size_t>::max();
constexpr std::string_view kMetaCharacters = "\\^$.|?*+()[]{}";

std::optional<size_t> ReadCount(std::string_view* text) {
  size_t count = 0;
  const auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), count);
  if (error != std::errc()) return std::nullopt;
  text->remove_prefix(static_cast<size_t>(end - text->data()));
  return count;
}

struct Counts {
  size_t min, max;
};

// "", "+", "{n}", "{n,}", "{n,m}" with n >= 1. Forms that match nothing at all are not read.
std::optional<Counts> ReadQuantifier(std::string_view text) {
  if (text.empty()) return Counts{1, 1};
  if (text == "+") return Counts{1, kNoLimit};
  if (text.front() != '{' || text.back() != '}' || text.size() < 3) return std::nullopt;
  text = text.substr(1, text.size() - 2);
  const auto min = ReadCount(&text);
  if (!min || *min == 0) return std::nullopt;
  if (text.empty()) return Counts{*min, *min};
  if (text.front() != ',') return std::nullopt;
  text.remove_prefix(1);
  if (text.empty()) return Counts{*min, kNoLimit};
  const auto max = ReadCount(&text);
  if (!max || !text.empty() || *max < *min) return std::nullopt;
  return Counts{*min, *max};
}

}  // namespace

Result<ReplacePattern> ReplacePattern::FromString(std::string text) {
  if (text.empty()) return Fail(ErrorCode::kUnsupported, "an empty search string");
  ReplacePattern pattern;
  pattern.literal_ = std::move(text);
  return pattern;
}

Result<ReplacePattern> ReplacePattern::FromRegex(std::string_view expression) {
  const auto unsupported = [&] {
    return Fail(ErrorCode::kUnsupported,
                fmt::format("regular expression \"{}\"; only strings and one repeated character such as \" {{2,}}\" or "
                            "\"\\s+\" are understood",
                            expression));
  };
  if (expression.empty()) return unsupported();
  if (expression.find_first_of(kMetaCharacters) == std::string_view::npos) return FromString(std::string(expression));
  ReplacePattern pattern;
  CodePoint atom = CodePointAt(expression, 0);
  if (atom.value == '\\') {
    if (expression.size() < 2) return unsupported();
    if (expression[1] == 's')
      pattern.any_whitespace_ = true;
    else if (kMetaCharacters.find(expression[1]) != std::string_view::npos)
      atom.value = CodePointAt(expression, 1).value;
    else
      return unsupported();
    atom.bytes = 2;
  } else if (kMetaCharacters.find(expression[0]) != std::string_view::npos) {
    return unsupported();
  }
  pattern.character_ = atom.value;
  const auto counts = ReadQuantifier(expression.substr(atom.bytes));
  if (!counts) return unsupported();
  pattern.min_count_ = counts->min;
  pattern.max_count_ = counts->max;
  return pattern;
}

Result<ReplacePattern> ReplacePattern::FromJson(const Json& json) {
  GODEL_TRY(const auto text, OptionalMember<std::string>(json, "String"));
  if (text) return FromString(*text);
  GODEL_TRY(const auto expression, OptionalMember<std::string>(json, "Regex"));
  if (expression) return FromRegex(*expression);
  return Fail(ErrorCode::kBadData,
              fmt::format("pattern: expected {{\"String\": ...}} or {{\"Regex\": ...}}, found {}", Excerpt(json)));
}

std::optional<ReplacePattern::Match> ReplacePattern::Find(std::string_view text, size_t from) const {
  if (!literal_.empty()) {
    const size_t begin = text.find(literal_, from);
    if (begin == std::string_view::npos) return std::nullopt;
    return Match{begin, begin + literal_.size()};
  }
  size_t begin = from, count = 0;
  for (size_t at = from; at < text.size();) {
    const CodePoint c = CodePointAt(text, at);
    const bool matches = any_whitespace_ ? IsWhitespace(c.value) : c.value == character_;
    if (!matches && count >= min_count_) return Match{begin, at};
    at += c.bytes;
    if (!matches) {
      begin = at;
      count = 0;
    } else if (++count == max_count_) {
      return Match{begin, at};
    }
  }
  if (count >= min_count_) return Match{begin, text.size()};
  return std::nullopt;
}

bool ReplacePattern::Replace(std::string_view text, std::string_view content, size_t max_bytes,
                             std::string* out) const {
  size_t at = 0;
  while (const auto match = Find(text, at)) {
    if (out->size() > max_bytes || match->begin - at + content.size() > max_bytes - out->size()) return false;
    out->append(text.substr(at, match->begin - at)).append(content);
    at = match->end;
  }
  out->append(text.substr(at));
  return out->size() <= max_bytes;
}

size_t ReplacePattern::min_match_bytes() const {
  if (!literal_.empty()) return literal_.size();
  return min_count_;  // a character has at least one byte
}

}  // namespace godel

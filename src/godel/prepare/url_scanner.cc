// SPDX-License-Identifier: MIT
// Addresses: what John Gruber's expression, as NLTK 3.10 has it, finds.
#include <optional>
#include <string_view>

#include "godel/prepare/tweet_scanner.h"

namespace godel {
namespace {

constexpr size_t kMaxGroupLength = 255;

bool IsPlain(const ScannedText& text, size_t at) {  // [^\s()<>{}\[\]]
  if (at >= text.size() || text.Is(at, kSpaceClass)) return false;
  constexpr std::u32string_view kBrackets = U"()<>{}[]";
  return kBrackets.find(text.code_points[at]) == std::u32string_view::npos;
}

// Whether a plain sign may be an address's last: [^\s`!()\[\]{};:'".,<>?«»“”‘’]
bool MayBeLast(char32_t sign) {
  constexpr std::u32string_view kPunctuation = U"`!;:'\".,?\u00AB\u00BB\u201C\u201D\u2018\u2019";
  return kPunctuation.find(sign) == std::u32string_view::npos;
}

size_t PlainEnd(const ScannedText& text, size_t at) {
  while (IsPlain(text, at)) ++at;
  return at;
}

// (...(...)...), without white space and other parentheses inside.
std::optional<size_t> NestedGroupEnd(const ScannedText& text, size_t at) {
  size_t i = at + 1;
  for (const char32_t stop : {U'(', U')', U')'}) {
    const size_t begin = i;
    while (i < text.size() && i - begin <= kMaxGroupLength && !text.Is(i, kSpaceClass) && text.At(i) != U'(' &&
           text.At(i) != U')')
      ++i;
    const bool inner_empty = begin > at + 1 && begin == i && stop == U')' && text.At(begin - 1) == U'(';
    if (i - begin > kMaxGroupLength || inner_empty || text.At(i) != stop) return std::nullopt;
    ++i;
  }
  return i;
}

// The end of the shortest group \([^\s]{1,255}?\) at `at` that is longer than `longer_than`.
std::optional<size_t> GroupEnd(const ScannedText& text, size_t at, size_t longer_than = 1) {
  for (size_t i = at + 1; i < text.size() && i - at <= kMaxGroupLength + 1 && !text.Is(i, kSpaceClass); ++i)
    if (text.code_points[i] == U')' && i - at > longer_than) return i + 1;
  return std::nullopt;
}

std::optional<size_t> LastGoodPlain(const ScannedText& text, size_t begin, size_t end) {
  for (size_t i = end; i > begin; --i)
    if (MayBeLast(text.code_points[i - 1])) return i;
  return std::nullopt;
}

// Whether an address whose path has begun can end at `at` or behind it.
bool CanGoOn(const ScannedText& text, size_t at) {
  const size_t end = PlainEnd(text, at);
  if (text.At(end) == U'(' && (NestedGroupEnd(text, end) || GroupEnd(text, end))) return true;
  return LastGoodPlain(text, at, end).has_value();
}

// Runs of plain signs and groups, at least one, and behind them a group or a plain sign that may be the last. The
// expression prefers the way that goes farthest, so groups are followed as long as anything can come behind them.
std::optional<size_t> PathEnd(const ScannedText& text, size_t begin) {
  size_t at = begin;
  while (true) {
    const size_t end = PlainEnd(text, at);
    if (text.At(end) == U'(') {
      const auto nested = NestedGroupEnd(text, end);
      const auto first = nested ? nested : GroupEnd(text, end);
      std::optional<size_t> next = first;
      if (nested && !CanGoOn(text, *nested)) next = GroupEnd(text, end);
      while (next && !CanGoOn(text, *next)) next = GroupEnd(text, end, *next - 1 - end);
      if (next) {
        at = *next;
        continue;
      }
      if (first && end > begin) return first;
    }
    return LastGoodPlain(text, at == begin ? at + 1 : at, end);
  }
}

// https?:(?:/{1,3}|[a-z0-9%]) and a path
std::optional<size_t> WithProtocol(const ScannedText& text, size_t at) {
  constexpr std::string_view kProtocol = "http";
  for (const char sign : kProtocol)
    if ((text.At(at++) | 0x20U) != static_cast<char32_t>(sign)) return std::nullopt;
  constexpr char32_t kLongS = 0x17F;  // an s to those who ignore case
  if ((text.At(at) | 0x20U) == U's' || text.At(at) == kLongS) ++at;
  if (text.At(at) != U':') return std::nullopt;
  ++at;
  size_t slashes = 0;
  while (slashes < 3 && text.At(at + slashes) == U'/') ++slashes;
  for (; slashes > 0; --slashes)
    if (const auto end = PathEnd(text, at + slashes)) return end;
  if (text.IsLatinOrDigit(at) || text.At(at) == U'%') return PathEnd(text, at + 1);
  return std::nullopt;
}

bool IsTopLevel(const ScannedText& text, size_t begin, size_t end) {  // [a-z]{2,13}
  if (end - begin < 2 || end - begin > 13) return false;
  for (size_t i = begin; i < end; ++i)
    if (!text.Is(i, kLatinClass)) return false;
  return true;
}

// [a-z0-9.\-]{1,255}[.][a-z]{2,13}/ and a path
std::optional<size_t> WithDomainAndPath(const ScannedText& text, size_t at) {
  constexpr size_t kLongest = 255 + 1 + 13;
  size_t end = at;
  size_t last_dot = at;
  while (end - at <= kLongest && (text.IsLatinOrDigit(end) || text.At(end) == U'.' || text.At(end) == U'-')) {
    if (text.At(end) == U'.') last_dot = end;
    ++end;
  }
  if (text.At(end) != U'/' || last_dot == at || last_dot - at > 255 || !IsTopLevel(text, last_dot + 1, end))
    return std::nullopt;
  return PathEnd(text, end + 1);
}

// (?<!@)[a-z0-9]+(?:[.\-][a-z0-9]+){0,126}[.][a-z]{2,13}\b/?(?!@): the last label that may be a top-level domain.
// Where the first 127 labels hold none, NLTK would look again behind the first of them; here all of them are done with.
std::optional<size_t> NakedDomain(const ScannedText& text, size_t at, ScanMemory& memory) {
  if (at < memory.no_domain_before) return std::nullopt;
  if (at > 0 && text.code_points[at - 1] == U'@') return std::nullopt;
  std::optional<size_t> best;
  size_t i = at;
  for (size_t label = 0; label <= 127; ++label) {
    const size_t begin = i;
    while (text.IsLatinOrDigit(i)) ++i;
    if (i == begin) break;
    if (label > 0 && text.At(begin - 1) == U'.' && IsTopLevel(text, begin, i) && !text.Is(i, kWordClass)) {
      // The slash is given back when "@" follows it, but "@" itself may not follow the domain.
      if (text.At(i) == U'/')
        best = text.At(i + 1) == U'@' ? i : i + 1;
      else if (text.At(i) != U'@')
        best = i;
    }
    if (text.At(i) != U'.' && text.At(i) != U'-') break;
    ++i;
  }
  if (!best) memory.no_domain_before = i;
  return best;
}

}  // namespace

size_t MatchUrl(const ScannedText& text, size_t at, ScanMemory& memory) {
  if ((text.At(at) | 0x20U) == U'h') {
    if (const auto end = WithProtocol(text, at)) return *end;
  }
  // Most words: letters that neither "." nor "-" follows belong to no domain.
  if (at < memory.plain_run_end) return at;
  size_t label = at;
  while (text.IsLatinOrDigit(label)) ++label;
  if (text.At(label) != U'.' && text.At(label) != U'-') {
    memory.plain_run_end = label;
    return at;
  }
  if (!text.IsLatinOrDigit(at) && text.At(at) != U'.' && text.At(at) != U'-') return at;
  if (const auto end = WithDomainAndPath(text, at)) return *end;
  if (!text.IsLatinOrDigit(at)) return at;
  return NakedDomain(text, at, memory).value_or(at);
}

}  // namespace godel

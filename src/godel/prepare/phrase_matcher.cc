// SPDX-License-Identifier: MIT
#include "godel/prepare/phrase_matcher.h"

#include <utf8proc.h>

#include <algorithm>
#include <unordered_set>
#include <utility>

#include "godel/base/utf8.h"
#include "godel/dataset/example_json.h"
#include "godel/text/lower_ascii.h"
#include "godel/text/unicode_classes.h"

namespace godel {
namespace {

bool IsWordByte(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

// The word that begins at `at`, or one byte that is in no word.
std::string_view FirstPart(std::string_view text, size_t at) {
  size_t end = at;
  while (end < text.size() && IsWordByte(text[end])) ++end;
  return text.substr(at, std::max<size_t>(end - at, 1));
}

}  // namespace

std::string ToLowerUtf8(std::string_view text) {
  if (IsAscii(text)) return LowerAscii(text);
  std::string lower;
  lower.reserve(text.size());
  const std::string valid = ReplaceInvalidUtf8(text);
  for (size_t at = 0; at < valid.size();) {
    const CodePoint c = CodePointAt(valid, at);
    AppendUtf8(static_cast<char32_t>(utf8proc_tolower(static_cast<utf8proc_int32_t>(c.value))), &lower);
    at += c.bytes;
  }
  return lower;
}

PhraseMatcher::PhraseMatcher(const std::vector<std::string>& phrases) {
  phrases_.reserve(phrases.size());
  std::unordered_set<std::string> known;
  for (const std::string& phrase : phrases) {
    const std::string_view trimmed = TrimSpace(phrase);
    std::string lower = ToLowerUtf8(trimmed);
    if (lower.empty() || !known.insert(lower).second) continue;
    phrases_.push_back({.given = std::string(trimmed), .lower = std::move(lower)});
  }
  for (uint32_t i = 0; i < phrases_.size(); ++i) by_first_[FirstPart(phrases_[i].lower, 0)].push_back(i);
  for (auto& [first, indices] : by_first_)
    std::sort(indices.begin(), indices.end(), [&](uint32_t a, uint32_t b) {
      const size_t a_size = phrases_[a].lower.size(), b_size = phrases_[b].lower.size();
      return a_size != b_size ? a_size > b_size : a < b;
    });
}

std::optional<uint32_t> PhraseMatcher::LongestAt(std::string_view text, size_t at) const {
  // Only a sign can stand right behind a word here: Search goes on from the ends of words.
  if (at > 0 && IsWordByte(text[at - 1])) return std::nullopt;
  const auto candidates = by_first_.find(FirstPart(text, at));
  if (candidates == by_first_.end()) return std::nullopt;
  for (const uint32_t index : candidates->second) {
    const std::string& phrase = phrases_[index].lower;
    const size_t end = at + phrase.size();
    if (text.substr(at).starts_with(phrase) && (end == text.size() || !IsWordByte(text[end]))) return index;
  }
  return std::nullopt;
}

template <class Found>
void PhraseMatcher::Search(std::string_view text, const Found& found) const {
  if (phrases_.empty()) return;
  const std::string lower = ToLowerUtf8(text);
  for (size_t at = 0; at < lower.size();) {
    const std::optional<uint32_t> index = LongestAt(lower, at);
    if (index && !found(*index)) return;
    at += index ? phrases_[*index].lower.size() : FirstPart(lower, at).size();
  }
}

std::optional<std::string_view> PhraseMatcher::FindFirst(std::string_view text) const {
  std::optional<std::string_view> first;
  Search(text, [&](uint32_t index) {
    first = phrases_[index].given;
    return false;
  });
  return first;
}

bool PhraseMatcher::Matches(std::string_view text) const {
  return FindFirst(text).has_value();
}

std::vector<std::string_view> PhraseMatcher::FindAll(std::string_view text) const {
  std::vector<std::string_view> all;
  Search(text, [&](uint32_t index) {
    all.push_back(phrases_[index].given);
    return true;
  });
  return all;
}

}  // namespace godel

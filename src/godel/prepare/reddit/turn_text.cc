// SPDX-License-Identifier: MIT
#include "godel/prepare/reddit/turn_text.h"

#include <array>
#include <utility>

#include "godel/base/utf8.h"
#include "godel/prepare/character_classes.h"

namespace godel {
namespace {

// The length of white space at the start of `text`, 0 when there is none. Python counts the four separators of ASCII.
size_t SpaceBytes(std::string_view text) {
  const auto first = static_cast<unsigned char>(text.front());
  if (first < 128) return first == ' ' || (first >= '\t' && first <= '\r') || (first >= 0x1C && first <= 0x1F) ? 1 : 0;
  if (first < 0xC2 || (first > 0xC2 && first < 0xE1) || first > 0xE3) return 0;  // where all white space is
  const auto next = DecodeUtf8(text);
  return next && IsSpace(next->value) ? next->bytes : 0;
}

template <class Use>
void ForEachWord(std::string_view text, const Use& use) {
  size_t begin = 0;
  size_t at = 0;
  while (at < text.size()) {
    const size_t space = SpaceBytes(text.substr(at));
    if (space == 0) {
      ++at;
      continue;
    }
    if (at > begin) use(text.substr(begin, at - begin));
    at += space;
    begin = at;
  }
  if (at > begin) use(text.substr(begin, at - begin));
}

void ReplaceAll(std::string& text, std::string_view from, std::string_view to) {
  for (size_t at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size()))
    text.replace(at, from.size(), to);
}

bool IsKept(char sign) {
  return (sign >= 'A' && sign <= 'Z') || (sign >= 'a' && sign <= 'z') || (sign >= '0' && sign <= '9') ||
         std::string_view("()[]:,.!?' ").find(sign) != std::string_view::npos;
}

std::string OnlyKeptSigns(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  size_t at = 0;
  while (at < text.size()) {
    if (IsKept(text[at])) {
      out += text[at++];
      continue;
    }
    size_t kept = 0;
    for (const std::string_view whole : {"__mention__", "__url__", "\u201C", "\u201D"})
      if (text.substr(at).starts_with(whole)) kept = whole.size();
    if (kept > 0) {
      out += text.substr(at, kept);
      at += kept;
      continue;
    }
    const auto next = DecodeUtf8(text.substr(at));
    out += ' ';
    at += next ? next->bytes : 1;
  }
  return out;
}

}  // namespace

std::string OneLine(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (const char sign : text)
    if (sign != '\\') out += sign == '\n' || sign == '\r' || sign == '\t' ? ' ' : sign;
  return out;
}

std::vector<std::string_view> Words(std::string_view text) {
  std::vector<std::string_view> words;
  ForEachWord(text, [&](std::string_view word) { words.push_back(word); });
  return words;
}

size_t CountWords(std::string_view text) {
  size_t count = 0;
  ForEachWord(text, [&](std::string_view) { ++count; });
  return count;
}

std::string TurnNormalizer::Normalize(std::string_view text) {
  std::string words;
  words.reserve(text.size());
  ForEachWord(text, [&](std::string_view word) {
    if (word.front() == '#') return;
    if (!words.empty()) words += ' ';
    const size_t address = word.find("http");
    words += word.substr(0, address);
    if (address == std::string_view::npos) return;
    if (address > 0) words += ' ';
    words += "__url__";
  });
  ReplaceAll(words, "\\", "");
  if (words.find('/') != std::string::npos) {
    constexpr std::array<std::pair<std::string_view, std::string_view>, 4> kShort = {
        {{"b/c", "because"}, {"j/k", "just kidding"}, {"w/o", "without"}, {"w/", "with"}}};
    for (const auto& [from, to] : kShort) ReplaceAll(words, from, to);
  }
  std::string out;
  for (const std::string_view token : tokenizer_.Tokenize(OnlyKeptSigns(words))) {
    if (!out.empty()) out += ' ';
    out += token;
  }
  return out;
}

}  // namespace godel

// SPDX-License-Identifier: MIT
#include "godel/prepare/reddit/turn_text.h"

#include <array>
#include <utility>

#include "godel/base/utf8.h"
#include "godel/prepare/character_classes.h"

namespace godel {
namespace {

enum ByteKind : uint8_t { kOther, kSpaceByte, kMaybeSpace };

// White space of ASCII as Python has it, the four separators among it, and the first bytes of all other white space.
constexpr std::array<ByteKind, 256> MakeByteKinds() {
  std::array<ByteKind, 256> kinds{};
  for (const unsigned byte : {0x09, 0x0A, 0x0B, 0x0C, 0x0D, 0x1C, 0x1D, 0x1E, 0x1F, 0x20}) kinds[byte] = kSpaceByte;
  for (const unsigned byte : {0xC2, 0xE1, 0xE2, 0xE3}) kinds[byte] = kMaybeSpace;
  return kinds;
}

constexpr std::array<ByteKind, 256> kByteKinds = MakeByteKinds();

constexpr std::array<bool, 256> TableOf(std::string_view signs) {
  std::array<bool, 256> table{};
  for (const char sign : signs) table[static_cast<unsigned char>(sign)] = true;
  return table;
}

constexpr std::array<bool, 256> kKept =
    TableOf("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789()[]:,.!?' ");
constexpr std::array<bool, 256> kChanged = TableOf("\\\n\r\t");

// The length of white space at `at`, 0 when there is none.
size_t SpaceBytes(std::string_view text, size_t at) {
  const ByteKind kind = kByteKinds[static_cast<unsigned char>(text[at])];
  if (kind != kMaybeSpace) return kind == kSpaceByte ? 1 : 0;
  const auto next = DecodeUtf8(text.substr(at));
  return next && IsSpace(next->value) ? next->bytes : 0;
}

// Calls `use` with each word until it gives false.
template <class Use>
void ForEachWord(std::string_view text, const Use& use) {
  size_t begin = 0;
  size_t at = 0;
  while (true) {
    while (at < text.size() && kByteKinds[static_cast<unsigned char>(text[at])] == kOther) ++at;
    if (at == text.size()) break;
    const size_t space = SpaceBytes(text, at);
    if (space == 0) {
      ++at;
      continue;
    }
    if (at > begin && !use(text.substr(begin, at - begin))) return;
    at += space;
    begin = at;
  }
  if (at > begin) use(text.substr(begin, at - begin));
}

void ReplaceAll(std::string& text, std::string_view from, std::string_view to) {
  for (size_t at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size()))
    text.replace(at, from.size(), to);
}

void AppendKeptSigns(std::string_view text, std::string& out) {
  size_t at = 0;
  while (at < text.size()) {
    const size_t begin = at;
    while (at < text.size() && kKept[static_cast<unsigned char>(text[at])]) ++at;
    out.append(text, begin, at - begin);
    if (at == text.size()) return;
    size_t kept = 0;
    if (text[at] == '_' || text[at] == '\xE2')
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
}

}  // namespace

void AppendOneLine(std::string_view text, std::string& out) {
  while (true) {
    size_t plain = 0;
    while (plain < text.size() && !kChanged[static_cast<unsigned char>(text[plain])]) ++plain;
    out.append(text, 0, plain);
    if (plain == text.size()) return;
    if (text[plain] != '\\') out += ' ';
    text.remove_prefix(plain + 1);
  }
}

std::vector<std::string_view> TurnWords(std::string_view text) {
  std::vector<std::string_view> words;
  ForEachWord(text, [&](std::string_view word) {
    words.push_back(word);
    return true;
  });
  return words;
}

size_t CountTurnWords(std::string_view text, size_t enough) {
  size_t count = 0;
  ForEachWord(text, [&](std::string_view) { return ++count < enough; });
  return count;
}

const std::string& TurnNormalizer::Normalize(std::string_view text) {
  const bool has_address = text.find("http") != std::string_view::npos;
  words_.clear();
  ForEachWord(text, [&](std::string_view word) {
    if (word.front() == '#') return true;
    if (!words_.empty()) words_ += ' ';
    const size_t address = has_address ? word.find("http") : std::string_view::npos;
    words_ += word.substr(0, address);
    if (address == std::string_view::npos) return true;
    if (address > 0) words_ += ' ';
    words_ += "__url__";
    return true;
  });
  ReplaceAll(words_, "\\", "");
  if (words_.find('/') != std::string::npos) {
    constexpr std::array<std::pair<std::string_view, std::string_view>, 4> kShort = {
        {{"b/c", "because"}, {"j/k", "just kidding"}, {"w/o", "without"}, {"w/", "with"}}};
    for (const auto& [from, to] : kShort) ReplaceAll(words_, from, to);
  }
  kept_.clear();
  AppendKeptSigns(words_, kept_);
  turn_.clear();
  for (const std::string_view token : tokenizer_.Tokenize(kept_)) {
    if (!turn_.empty()) turn_ += ' ';
    turn_ += token;
  }
  return turn_;
}

}  // namespace godel

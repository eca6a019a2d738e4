// SPDX-License-Identifier: MIT
#include "godel/evaluate/metrics/bleu_tokenizer.h"

#include <utf8proc.h>

#include <array>
#include <utility>

#include "godel/base/utf8.h"
#include "godel/text/unicode_classes.h"

namespace godel {
namespace {

void ReplaceAll(std::string_view from, std::string_view to, std::string* text) {
  size_t found = text->find(from);
  if (found == std::string::npos) return;
  std::string out;
  size_t begin = 0;
  for (; found != std::string::npos; found = text->find(from, begin)) {
    out.append(*text, begin, found - begin).append(to);
    begin = found + from.size();
  }
  *text = out.append(*text, begin);
}

bool IsDigit(char c) {
  return c >= '0' && c <= '9';
}
bool IsPeriodOrComma(char c) {
  return c == '.' || c == ',';
}

// ASCII punctuation except ' , - and the period, and the space.
bool StandsApart(char c) {
  return (c >= '{' && c <= '~') || (c >= '[' && c <= '`') || (c >= ' ' && c <= '&') || (c >= '(' && c <= '+') ||
         (c >= ':' && c <= '@') || c == '/';
}

std::string SetApart(std::string_view text) {
  std::string out;
  out.reserve(2 * text.size());
  for (const char c : text) {
    if (StandsApart(c)) {
      out += ' ';
      out += c;
      out += ' ';
    } else {
      out += c;
    }
  }
  return out;
}

// Replaces each pair of neighbours for which `matches` holds, from left to right and without overlap, by what `space`
// says: " ab" or "a b " and so on. Bytes will do, as a character above ASCII never takes part with more than its
// first or last byte, and is no digit.
enum class Spacing { kAroundSecond, kAroundFirst };

template <class Matches>
std::string SpacePairs(std::string_view text, Spacing spacing, Matches matches) {
  std::string out;
  out.reserve(text.size() + text.size() / 2);
  for (size_t at = 0; at < text.size(); ++at) {
    if (at + 1 < text.size() && matches(text[at], text[at + 1])) {
      if (spacing == Spacing::kAroundFirst) out += ' ';
      out += text[at];
      out += ' ';
      out += text[++at];
      if (spacing == Spacing::kAroundSecond) out += ' ';
    } else {
      out += text[at];
    }
  }
  return out;
}

std::string Tokenize13a(std::string_view valid) {
  std::string text(valid);
  ReplaceAll("<skipped>", "", &text);
  ReplaceAll("-\n", "", &text);
  ReplaceAll("\n", " ", &text);
  constexpr std::array<std::pair<std::string_view, std::string_view>, 4> kEntities = {
      {{"&quot;", "\""}, {"&amp;", "&"}, {"&lt;", "<"}, {"&gt;", ">"}}};
  if (text.find('&') != std::string::npos) {
    for (const auto& [entity, character] : kEntities) ReplaceAll(entity, character, &text);
  }
  text = SetApart(' ' + text + ' ');
  text = SpacePairs(text, Spacing::kAroundSecond, [](char a, char b) { return !IsDigit(a) && IsPeriodOrComma(b); });
  text = SpacePairs(text, Spacing::kAroundFirst, [](char a, char b) { return IsPeriodOrComma(a) && !IsDigit(b); });
  return SpacePairs(text, Spacing::kAroundSecond, [](char a, char b) { return IsDigit(a) && b == '-'; });
}

// The classes of a code point that the international tokenizer asks for.
enum class Class : char { kNumber, kPunctuation, kSymbol, kOther };

Class ClassOf(char32_t c) {
  switch (utf8proc_category(static_cast<utf8proc_int32_t>(c))) {
    case UTF8PROC_CATEGORY_ND:
    case UTF8PROC_CATEGORY_NL:
    case UTF8PROC_CATEGORY_NO:
      return Class::kNumber;
    case UTF8PROC_CATEGORY_PC:
    case UTF8PROC_CATEGORY_PD:
    case UTF8PROC_CATEGORY_PS:
    case UTF8PROC_CATEGORY_PE:
    case UTF8PROC_CATEGORY_PI:
    case UTF8PROC_CATEGORY_PF:
    case UTF8PROC_CATEGORY_PO:
      return Class::kPunctuation;
    case UTF8PROC_CATEGORY_SM:
    case UTF8PROC_CATEGORY_SC:
    case UTF8PROC_CATEGORY_SK:
    case UTF8PROC_CATEGORY_SO:
      return Class::kSymbol;
    default:
      return Class::kOther;
  }
}

// SpacePairs for code points.
template <class Matches>
std::u32string SpaceClassPairs(std::u32string_view text, Spacing spacing, Matches matches) {
  std::u32string out;
  out.reserve(text.size() + text.size() / 2);
  for (size_t at = 0; at < text.size(); ++at) {
    if (at + 1 < text.size() && matches(ClassOf(text[at]), ClassOf(text[at + 1]))) {
      if (spacing == Spacing::kAroundFirst) out += U' ';
      out += text[at];
      out += U' ';
      out += text[++at];
      if (spacing == Spacing::kAroundSecond) out += U' ';
    } else {
      out += text[at];
    }
  }
  return out;
}

std::string TokenizeIntl(std::string_view valid) {
  std::u32string text;
  for (size_t at = 0; at < valid.size();) {
    const CodePoint c = CodePointAt(valid, at);
    text += c.value;
    at += c.bytes;
  }
  text = SpaceClassPairs(text, Spacing::kAroundSecond,
                         [](Class a, Class b) { return a != Class::kNumber && b == Class::kPunctuation; });
  text = SpaceClassPairs(text, Spacing::kAroundFirst,
                         [](Class a, Class b) { return a == Class::kPunctuation && b != Class::kNumber; });
  std::string out;
  for (const char32_t c : text) {
    const bool symbol = ClassOf(c) == Class::kSymbol;
    if (symbol) out += ' ';
    AppendUtf8(c, &out);
    if (symbol) out += ' ';
  }
  return out;
}

std::string TokenizeCharacters(std::string_view valid) {
  std::string out;
  for (size_t at = 0; at < valid.size();) {
    const size_t bytes = CodePointAt(valid, at).bytes;
    out += valid.substr(at, bytes);
    out += ' ';
    at += bytes;
  }
  return out;
}

}  // namespace

std::string TokenizeForBleu(std::string_view valid, BleuTokenizer tokenizer) {
  switch (tokenizer) {
    case BleuTokenizer::k13a:
      return Tokenize13a(valid);
    case BleuTokenizer::kIntl:
      return TokenizeIntl(valid);
    case BleuTokenizer::kChar:
      return TokenizeCharacters(valid);
    case BleuTokenizer::kNone:
      break;
  }
  return std::string(valid);
}

std::string_view ToString(BleuTokenizer tokenizer) {
  switch (tokenizer) {
    case BleuTokenizer::k13a:
      return "13a";
    case BleuTokenizer::kIntl:
      return "intl";
    case BleuTokenizer::kChar:
      return "char";
    case BleuTokenizer::kNone:
      break;
  }
  return "none";
}

std::optional<BleuTokenizer> ParseBleuTokenizer(std::string_view name) {
  for (const auto tokenizer : {BleuTokenizer::k13a, BleuTokenizer::kIntl, BleuTokenizer::kNone, BleuTokenizer::kChar}) {
    if (ToString(tokenizer) == name) return tokenizer;
  }
  return std::nullopt;
}

}  // namespace godel

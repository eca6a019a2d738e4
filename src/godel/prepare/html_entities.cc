// SPDX-License-Identifier: MIT
#include "godel/prepare/html_entities.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>

#include "godel/base/utf8.h"
#include "godel/prepare/character_classes.h"

namespace godel {
namespace {

struct NamedEntity {
  std::string_view name;
  char32_t code_point;
};

constexpr NamedEntity kNames[] = {
#include "godel/prepare/html_entity_names.inc"
};

// What Windows-1252 has at 0x80 to 0x9F; 0 where it has nothing.
constexpr std::array<char16_t, 32> kWindows1252 = {0x20AC, 0,      0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021,
                                                   0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0,      0x017D, 0,
                                                   0,      0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014,
                                                   0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0,      0x017E, 0x0178};

std::optional<char32_t> NamedCodePoint(std::string_view name) {
  const auto* const found =
      std::lower_bound(std::begin(kNames), std::end(kNames), name,
                       [](const NamedEntity& entity, std::string_view wanted) { return entity.name < wanted; });
  if (found == std::end(kNames) || found->name != name) return std::nullopt;
  return found->code_point;
}

int DigitValue(char digit) {
  if (digit >= '0' && digit <= '9') return digit - '0';
  const char lower = static_cast<char>(digit | 0x20);
  return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : 99;
}

// As Python's int(text, base) of ASCII: a sign, for 16 a prefix 0x, and single underscores between digits.
std::optional<char32_t> NumberedCodePoint(std::string_view text, int base) {
  if (text.starts_with('+')) text.remove_prefix(1);
  if (base == 16 && (text.starts_with("0x") || text.starts_with("0X"))) {
    text.remove_prefix(2);
    if (text.starts_with('_')) text.remove_prefix(1);
  }
  constexpr uint32_t kTooLarge = 0x110000;
  uint32_t number = 0;
  bool after_digit = false;
  for (const char sign : text) {
    if (sign == '_' && after_digit) {
      after_digit = false;
      continue;
    }
    const int digit = DigitValue(sign);
    if (digit >= base) return std::nullopt;
    number = std::min(kTooLarge, number * static_cast<uint32_t>(base) + static_cast<uint32_t>(digit));
    after_digit = true;
  }
  if (!after_digit) return std::nullopt;
  if (number >= 0x80 && number <= 0x9F) {
    const char16_t mapped = kWindows1252[number - 0x80];
    if (mapped == 0) return std::nullopt;
    return mapped;
  }
  const bool is_surrogate = number >= 0xD800 && number <= 0xDFFF;
  if (number >= kTooLarge || is_surrogate) return std::nullopt;
  return number;
}

// Length of the longest start of `text` without '&', ';' and white space.
size_t BodyLength(std::string_view text) {
  size_t length = 0;
  while (length < text.size() && text[length] != '&' && text[length] != ';') {
    const auto next = DecodeUtf8(text.substr(length));
    const char32_t value = next ? next->value : U'\uFFFD';
    if (IsSpace(value)) break;
    length += next ? next->bytes : 1;
  }
  return length;
}

}  // namespace

std::string ReplaceHtmlEntities(std::string_view text) {
  std::string out;
  size_t begin = 0;
  while (true) {
    const size_t ampersand = text.find('&', begin);
    out.append(text, begin, ampersand - begin);
    if (ampersand == std::string_view::npos) return out;
    const std::string_view behind = text.substr(ampersand + 1);
    const size_t length = BodyLength(behind);
    if (length == 0 || length == behind.size() || behind[length] != ';') {
      // A body that has no end has none for any '&' inside it either, and it holds none.
      out += '&';
      begin = ampersand + 1;
      continue;
    }
    // The expression is "&(#?(x?))([^&;\s]+);": the mark gives way only when nothing else is left for the body.
    std::string_view body = behind.substr(0, length);
    const bool has_hash = body.starts_with('#') && body.size() > 1;
    if (has_hash) body.remove_prefix(1);
    const bool has_x = body.starts_with('x') && body.size() > 1;
    if (has_x) body.remove_prefix(1);
    const auto code_point = has_hash || has_x ? NumberedCodePoint(body, has_x ? 16 : 10) : NamedCodePoint(body);
    if (code_point) AppendUtf8(*code_point, &out);
    begin = ampersand + 1 + length + 1;
  }
}

}  // namespace godel

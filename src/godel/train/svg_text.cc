// SPDX-License-Identifier: MIT
#include "godel/train/svg_text.h"

#include <vector>

#include "godel/base/utf8.h"

namespace godel::train {
namespace {

bool IsXmlCharacter(char32_t c) {
  return c == '\t' || c == '\n' || c == '\r' || (c >= 0x20 && c != 0xfffe && c != 0xffff);
}

}  // namespace

std::string XmlText(std::string_view text, size_t max_characters) {
  constexpr char32_t kReplacement = 0xfffd, kEllipsis = 0x2026;
  const std::string valid = ReplaceInvalidUtf8(text);
  std::vector<char32_t> characters;
  for (std::string_view rest = valid; !rest.empty() && characters.size() <= max_characters;) {
    const auto c = DecodeUtf8(rest);
    if (!c) break;
    characters.push_back(c->value);
    rest.remove_prefix(c->bytes);
  }
  if (characters.size() > max_characters) {
    characters.resize(max_characters);
    if (!characters.empty()) characters.back() = kEllipsis;
  }
  std::string out;
  for (const char32_t c : characters) {
    switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      case '\'':
        out += "&#39;";
        break;
      default:
        AppendUtf8(IsXmlCharacter(c) ? c : kReplacement, &out);
    }
  }
  return out;
}

}  // namespace godel::train

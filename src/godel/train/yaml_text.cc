// SPDX-License-Identifier: MIT
#include "godel/train/yaml_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "godel/base/utf8.h"
#include "godel/text/lower_ascii.h"

namespace godel::train {
namespace {

bool IsLetter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

// A word that starts with a letter and has only letters, digits and - . / _ is a string, unless YAML 1.1 or 1.2 has
// made it a truth value or null.
bool MayStandBare(std::string_view text) {
  constexpr std::string_view kOtherMeanings[] = {"y", "n", "yes", "no", "on", "off", "true", "false", "null"};
  if (text.empty() || !IsLetter(text[0])) return false;
  for (const char c : text) {
    const bool plain = IsLetter(c) || (c >= '0' && c <= '9') || c == '-' || c == '.' || c == '/' || c == '_';
    if (!plain) return false;
  }
  return std::find(std::begin(kOtherMeanings), std::end(kOtherMeanings), LowerAscii(text)) == std::end(kOtherMeanings);
}

// What YAML calls printable, less the line breaks and marks that readers treat in their own ways.
bool IsPrintable(char32_t c) {
  return (c >= 0x20 && c < 0x7f) ||
         (c >= 0xa0 && c != 0x2028 && c != 0x2029 && c != 0xfeff && c != 0xfffe && c != 0xffff);
}

}  // namespace

std::string YamlScalar(std::string_view text) {
  if (MayStandBare(text)) return std::string(text);
  const std::string valid = ReplaceInvalidUtf8(text);
  std::string out = "\"";
  std::string_view rest = valid;
  for (auto c = DecodeUtf8(rest); c; c = DecodeUtf8(rest)) {
    rest.remove_prefix(c->bytes);
    if (c->value == '"' || c->value == '\\') out += '\\';
    if (IsPrintable(c->value))
      AppendUtf8(c->value, &out);
    else if (c->value == '\n')
      out += "\\n";
    else
      fmt::format_to(std::back_inserter(out), "\\u{:04x}", static_cast<uint32_t>(c->value));
  }
  return out + "\"";
}

}  // namespace godel::train

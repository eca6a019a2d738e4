// SPDX-License-Identifier: MIT
#include "godel/train/svg_text.h"

#include "godel/base/escape_xml.h"
#include "godel/base/utf8.h"

namespace godel::train {

std::string XmlText(std::string_view text, size_t max_characters) {
  constexpr char32_t kEllipsis = 0x2026;
  const std::string valid = ReplaceInvalidUtf8(text);
  size_t characters = 0;
  size_t kept = 0;  // bytes of all characters but the last one that would fit
  for (std::string_view rest = valid; !rest.empty();) {
    if (++characters == max_characters) kept = valid.size() - rest.size();
    const auto c = DecodeUtf8(rest);
    rest.remove_prefix(c ? c->bytes : rest.size());
  }
  if (characters <= max_characters) return EscapeXml(valid);
  std::string shortened = valid.substr(0, kept);
  if (max_characters > 0) AppendUtf8(kEllipsis, &shortened);
  return EscapeXml(shortened);
}

}  // namespace godel::train

// SPDX-License-Identifier: MIT
#include "godel/report/html.h"

#include <fmt/format.h>

#include "godel/base/utf8.h"

namespace godel {
namespace {

constexpr std::string_view kReplacement = "\xEF\xBF\xBD";  // U+FFFD

bool IsForbiddenControl(char sign) {
  const auto byte = static_cast<unsigned char>(sign);
  return (byte < 0x20 && sign != '\t' && sign != '\n' && sign != '\r') || byte == 0x7F;
}

}  // namespace

std::string EscapeHtml(std::string_view text) {
  std::string html;
  html.reserve(text.size());
  for (const char sign : ReplaceInvalidUtf8(text)) {
    switch (sign) {
      case '&':
        html += "&amp;";
        break;
      case '<':
        html += "&lt;";
        break;
      case '>':
        html += "&gt;";
        break;
      case '"':
        html += "&quot;";
        break;
      case '\'':
        html += "&#39;";
        break;
      default:
        if (IsForbiddenControl(sign))
          html += kReplacement;
        else
          html += sign;
    }
  }
  return html;
}

Html Element(std::string_view tag, std::string_view css_class, const Html& inside) {
  if (css_class.empty()) return {fmt::format("<{0}>{1}</{0}>", tag, inside.markup)};
  return {fmt::format("<{0} class=\"{1}\">{2}</{0}>", tag, css_class, inside.markup)};
}

Html JsonElement(std::string_view id, std::string_view json) {
  std::string safe;
  safe.reserve(json.size());
  for (const char sign : ReplaceInvalidUtf8(json)) {
    // Outside strings JSON has none of these three.
    if (sign == '<')
      safe += "\\u003c";
    else if (sign == '>')
      safe += "\\u003e";
    else if (sign == '&')
      safe += "\\u0026";
    else
      safe += sign;
  }
  return {fmt::format("<script type=\"application/json\" id=\"{}\">{}</script>", EscapeHtml(id), safe)};
}

}  // namespace godel

// SPDX-License-Identifier: MIT
#include "godel/report/html.h"

#include <fmt/format.h>

#include "godel/base/utf8.h"

namespace godel {
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
  return {fmt::format("<script type=\"application/json\" id=\"{}\">{}</script>", EscapeXml(id), safe)};
}

}  // namespace godel

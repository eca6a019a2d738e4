// SPDX-License-Identifier: MIT
#include "godel/report/html.h"

namespace godel {

std::string EscapeHtml(std::string_view text) {
  std::string html;
  html.reserve(text.size());
  for (const char sign : text) {
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
        html += sign;
    }
  }
  return html;
}

}  // namespace godel

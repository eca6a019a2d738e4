// SPDX-License-Identifier: MIT
#include "godel/base/escape_xml.h"

#include "godel/base/utf8.h"

namespace godel {
namespace {

constexpr std::string_view kReplacement = "\xEF\xBF\xBD";  // U+FFFD

bool IsForbiddenControl(char sign) {
  const auto byte = static_cast<unsigned char>(sign);
  return (byte < 0x20 && sign != '\t' && sign != '\n' && sign != '\r') || byte == 0x7F;
}

// U+FFFE and U+FFFF, the only other characters that XML 1.0 leaves out.
bool BeginsNoncharacter(std::string_view text) {
  return text.starts_with("\xEF\xBF\xBE") || text.starts_with("\xEF\xBF\xBF");
}

}  // namespace

std::string EscapeXml(std::string_view text) {
  const std::string valid = ReplaceInvalidUtf8(text);
  std::string escaped;
  escaped.reserve(valid.size());
  for (size_t at = 0; at < valid.size(); ++at) {
    const char sign = valid[at];
    switch (sign) {
      case '&':
        escaped += "&amp;";
        break;
      case '<':
        escaped += "&lt;";
        break;
      case '>':
        escaped += "&gt;";
        break;
      case '"':
        escaped += "&quot;";
        break;
      case '\'':
        escaped += "&#39;";
        break;
      default:
        if (IsForbiddenControl(sign)) {
          escaped += kReplacement;
        } else if (sign == '\xEF' && BeginsNoncharacter(std::string_view(valid).substr(at))) {
          escaped += kReplacement;
          at += 2;
        } else {
          escaped += sign;
        }
    }
  }
  return escaped;
}

}  // namespace godel

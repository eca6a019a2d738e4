// SPDX-License-Identifier: MIT
// Text from outside inside pages and pictures.
#pragma once
#include <string>
#include <string_view>

namespace godel {

// With &, <, > and both quotes as entities: safe between tags and inside quoted attributes of HTML and XML 1.0,
// whatever the text holds. What is not UTF-8, and each character that XML does not have or that no page should (DEL),
// becomes U+FFFD.
std::string EscapeXml(std::string_view text);

}  // namespace godel

// SPDX-License-Identifier: MIT
// Text in a page.
#pragma once
#include <string>
#include <string_view>

namespace godel {

// With &, <, > and both quotes as entities: safe between tags and inside quoted attributes, whatever the text holds.
std::string EscapeHtml(std::string_view text);

}  // namespace godel

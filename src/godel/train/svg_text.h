// SPDX-License-Identifier: MIT
// Text from outside inside an SVG file.
#pragma once
#include <cstddef>
#include <string>
#include <string_view>

namespace godel::train {

// Valid as XML 1.0 in a text node or a quoted attribute: & < > " ' as entities, and U+FFFD for each character that XML
// does not have. Of a longer text the first `max_characters` - 1 and "…" stay.
std::string XmlText(std::string_view text, size_t max_characters);

}  // namespace godel::train

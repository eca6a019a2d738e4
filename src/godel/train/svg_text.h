// SPDX-License-Identifier: MIT
// Text from outside inside an SVG file.
#pragma once
#include <cstddef>
#include <string>
#include <string_view>

namespace godel::train {

// EscapeXml of the text; of a longer one the first `max_characters` - 1 and "…" stay.
std::string XmlText(std::string_view text, size_t max_characters);

}  // namespace godel::train

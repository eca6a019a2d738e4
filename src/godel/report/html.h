// SPDX-License-Identifier: MIT
// Text and markup, kept apart by their types: whatever a data file or a model says becomes Html only by being escaped.
#pragma once
#include <string>
#include <string_view>

#include "godel/base/escape_xml.h"

namespace godel {

// Well-formed markup: every tag is closed, so that a page is XML as well.
struct Html {
  std::string markup;

  Html& operator+=(const Html& other) {
    markup += other.markup;
    return *this;
  }
};

inline Html TextHtml(std::string_view text) {
  return {EscapeXml(text)};
}

// <tag class="css_class">inside</tag>; `tag` and `css_class` are the program's own words, the class may be empty.
Html Element(std::string_view tag, std::string_view css_class, const Html& inside);
inline Html Element(std::string_view tag, std::string_view css_class, std::string_view text) {
  return Element(tag, css_class, TextHtml(text));
}

// JSON text for a page's script, in an element that the browser does not run: document.getElementById(id).textContent.
// Every < is written as \u003c, so that no string can end the element.
Html JsonElement(std::string_view id, std::string_view json);

}  // namespace godel

// SPDX-License-Identifier: MIT
// Character references of HTML as tweets and posts carry them: "&amp;", "&#8217;", "&#x2019;".
#pragma once
#include <string>
#include <string_view>

namespace godel {

// As NLTK's _replace_html_entities: names are HTML 4's and need their ";"; numbers from 128 to 159 are read as
// Windows-1252; what names no character is removed. Differs: a surrogate is removed too, since UTF-8 has none. `text`
// is valid UTF-8, and so is the result.
std::string ReplaceHtmlEntities(std::string_view text);

}  // namespace godel

// SPDX-License-Identifier: MIT
// Pages in any encoding as UTF-8.
#pragma once
#include <string>
#include <string_view>

namespace godel {

// The encoding's name as the page gives it, in lower case: of a byte order mark, of `content_type` ("text/html;
// charset=iso-8859-1"), or of a <meta> in the first 1,024 bytes; empty when none does.
std::string CharsetOf(std::string_view page, std::string_view content_type);

// By that encoding, with what cannot be read as U+FFFD. Without a name, or with one that iconv does not know, valid
// UTF-8 is taken for that and everything else for Windows-1252, which also stands for Latin-1 as in browsers.
std::string PageToUtf8(std::string_view page, std::string_view content_type);

}  // namespace godel

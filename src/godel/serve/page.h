// SPDX-License-Identifier: MIT
// The web page that `godel serve` answers with at /: one HTML file, in the program itself.
#pragma once
#include <string_view>

namespace godel {

// UTF-8, as web/build.py made it, with its own Content-Security-Policy. A build without esbuild has a page of one
// sentence here. Lives as long as the program. Defined in a source that cmake/GodelPage.cmake makes.
std::string_view PageHtml();

// The policy to send as a header along with it, for what a page cannot ask for itself (to be in nobody's frame).
inline constexpr std::string_view kPagePolicy =
    "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; connect-src 'self'; img-src data:; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

}  // namespace godel

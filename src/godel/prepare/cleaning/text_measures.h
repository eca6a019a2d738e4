// SPDX-License-Identifier: MIT
// What tells prose from addresses, markup, stuttering and broken encodings. All safe to call from many threads.
#pragma once
#include <cstddef>
#include <string_view>

namespace godel {

// The share of a text's bytes, white space aside, that is in addresses (from http://, https:// or www. at a word's
// start to the next white space), in tags (<...> whose < a letter, / or ! follows), in character references (&amp;) and
// in the targets of markdown's links ("](...)"). 0 for an empty text.
double MarkupShare(std::string_view text);

// The most often that one token (between white space) follows itself directly: 3 for "no no no", 0 for an empty text.
size_t LongestRepetition(std::string_view text);

// Control characters but tab and line breaks, U+FFFD (what broken encodings were replaced by), private use and
// unassigned code points, and invalid UTF-8.
size_t CountNonPrinting(std::string_view text);

}  // namespace godel

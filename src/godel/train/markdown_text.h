// SPDX-License-Identifier: MIT
// Text from outside inside a line of Markdown: a heading, a table's cell, a link.
#pragma once
#include <string>
#include <string_view>

namespace godel::train {

// Shown as it is: markup is escaped, and line breaks and other control characters become spaces. Invalid UTF-8 becomes
// U+FFFD.
std::string MarkdownText(std::string_view text);

// In code font inside a table's cell; as MarkdownText when it holds what code cannot.
std::string MarkdownCode(std::string_view text);

// `words` as a link, or alone when `url` is not of http or https.
std::string MarkdownLink(std::string_view words, std::string_view url);

}  // namespace godel::train

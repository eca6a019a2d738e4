// SPDX-License-Identifier: MIT
#include "godel/train/markdown_text.h"

#include <fmt/format.h>

#include <iterator>

#include "godel/base/utf8.h"

namespace godel::train {
namespace {

bool IsControl(char c) {
  return static_cast<unsigned char>(c) < 0x20 || c == 0x7f;
}

bool StartsWith(std::string_view text, std::string_view start) {
  return text.substr(0, start.size()) == start;
}

}  // namespace

std::string MarkdownText(std::string_view text) {
  constexpr std::string_view kMarkup = "\\`*_[]<>|#~$";
  std::string out;
  for (const char c : ReplaceInvalidUtf8(text)) {
    if (c == '&') {
      out += "&amp;";
      continue;
    }
    if (kMarkup.find(c) != std::string_view::npos) out += '\\';
    out += IsControl(c) ? ' ' : c;
  }
  return out;
}

std::string MarkdownCode(std::string_view text) {
  bool plain = !text.empty() && !FirstInvalidUtf8(text) && text.front() != ' ' && text.back() != ' ';
  for (const char c : text) plain = plain && c != '`' && c != '|' && c != '\\' && !IsControl(c);
  return plain ? fmt::format("`{}`", text) : MarkdownText(text);
}

std::string MarkdownLink(std::string_view words, std::string_view url) {
  if (!StartsWith(url, "https://") && !StartsWith(url, "http://")) return MarkdownText(words);
  // What could end the address or the table's cell.
  constexpr std::string_view kUnsafe = " ()<>[]|\\`\"'*";
  std::string address;
  for (const char c : url) {
    const auto byte = static_cast<unsigned char>(c);
    if (IsControl(c) || byte >= 0x80 || kUnsafe.find(c) != std::string_view::npos)
      fmt::format_to(std::back_inserter(address), "%{:02X}", byte);
    else
      address += c;
  }
  return fmt::format("[{}]({})", MarkdownText(words), address);
}

}  // namespace godel::train

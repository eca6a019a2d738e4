// SPDX-License-Identifier: MIT
// As much of an XML reader as tells whether a picture is well-formed, written without its writer.
#pragma once
#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

namespace godel::testing {

inline bool HasBareMarkup(std::string_view text) {
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '<') return true;
    if (text[i] != '&') continue;
    const std::string_view rest = text.substr(i);
    const auto starts = [&](std::string_view entity) { return rest.substr(0, entity.size()) == entity; };
    if (!starts("&amp;") && !starts("&lt;") && !starts("&gt;") && !starts("&quot;") && !starts("&#39;")) return true;
  }
  return false;
}

// What is wrong with the attributes behind a tag's name, or "".
inline std::string AttributesMistake(std::string_view rest) {
  std::vector<std::string> names;
  while (!rest.empty()) {
    const size_t equals = rest.find("=\"");
    const size_t quote = equals == std::string_view::npos ? equals : rest.find('"', equals + 2);
    if (rest[0] != ' ' || quote == std::string_view::npos) return "not an attribute: " + std::string(rest);
    names.emplace_back(rest.substr(1, equals - 1));
    if (names.back().empty() || names.back().find_first_of(" \"'<>&=/") != std::string::npos)
      return "not a name: " + names.back();
    if (HasBareMarkup(rest.substr(equals + 2, quote - equals - 2))) return "bare < or & in " + names.back();
    rest.remove_prefix(quote + 1);
  }
  std::sort(names.begin(), names.end());
  const auto twice = std::adjacent_find(names.begin(), names.end());
  return twice == names.end() ? "" : "twice: " + *twice;
}

// What is wrong with `xml`, or "": tags that match, quoted attributes that are there once, no bare & or <, one root.
inline std::string XmlMistake(const std::string& xml) {
  std::vector<std::string> open;
  bool seen_root = false;
  for (size_t at = 0; at < xml.size();) {
    if (xml[at] != '<') {
      const size_t end = std::min(xml.find('<', at), xml.size());
      const std::string text = xml.substr(at, end - at);
      if (HasBareMarkup(text)) return "bare & in: " + text;
      if (open.empty() && text != "\n") return "text outside the root: " + text;
      at = end;
      continue;
    }
    size_t end = at;  // of the tag: the first > outside quotes
    for (bool quoted = false; end < xml.size() && (quoted || xml[end] != '>'); ++end)
      if (xml[end] == '"') quoted = !quoted;
    if (end == xml.size()) return "a tag without an end: " + xml.substr(at, 60);
    std::string tag = xml.substr(at + 1, end - at - 1);
    at = end + 1;
    if (!tag.empty() && tag[0] == '/') {
      if (open.empty() || open.back() != tag.substr(1)) return "closes what is not open: " + tag;
      open.pop_back();
      continue;
    }
    const bool closed = !tag.empty() && tag.back() == '/';
    if (closed) tag.pop_back();
    const size_t name_end = std::min(tag.find(' '), tag.size());
    if (name_end == 0) return "a tag without a name";
    if (const std::string mistake = AttributesMistake(std::string_view(tag).substr(name_end)); !mistake.empty())
      return mistake;
    if (open.empty() && seen_root) return "a second root";
    seen_root = true;
    if (!closed) open.push_back(tag.substr(0, name_end));
  }
  if (!open.empty()) return open.back() + " is never closed";
  return seen_root ? "" : "no root";
}

}  // namespace godel::testing

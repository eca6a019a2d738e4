// SPDX-License-Identifier: MIT
#include "godel/report/page.h"

#include <fmt/format.h>

#include "godel/report/style.h"

namespace godel {

std::string RenderPage(const Page& page) {
  // Belt and braces: a text that slipped through unescaped could still load and run nothing.
  const char* const policy = page.script.empty()
                                 ? "default-src 'none'; style-src 'unsafe-inline'"
                                 : "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'";
  const std::string title = EscapeXml(page.title);
  std::string html = fmt::format(
      "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"/>"
      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>"
      "<meta http-equiv=\"Content-Security-Policy\" content=\"{}\"/><title>{}</title>\n<style>\n{}{}</style></head>\n"
      "<body><main>\n<header><h1>{}</h1>{}</header>\n",
      policy, title, PageStyle(), page.style, title, page.lead.markup);
  if (page.sections.size() >= 3) {
    html += "<nav>";
    for (size_t i = 0; i < page.sections.size(); ++i)
      html += fmt::format("<a href=\"#part{}\">{}</a> ", i + 1, EscapeXml(page.sections[i].title));
    html += "</nav>\n";
  }
  for (size_t i = 0; i < page.sections.size(); ++i) {
    const PageSection& section = page.sections[i];
    html += fmt::format("<section id=\"part{}\">", i + 1);
    if (!section.title.empty()) html += Element("h2", "", section.title).markup;
    html += section.body.markup + "</section>\n";
  }
  html += "</main>";
  if (!page.script.empty()) html += fmt::format("\n<script>{}</script>", page.script);
  return html + "</body></html>\n";
}

}  // namespace godel

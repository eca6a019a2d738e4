// SPDX-License-Identifier: MIT
#include "godel/report/table.h"

#include <fmt/format.h>

namespace godel {
namespace {

std::string Head(const HtmlTable& table) {
  std::string head = "<thead><tr>";
  for (const HtmlTable::Column& column : table.columns) {
    head += fmt::format("<th scope=\"col\"{}>{}", column.align == Align::kRight ? " class=\"number\"" : "",
                        EscapeXml(column.title));
    if (!column.hint.empty()) head += Element("small", "", column.hint).markup;
    head += "</th>";
  }
  return head + "</tr></thead>";
}

std::string Row(const HtmlTable& table, const std::vector<Html>& cells) {
  std::string row = "<tr>";
  for (size_t i = 0; i < table.columns.size(); ++i) {
    const std::string_view markup = i < cells.size() ? std::string_view(cells[i].markup) : std::string_view();
    const char* const number = table.columns[i].align == Align::kRight ? " class=\"number\"" : "";
    row += i == 0 ? fmt::format("<th scope=\"row\"{}>{}</th>", number, markup)
                  : fmt::format("<td{}>{}</td>", number, markup);
  }
  return row + "</tr>";
}

}  // namespace

Html RenderTable(const HtmlTable& table) {
  if (table.rows.empty()) return Element("p", "quiet", "There is nothing to show here.");
  std::string markup = "<div class=\"scroll\"><table>";
  if (!table.caption.empty()) markup += Element("caption", "", table.caption).markup;
  markup += Head(table) + "<tbody>";
  for (const std::vector<Html>& row : table.rows) markup += Row(table, row);
  return {markup + "</tbody></table></div>"};
}

Html RenderFacts(const std::vector<std::pair<std::string, std::string>>& facts) {
  std::string markup = "<dl class=\"facts\">";
  for (const auto& [name, value] : facts)
    markup += fmt::format("<div><dt>{}</dt><dd>{}</dd></div>", EscapeXml(name), EscapeXml(value));
  return {markup + "</dl>"};
}

}  // namespace godel

// SPDX-License-Identifier: MIT
#include "godel/report/page.h"

#include <gtest/gtest.h>

#include "godel/report/table.h"
#include "support/well_formed.h"

namespace godel {
namespace {

using testing::TextOf;
using testing::WhatIsMalformed;

constexpr std::string_view kHostile = "</title><script>alert('x')</script>&\"\xff\x01";

TEST(Page, IsWellFormedWhateverTheTextsHold) {
  const HtmlTable table{.caption = std::string(kHostile),
                        .columns = {{std::string(kHostile), Align::kLeft, std::string(kHostile)}, {"n"}},
                        .rows = {{TextHtml(kHostile), TextHtml("1")}, {TextHtml("short")}}};
  const std::string page = RenderPage({.title = std::string(kHostile),
                                       .lead = TextHtml(kHostile),
                                       .sections = {{std::string(kHostile), RenderTable(table)},
                                                    {"", RenderFacts({{std::string(kHostile), std::string(kHostile)}})},
                                                    {"third", {}}}});
  EXPECT_EQ(WhatIsMalformed(page), "");
  EXPECT_EQ(page.find("<script"), std::string::npos);
  EXPECT_NE(TextOf(page).find("alert('x')"), std::string::npos) << "the text is there to be read";
}

TEST(Page, AsksNobodyForAnythingAndRunsNothing) {
  const std::string page = RenderPage({.title = "T", .lead = {}, .sections = {}});
  EXPECT_NE(page.find("default-src 'none'"), std::string::npos);
  EXPECT_EQ(page.find("script-src"), std::string::npos);
  EXPECT_EQ(page.find("http://"), std::string::npos);
  EXPECT_EQ(page.find("https://"), std::string::npos);
  EXPECT_NE(page.find("prefers-color-scheme: dark"), std::string::npos);
  EXPECT_NE(page.find("name=\"viewport\""), std::string::npos);
  EXPECT_EQ(page.find("<nav>"), std::string::npos);
}

TEST(Page, RunsItsOwnScriptAtTheEnd) {
  const std::string page =
      RenderPage({.title = "T", .lead = {}, .sections = {}, .script = "f(1 < 2 && 3);", .style = "b { color: red }"});
  EXPECT_EQ(WhatIsMalformed(page), "");
  EXPECT_NE(page.find("script-src"), std::string::npos);
  EXPECT_NE(page.find("<script>f(1 < 2 && 3);</script></body>"), std::string::npos);
}

TEST(Page, LinksToItsSections) {
  const std::string page =
      RenderPage({.title = "T", .lead = {}, .sections = {{"One", {}}, {"Two", {}}, {"Three", TextHtml("3")}}});
  EXPECT_NE(page.find("<a href=\"#part3\">Three</a>"), std::string::npos);
  EXPECT_NE(page.find("<section id=\"part3\"><h2>Three</h2>3</section>"), std::string::npos);
}

TEST(Table, RowsAndTheirHeads) {
  const Html html = RenderTable(
      {.caption = "", .columns = {{"run", Align::kLeft}, {"F1"}}, .rows = {{TextHtml("a"), TextHtml("0.5")}}});
  EXPECT_NE(html.markup.find("<th scope=\"row\">a</th><td class=\"number\">0.5</td>"), std::string::npos)
      << html.markup;
  EXPECT_NE(RenderTable({.caption = "", .columns = {{"run"}}, .rows = {}}).markup.find("nothing"), std::string::npos);
}

}  // namespace
}  // namespace godel

// SPDX-License-Identifier: MIT
#include "godel/prepare/grounded/html_facts.h"

#include <gtest/gtest.h>

#include "godel/prepare/grounded/charset.h"

namespace godel {
namespace {

using Facts = std::vector<std::string>;

Facts FactsOf(std::string_view html, const HtmlFactOptions& options = {}) {
  const auto facts = HtmlFacts(html, options);
  EXPECT_TRUE(facts) << facts.error().message;
  return facts.value_or(Facts());
}

constexpr std::string_view kHtml = R"(<html><head><title>The
 Page</title><style>p { }</style></head><body><script>var p = "<p>no</p>";</script>
<h1 id="top">Head</h1><p>One <b>bold</b>
 line.<p>Two &amp; three</p>
<ul><li>first<li id="x">second</ul><hr><div><p></p>Loose</div></body></html>)";

TEST(HtmlFacts, ALineForEachBlockWithItsTags) {
  EXPECT_EQ(FactsOf(kHtml), (Facts{"<title> The Page </title>", "<h1> Head </h1>", "<p> One bold line. </p>",
                                   "<p> Two & three </p>", "first", "second", "Loose"}));
}

TEST(HtmlFacts, LinesOfTheSourceAsDstc7HasThem) {
  EXPECT_EQ(FactsOf(kHtml, {.lines = FactLines::kSource}),
            (Facts{"<title> The", "Page </title>", "<h1> Head </h1> <p> One bold", "line. </p>", "<p> Two & three </p>",
                   "firstsecond <hr> <p> </p>", "Loose"}));
}

TEST(HtmlFacts, TheAnchorIsMarked) {
  EXPECT_EQ(FactsOf(kHtml, {.anchor = "x"})[5], "<anchor> second </anchor>");
  EXPECT_EQ(FactsOf("<p>a</p><div id='caf\u00e9'><p>b</p><p>c</p></div><p>d</p>", {.anchor = "caf%C3%A9"}),
            (Facts{"<p> a </p>", "<anchor> <p> b </p>", "<p> c </p> </anchor>", "<p> d </p>"}));
  EXPECT_EQ(FactsOf("<a name=n></a>text", {.anchor = "n"}), Facts{"<anchor> </anchor> text"});
  EXPECT_EQ(AnchorOf("http://x/#a%2"), "a%2");
  EXPECT_EQ(AnchorOf("http://x/"), "");
}

TEST(HtmlFacts, WhatIsNoPageHasItsText) {
  EXPECT_EQ(FactsOf("just text"), Facts{"just text"});
  EXPECT_EQ(FactsOf(""), Facts{});
  EXPECT_EQ(FactsOf("\xFF<p>a\xC2\xA0 b"), (Facts{"\xEF\xBF\xBD", "<p> a b </p>"}));
}

std::string Repeated(std::string_view text, size_t times) {
  std::string all;
  for (size_t i = 0; i < times; ++i) all += text;
  return all;
}

TEST(HtmlFacts, DeepPagesNeedNoStack) {
  const Facts facts = FactsOf(Repeated("<div>", 10'000) + "deep" + Repeated("</div>", 10'000));
  EXPECT_EQ(facts, Facts{"deep"});
}

TEST(HtmlFacts, PagesThatWouldTakeAllMemoryOrTimeAreRefused) {
  const auto refused = [](const std::string& page) {
    const auto facts = HtmlFacts(page, {.limits = {.max_allocations = 1 << 18, .max_seconds = 1}});
    return !facts && facts.error().code == ErrorCode::kResourceExhausted;
  };
  EXPECT_TRUE(refused(std::string(100 << 20, '<')));
  EXPECT_TRUE(refused(Repeated("<div>", 800'000)));
  // Each <p> opens again all the formatting elements that the first one's end has closed.
  std::string formatting = "<p>";
  for (int i = 0; i < 2'000; ++i) formatting += "<b class=c" + std::to_string(i) + ">";
  EXPECT_TRUE(refused(formatting + Repeated("<p>x", 2'000)));
  EXPECT_FALSE(HtmlFacts(Repeated("<p>text</p>", 1'000), {.limits = {.max_memory = 1 << 16}}));
}

TEST(FactRows, CarryTheHashOfTheirFields) {
  // printf 's\tc\td\tf' | sha224sum
  EXPECT_EQ(FactRow({.subreddit = "s", .conversation = "c", .domain = "d"}, "f"),
            "fde027be38ed19c33601aaa4b7a45aa9d9cdca32f6f27106f0bcd6c0\ts\tc\td\tf");
}

TEST(Charset, IsFoundWhereBrowsersLook) {
  EXPECT_EQ(CharsetOf("", "text/html; Charset=\"ISO-8859-2\""), "iso-8859-2");
  EXPECT_EQ(CharsetOf("<meta charset='utf-8'>", ""), "utf-8");
  EXPECT_EQ(CharsetOf("<META http-equiv=content-type content=\"text/html; charset = koi8-r\">", "text/html"), "koi8-r");
  EXPECT_EQ(CharsetOf("\xEF\xBB\xBFx", "text/html; charset=latin1"), "utf-8") << "the bytes themselves win";
  EXPECT_EQ(CharsetOf(std::string(2000, ' ') + "<meta charset=utf-8>", ""), "") << "too far down";
  EXPECT_EQ(CharsetOf("<meta charset", ""), "");
}

TEST(Charset, PagesBecomeUtf8) {
  EXPECT_EQ(PageToUtf8("caf\xE9 \x80", "text/html; charset=iso-8859-1"), "café €") << "Latin-1 is Windows-1252";
  EXPECT_EQ(PageToUtf8("caf\xE9", ""), "café");
  EXPECT_EQ(PageToUtf8("café", ""), "café");
  EXPECT_EQ(PageToUtf8("caf\xE9", "text/html; charset=utf-8"), "caf\uFFFD");
  EXPECT_EQ(PageToUtf8("\xEF\xBB\xBFok", ""), "ok");
  EXPECT_EQ(PageToUtf8("\xFE\xFF\x04\x16", ""), "Ж");
  EXPECT_EQ(PageToUtf8("\xF6", "text/html; charset=koi8-r"), "Ж");
  EXPECT_EQ(PageToUtf8("caf\xE9", "text/html; charset=klingon"), "café");
  EXPECT_EQ(PageToUtf8("a\x81z", "text/html; charset=windows-1252"), "a\uFFFDz");
  EXPECT_EQ(PageToUtf8("a\x81", "text/html; charset=shift_jis"), "a\uFFFD") << "ends inside a character";
}

}  // namespace
}  // namespace godel

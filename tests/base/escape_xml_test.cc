// SPDX-License-Identifier: MIT
#include "godel/base/escape_xml.h"

#include <gtest/gtest.h>

namespace godel {
namespace {

TEST(EscapeXml, NoTextCanOpenATagOrEndAnAttribute) {
  EXPECT_EQ(EscapeXml(R"(<a href="x" title='y'>R&D</a>)"),
            "&lt;a href=&quot;x&quot; title=&#39;y&#39;&gt;R&amp;D&lt;/a&gt;");
  EXPECT_EQ(EscapeXml("größer"), "größer");
}

TEST(EscapeXml, WhatNoDocumentMayHoldIsReplaced) {
  EXPECT_EQ(EscapeXml(std::string_view("a\0b\x1b\x7f\n\t", 7)), "a\uFFFDb\uFFFD\uFFFD\n\t");
  EXPECT_EQ(EscapeXml("\xff<\xc3"), "\uFFFD&lt;\uFFFD");
  EXPECT_EQ(EscapeXml("a\xEF\xBF\xBE<\xEF\xBF\xBF"), "a\uFFFD&lt;\uFFFD") << "U+FFFE and U+FFFF";
  EXPECT_EQ(EscapeXml("\uFF01\U0001F600"), "\uFF01\U0001F600") << "characters that only begin alike";
}

}  // namespace
}  // namespace godel

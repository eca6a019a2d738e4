// SPDX-License-Identifier: MIT
#include "godel/report/html.h"

#include <gtest/gtest.h>

#include "godel/base/json.h"
#include "support/well_formed.h"

namespace godel {
namespace {

using testing::TextOf;
using testing::WhatIsMalformed;

TEST(Html, ElementsHoldTextOrMarkup) {
  EXPECT_EQ(Element("p", "", "a < b").markup, "<p>a &lt; b</p>");
  EXPECT_EQ(Element("p", "quiet", Element("b", "", "x")).markup, "<p class=\"quiet\"><b>x</b></p>");
}

TEST(Html, NoStringEndsTheJsonOfAScript) {
  const std::string hostile = R"(</script><script>alert(1)</script><!--&amp;)";
  const std::string markup = JsonElement("data", Json({{"text", hostile}}).dump()).markup;
  EXPECT_EQ(WhatIsMalformed(markup), "");
  EXPECT_EQ(markup.find("</script>"), markup.rfind("</script>"));
  const size_t begin = markup.find('>') + 1;
  const auto read = ParseJson(markup.substr(begin, markup.rfind("</script>") - begin));
  ASSERT_TRUE(read) << read.error().message;
  EXPECT_EQ((*read)["text"], hostile);
}

TEST(WellFormed, SeesWhatIsWrong) {
  EXPECT_EQ(WhatIsMalformed("<p class=\"a\">1 &lt; 2<br/></p>"), "");
  EXPECT_EQ(TextOf("<p>1 &lt; <b>2</b></p>"), "1 < 2");
  for (const char* wrong : {"<p>", "<p></b>", "<p><b></p></b>", "a > b", "a & b", "<p class=a></p>",
                            "<p class=\"<\"></p>", "<style>x", "< p></p>", "<p"})
    EXPECT_NE(WhatIsMalformed(wrong), "") << wrong;
}

}  // namespace
}  // namespace godel

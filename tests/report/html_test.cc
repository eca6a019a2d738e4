// SPDX-License-Identifier: MIT
#include "godel/report/html.h"

#include <gtest/gtest.h>

namespace godel {
namespace {

TEST(Html, NoTextCanOpenATagOrEndAnAttribute) {
  EXPECT_EQ(EscapeHtml(R"(<a href="x" title='y'>R&D</a>)"),
            "&lt;a href=&quot;x&quot; title=&#39;y&#39;&gt;R&amp;D&lt;/a&gt;");
  EXPECT_EQ(EscapeHtml("größer"), "größer");
}

}  // namespace
}  // namespace godel

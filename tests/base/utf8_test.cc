// SPDX-License-Identifier: MIT
#include "godel/base/utf8.h"

#include <gtest/gtest.h>

namespace godel {
namespace {

TEST(Utf8, EveryCodePointRoundTrips) {
  for (char32_t c = 0; c <= 0x10FFFF; ++c) {
    if (c >= 0xD800 && c <= 0xDFFF) continue;
    std::string text;
    AppendUtf8(c, &text);
    const auto decoded = DecodeUtf8(text);
    ASSERT_TRUE(decoded) << std::hex << static_cast<uint32_t>(c);
    ASSERT_EQ(decoded->value, c);
    ASSERT_EQ(decoded->bytes, text.size());
  }
}

TEST(Utf8, RefusesOverlongSurrogateAndTruncatedForms) {
  for (const char* bad : {"\xC0\x80", "\xE0\x80\x80", "\xED\xA0\x80", "\xF4\x90\x80\x80", "\xF0\x80\x80\x80", "\x80",
                          "\xE2\x82", "\xC3", "\xFF", "\xC3("}) {
    EXPECT_FALSE(DecodeUtf8(bad)) << bad;
    EXPECT_EQ(FirstInvalidUtf8(std::string("ab") + bad), 2u) << bad;
  }
  EXPECT_FALSE(FirstInvalidUtf8("caf\xC3\xA9 \xE2\x82\xAC \xF0\x9F\x98\x80"));
  EXPECT_FALSE(FirstInvalidUtf8(std::string_view("a\0b", 3)));
}

TEST(Utf8, ReplacesEachMaximalInvalidPartOnce) {
  EXPECT_EQ(ReplaceInvalidUtf8("a\xE2\x82z"), "a\xEF\xBF\xBDz");
  EXPECT_EQ(ReplaceInvalidUtf8("\xFF\xFE"), "\xEF\xBF\xBD\xEF\xBF\xBD");
  EXPECT_EQ(ReplaceInvalidUtf8("fine"), "fine");
}

TEST(Utf8, CountsCodePointsAndInvalidParts) {
  EXPECT_EQ(CountCodePoints(""), 0u);
  EXPECT_EQ(CountCodePoints("a\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80"), 4u);
  for (const char* bad :
       {"a\xE2\x82z", "\xFF\xFE", "\x80\x80", "\xC3", "\xF0\x9F\x98", "\xED\xA0\x80", "\xE2\x82\xE2\x82\xAC"})
    EXPECT_EQ(CountCodePoints(bad), CountCodePoints(ReplaceInvalidUtf8(bad))) << ReplaceInvalidUtf8(bad);
  EXPECT_EQ(CountCodePoints("\xFF\xFE"), 2u);
  EXPECT_EQ(CountCodePoints("\xF0\x9F\x98"), 1u);
}

TEST(Utf8, ShortensBetweenCodePoints) {
  EXPECT_EQ(ShortenUtf8("äöü", 3), "äöü");
  EXPECT_EQ(ShortenUtf8("äöüß", 3), "äö…");
  EXPECT_EQ(ShortenUtf8("ab", 1), "…");
  EXPECT_EQ(ShortenUtf8("abc", 0), "");
  EXPECT_EQ(ShortenUtf8("", 0), "");
  EXPECT_EQ(ShortenUtf8("\xFFä\xE2\x82z", 4), "\xFFä\xE2\x82z");
  EXPECT_EQ(ShortenUtf8("\xFF\xE2\x82zz", 3), "\xFF\xE2\x82…") << "an invalid part is neither cut nor changed";
}

}  // namespace
}  // namespace godel

// SPDX-License-Identifier: MIT
#include "godel/serve/body_fields.h"

#include <gtest/gtest.h>

namespace godel {
namespace {

TEST(BodyFields, NamesHavePaths) {
  const Json json = {{"a", 1}, {"n", nullptr}, {"t", "x"}};
  const auto fields = BodyFields::Of(json, "outer.inner");
  ASSERT_TRUE(fields);
  EXPECT_EQ(fields->Text("a").error().message, "outer.inner.a: expected a text, found 1");
  EXPECT_EQ(fields->Text("t").value(), "x");
  EXPECT_EQ(fields->Text("n").value(), std::nullopt) << "null is absent";
  EXPECT_EQ(fields->Need("n").error().message, "outer.inner.n: missing");
  EXPECT_EQ(BodyFields::Of(Json::array()).error().message, "body: expected a JSON object, found an array of 0");
}

TEST(BodyFields, CountsAreWholeAndWithinTheirRange) {
  const Json json = {{"a", 3}, {"b", -1}, {"c", 1.0}, {"d", true}, {"e", UINT64_MAX}, {"f", "3"}};
  const auto fields = BodyFields::Of(json);
  EXPECT_EQ(fields->Count("a", 1, 3).value(), 3U);
  EXPECT_EQ(fields->Count("a", 1, 2).error().message, "a: expected a whole number from 1 to 2, found 3");
  EXPECT_EQ(fields->Count("b", 1, SIZE_MAX).error().message, "b: expected a whole number, 1 or above, found -1");
  EXPECT_EQ(fields->Count("e", 0, SIZE_MAX).value(), SIZE_MAX);
  for (const char* key : {"c", "d", "f"}) EXPECT_FALSE(fields->Count(key, 0, SIZE_MAX)) << key;
}

TEST(BodyFields, TextsAreOneOrSeveral) {
  const Json json = {{"one", "a"}, {"two", {"a", "b"}}, {"none", Json::array()}, {"empty", ""}, {"odd", {"a", 1}}};
  const auto fields = BodyFields::Of(json);
  EXPECT_EQ(fields->Texts("one", 2), (std::vector<std::string>{"a"}));
  EXPECT_EQ(fields->Texts("two", 2), (std::vector<std::string>{"a", "b"}));
  EXPECT_EQ(fields->Texts("none", 2), std::vector<std::string>());
  EXPECT_EQ(fields->Texts("absent", 2), std::vector<std::string>());
  EXPECT_FALSE(fields->Texts("two", 1));
  EXPECT_FALSE(fields->Texts("empty", 1));
  EXPECT_EQ(fields->Texts("odd", 2).error().message, "odd[1]: expected a text, found 1");
}

TEST(BodyFields, UnknownNamesAreGuessed) {
  const auto message = [](const Json& json) {
    const auto fields = BodyFields::Of(json, "");
    const auto status = fields->RefuseOthers({"context", "stream"});
    return status ? std::string() : status.error().message;
  };
  EXPECT_EQ(message({{"contxt", 1}}), "contxt: unknown field; did you mean context?");
  EXPECT_EQ(message({{"zzzz", 1}}), "zzzz: unknown field; known are context, stream");
  EXPECT_EQ(message({{"a: b\n", 1}}), "body: unknown field \"a: b\\n\"; known are context, stream");
  EXPECT_LT(message({{std::string(1 << 20, 'x'), 1}}).size(), 300U);
  EXPECT_EQ(message({{"stream", 1}}), "");
}

}  // namespace
}  // namespace godel

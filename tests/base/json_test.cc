// SPDX-License-Identifier: MIT
#include "godel/base/json.h"

#include <gtest/gtest.h>

#include "support/golden.h"

namespace godel {
namespace {

std::string MessageOf(const Result<Json>& result) {
  return result ? "no error" : result.error().message;
}

TEST(Json, SaysWhereTheFirstMistakeIs) {
  const auto result = ParseJson("{\n  \"a\": 1,\n  \"b\" true\n}");
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().code, ErrorCode::kBadData);
  EXPECT_NE(MessageOf(result).find("line 3, column 10"), std::string::npos) << MessageOf(result);
  EXPECT_EQ(MessageOf(result).find("json.exception"), std::string::npos) << MessageOf(result);
}

TEST(Json, RefusesWhatIsNotJson) {
  for (const char* text :
       {"", "{", "[1,]", "{\"a\":1}x", "nan", "'a'", "\"\xFF\"", "\"\\ud800\"", "01", "1e999", "[1 2]"}) {
    const auto result = ParseJson(text);
    ASSERT_FALSE(result) << text;
    EXPECT_EQ(result.error().code, ErrorCode::kBadData) << text;
  }
}

TEST(Json, KeepsItsLimits) {
  const auto nested = [](size_t depth) { return std::string(depth, '[') + std::string(depth, ']'); };
  EXPECT_TRUE(ParseJson(nested(64)));
  const auto deep = ParseJson(nested(65));
  ASSERT_FALSE(deep);
  EXPECT_EQ(deep.error().code, ErrorCode::kResourceExhausted);
  EXPECT_NE(MessageOf(deep).find("65 deep"), std::string::npos) << MessageOf(deep);
  EXPECT_FALSE(ParseJson(std::string(5'000'000, '[')));
  // Brackets in strings nest nothing, not even behind an escaped quote.
  EXPECT_TRUE(ParseJson("[\"" + std::string(1000, '[') + R"(\")" + std::string(1000, '{') + "\"]"));
  const auto large = ParseJson("[1,2,3]", {.max_bytes = 6});
  ASSERT_FALSE(large);
  EXPECT_EQ(large.error().code, ErrorCode::kResourceExhausted);
}

TEST(Json, IsWrittenOnALineOrIndentedAndAlwaysUtf8) {
  const Json json = {{"b", 1}, {"a", "caf\xC3\xA9\n\xE9"}};
  EXPECT_EQ(Dump(json), "{\"a\":\"café\\n\uFFFD\",\"b\":1}");
  EXPECT_EQ(Dump(json, 2), "{\n  \"a\": \"café\\n\uFFFD\",\n  \"b\": 1\n}");
  EXPECT_EQ(Dump(nlohmann::ordered_json{{"b", 1}, {"a", "\xFF"}}), "{\"b\":1,\"a\":\"\uFFFD\"}");
  EXPECT_TRUE(ParseJson(Dump(json)));
}

TEST(Json, ReadsMembersAsTheirType) {
  const Json object =
      ParseJson(R"({"b":true,"i":-3,"u":7,"d":0.5,"s":"x","n":null,"big":18446744073709551615})").value();
  EXPECT_EQ(OptionalMember<bool>(object, "b").value(), true);
  EXPECT_EQ(OptionalMember<int64_t>(object, "i").value(), -3);
  EXPECT_EQ(OptionalMember<size_t>(object, "u").value(), 7u);
  EXPECT_EQ(OptionalMember<double>(object, "d").value(), 0.5);
  EXPECT_EQ(OptionalMember<double>(object, "i").value(), -3.0);
  EXPECT_EQ(OptionalMember<std::string>(object, "s").value(), "x");
  EXPECT_EQ(OptionalMember<size_t>(object, "big").value(), SIZE_MAX);
  EXPECT_FALSE(OptionalMember<bool>(object, "n").value());
  EXPECT_FALSE(OptionalMember<bool>(object, "absent").value());
  EXPECT_FALSE(OptionalMember<bool>(Json::array({1}), "b").value());
}

TEST(Json, RefusesMembersOfAnotherType) {
  const Json object = ParseJson(R"({"b":true,"i":-3,"d":0.5,"s":"abc","big":18446744073709551615,"l":[1,2]})").value();
  EXPECT_FALSE(OptionalMember<bool>(object, "i"));
  EXPECT_FALSE(OptionalMember<int64_t>(object, "d"));
  EXPECT_FALSE(OptionalMember<int64_t>(object, "b"));
  EXPECT_FALSE(OptionalMember<int64_t>(object, "big"));  // does not fit
  EXPECT_FALSE(OptionalMember<size_t>(object, "i"));
  EXPECT_FALSE(OptionalMember<double>(object, "s"));
  EXPECT_FALSE(OptionalMember<std::string>(object, "l"));
  const auto wrong = OptionalMember<int64_t>(object, "s");
  ASSERT_FALSE(wrong);
  EXPECT_EQ(wrong.error().message, "s: expected a whole number, found \"abc\"");
}

TEST(Json, ExcerptsAreShortAndSafe) {
  EXPECT_EQ(Excerpt(Json::array({1, 2})), "an array of 2");
  EXPECT_EQ(Excerpt(Json::object()), "an object");
  EXPECT_EQ(Excerpt(Json(std::string(1000, 'x'))).size(), 60u);
  EXPECT_EQ(Excerpt(Json("\xFF")), "\"\\ufffd\"");  // invalid UTF-8 that was put in by a program
}

TEST(Json, FileErrorsNameTheFile) {
  const testing::TempDir dir;
  const auto path = dir.Write("a.json", "{]");
  EXPECT_NE(MessageOf(ReadJsonFile(path)).find(path.string()), std::string::npos);
  const auto missing = ReadJsonFile(dir.path() / "none.json");
  ASSERT_FALSE(missing);
  EXPECT_EQ(missing.error().code, ErrorCode::kNotFound);
  EXPECT_EQ(ReadJsonFile(dir.Write("b.json", "{\"x\":1}")).value()["x"], 1);
}

}  // namespace
}  // namespace godel

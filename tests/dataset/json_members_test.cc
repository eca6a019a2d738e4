// SPDX-License-Identifier: MIT
#include "godel/dataset/json_members.h"

#include <gtest/gtest.h>

namespace godel::testing {
namespace {

JsonMembers MembersOf(const std::string& text, size_t max_bytes = 1000) {
  return JsonMembers(LineSource(DecompressBytes(BytesOf(text)).value(), "it"), max_bytes);
}

// "key@line=value" of each member, "!" for a bad value, and "ERROR: .." at the end if it is one.
std::string All(const std::string& text, size_t max_bytes = 1000) {
  JsonMembers members = MembersOf(text, max_bytes);
  std::string all;
  while (true) {
    const auto member = members.Next();
    if (!member) return all + "ERROR: " + member.error().message;
    if (!*member) return all;
    all += (*member)->key + "@" + std::to_string((*member)->line) + "=" +
           ((*member)->value ? (*member)->value->dump() : "!") + " ";
  }
}

TEST(JsonMembers, GivesEachMemberWithItsLine) {
  EXPECT_EQ(All("{\"a\": 1,\n \"b}\\\"\" : {\"x\": [\"]\", {}]}\n,\"\\u0063\":\n\"t,}\"}\n"),
            "a@1=1 b}\"@2={\"x\":[\"]\",{}]} c@4=\"t,}\" ");
  EXPECT_EQ(All(" {} "), "");
}

TEST(JsonMembers, ABadValueIsSkippedAndTheRestIsRead) {
  EXPECT_EQ(All("{\"a\": nonsense, \"b\": 2, \"c\": , \"d\": 3}"), "a@1=! b@1=2 c@1=! d@1=3 ");
  EXPECT_EQ(All("{\"a\": \"" + std::string(2000, 'x') + "\", \"b\": 2}"), "a@1=! b@1=2 ");
}

TEST(JsonMembers, WhatIsNoObjectIsAnErrorThatStays) {
  for (const char* const text :
       {"", "[]", "{", "{\"a\"", "{\"a\": {", "{\"a\": \"", "{\"a\" 1}", "{a: 1}", "{\"a\": 1} x"}) {
    JsonMembers members = MembersOf(text);
    auto last = members.Next();
    while (last && *last) last = members.Next();
    ASSERT_FALSE(last) << text;
    EXPECT_EQ(last.error().code, ErrorCode::kBadData);
    EXPECT_EQ(last.error().message.find("it:1: "), 0U) << last.error().message;
    EXPECT_FALSE(members.Next());
  }
}

}  // namespace
}  // namespace godel::testing

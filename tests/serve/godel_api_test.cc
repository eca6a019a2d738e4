// SPDX-License-Identifier: MIT
#include "serve/api_support.h"

namespace godel {
namespace {

using namespace testing;  // NOLINT(google-build-using-namespace)

TEST(GodelApi, TurnsAndKnowledgeInTextOut) {
  const auto call = Parse(ParseGodelGenerate, R"({"msg": ["Hi", "Hello", "Bye"], "knowledge": "It rains.", "x": 1})");
  EXPECT_EQ(Dialog(*call).context.size(), 3U);
  EXPECT_EQ(Dialog(*call).knowledge, "It rains.");
  EXPECT_EQ(Params(*call).top_p, 0.9);
  EXPECT_FALSE(call->stream);
  EXPECT_EQ(Answer(*call, {ResultOf({{.text = "See you."}})}), (Json{{"response", "See you."}}));
  EXPECT_EQ(Answer(*call, {}), (Json{{"response", ""}})) << "no result must not crash";
}

TEST(GodelApi, KnowledgeMayBeMissing) {
  EXPECT_EQ(Dialog(*Parse(ParseGodelGenerate, R"({"msg": ["Hi"], "knowledge": null})")).knowledge, "");
  EXPECT_EQ(Dialog(*Parse(ParseGodelGenerate, R"({"msg": ["Hi"]})")).knowledge, "");
}

TEST(Generate, IsGodelsWithMsgAndTgisOtherwise) {
  EXPECT_EQ(Dialog(*Parse(ParseGenerate, R"({"msg": ["Hi"]})")).context.size(), 1U);
  EXPECT_EQ(Raw(*Parse(ParseGenerate, R"({"inputs": "Hi"})")).text, "Hi");
  EXPECT_EQ(ParseFailure(ParseGenerate, "{}").message, "inputs: missing");
  EXPECT_EQ(ParseFailure(ParseGenerate, "[]").message, "body: expected a JSON object, found an array of 0");
}

}  // namespace
}  // namespace godel

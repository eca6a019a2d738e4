// SPDX-License-Identifier: MIT
// What a server says before it has a model, when it ends, and to who has no key or asks in no way that there is: in the
// words of the API that was called.
#include "godel/serve/router.h"

#include <gtest/gtest.h>

#include <set>

#include "godel/base/json.h"
#include "godel/serve/openapi.h"
#include "socket_pair.h"

namespace godel {
namespace {

class RouterTest : public ::testing::Test {
 protected:
  struct Answer {
    int status;
    Json body;
    httplib::Headers headers;
  };

  void SetUp() override { Start({}); }

  void Start(ServeOptions options) {
    log.clear();
    auto made = MakeServeState(std::move(options), [this](const std::string& line) { log += line + "\n"; });
    ASSERT_TRUE(made) << made.error().message;
    state = std::move(*made);
  }

  Answer Ask(std::string_view method, std::string_view path, const httplib::Headers& headers = {}) {
    httplib::Request request;
    request.method = method;
    request.path = path;
    request.headers = headers;
    request.body = "{}";
    httplib::Response response;
    const ConnectionLimits limits;
    const ConnectionStream client(pair.server(), limits, cut_off);
    Exchange exchange{request, response, client};
    AnswerRequest(*state, exchange);
    return Take(response);
  }

  Answer Refused(int status, std::string_view path, const httplib::Headers& headers = {}) {
    httplib::Request request;
    request.method = "POST";
    request.path = path;
    request.headers = headers;
    httplib::Response response;
    response.status = status;
    AnswerRefused(*state, request, response);
    return Take(response);
  }

  static Answer Take(const httplib::Response& response) {
    auto body = ParseJson(response.body);
    return {response.status, body ? *body : Json(response.body), response.headers};
  }

  static bool IsNative(const Json& body) { return body["error"].contains("code") && !body["error"].contains("type"); }
  static bool IsOpenAi(const Json& body) { return body["error"].contains("type") && body["error"].contains("param"); }
  static bool IsTgi(const Json& body) { return body["error"].is_string() && body.contains("error_type"); }
  static bool IsHuggingFace(const Json& body) { return body["error"].is_string() && !body.contains("error_type"); }

  // Of a route of each API.
  static void ExpectItsOwnShape(std::string_view path, const Json& body) {
    const bool is_right = path == "/v1/respond"            ? IsNative(body)
                          : path == "/v1/chat/completions" ? IsOpenAi(body)
                          : path == "/generate"            ? IsTgi(body)
                                                           : IsHuggingFace(body);
    EXPECT_TRUE(is_right) << path << " " << body.dump();
  }
  static constexpr std::string_view kOneOfEach[] = {"/v1/respond", "/v1/chat/completions", "/generate", "/models/any"};

  testing::SocketPair pair;
  std::atomic<bool> cut_off = false;
  std::string log;
  std::unique_ptr<ServeState> state;
};

TEST_F(RouterTest, WhileTheModelIsLoadingOnlyTheServerAnswers) {
  for (const char* const path : {"/health", "/ready", "/ping"}) {
    const Answer answer = Ask("GET", path);
    EXPECT_EQ(answer.status, 503) << path;
    EXPECT_EQ(answer.body, (Json{{"status", "loading"}}));
  }
  for (const std::string_view path : kOneOfEach) {
    const Answer answer = Ask("POST", path);
    EXPECT_EQ(answer.status, 503) << path;
    EXPECT_EQ(answer.headers.count("Retry-After"), 1u) << path;
    ExpectItsOwnShape(path, answer.body);
  }
  EXPECT_TRUE(Ask("POST", "/models/any").body.contains("estimated_time"));
  for (const char* const path : {"/", "/openapi.json", "/metrics", "/v1/models"})
    EXPECT_EQ(Ask("GET", path).status, 200) << path;
}

TEST_F(RouterTest, AServerThatEndsSaysSo) {
  state->draining = true;
  EXPECT_EQ(Ask("GET", "/health").body, (Json{{"status", "draining"}}));
  EXPECT_EQ(Ask("GET", "/ready").status, 503);
  EXPECT_EQ(Ask("POST", "/v1/respond").body["error"]["message"], "the server is about to end");
}

TEST_F(RouterTest, KeysAreAskedForInTheWordsOfEachApi) {
  Start({.api_keys = {"first-key", "second-key"}});
  for (const std::string_view path : kOneOfEach) {
    for (const char* const header : {"", "Bearer ", "Bearer first-ke", "Bearer first-keyy", "Basic first-key"}) {
      const Answer answer = Ask("POST", path, {{"Authorization", header}});
      EXPECT_EQ(answer.status, 401) << path << " " << header;
      EXPECT_EQ(answer.headers.count("WWW-Authenticate"), 1u);
      ExpectItsOwnShape(path, answer.body);
    }
    for (const char* const header : {"Bearer first-key", "Bearer second-key"})
      EXPECT_EQ(Ask("POST", path, {{"Authorization", header}}).status, 503) << path;  // admitted, and loading
  }
  for (const char* const path : {"/metrics", "/info", "/v1/models", "/v1/sessions/x"})
    EXPECT_EQ(Ask("GET", path).status, 401) << path;
  for (const char* const path : {"/", "/health", "/ready", "/openapi.json"}) EXPECT_NE(Ask("GET", path).status, 401);
  EXPECT_FALSE(log.empty());
  EXPECT_EQ(log.find("first-ke"), std::string::npos) << log;
}

TEST_F(RouterTest, PagesOfNamedOriginsMayAskAndReadWhy) {
  Start({.cors_origins = {"https://a.example"}});
  const Answer asked = Ask("OPTIONS", "/v1/chat/completions", {{"Origin", "https://a.example"}});
  EXPECT_EQ(asked.status, 204);
  const auto header = [](const Answer& answer, const char* name) {
    const auto found = answer.headers.find(name);
    return found == answer.headers.end() ? std::string() : found->second;
  };
  EXPECT_EQ(header(asked, "Access-Control-Allow-Origin"), "https://a.example");
  EXPECT_EQ(header(asked, "Access-Control-Allow-Headers"), "Authorization, Content-Type, *");
  const Answer refused = Ask("POST", "/v1/chat/completions", {{"Origin", "https://a.example"}});
  EXPECT_EQ(refused.status, 503);
  EXPECT_EQ(header(refused, "Access-Control-Allow-Origin"), "https://a.example");
  EXPECT_EQ(header(refused, "Access-Control-Expose-Headers"), "Retry-After, X-Request-Id");
  EXPECT_EQ(header(Ask("OPTIONS", "/v1/respond", {{"Origin", "https://b.example"}}), "Access-Control-Allow-Origin"),
            "");
}

TEST_F(RouterTest, PagesMayReadWhyWhatNeverCameInWholeWasRefused) {
  const auto allowed = [](const Answer& answer) {
    std::vector<std::string> origins;
    const auto [first, last] = answer.headers.equal_range("Access-Control-Allow-Origin");
    for (auto found = first; found != last; ++found) origins.push_back(found->second);
    return origins;
  };
  using Origins = std::vector<std::string>;
  EXPECT_EQ(allowed(Refused(413, "/v1/respond", {{"Origin", "https://a.example"}})), Origins());
  Start({.cors_origins = {"https://a.example"}});
  for (const int status : {408, 413, 431, 503}) {
    EXPECT_EQ(allowed(Refused(status, "/v1/respond", {{"Origin", "https://a.example"}})), Origins{"https://a.example"});
    EXPECT_EQ(allowed(Refused(status, "/v1/respond", {{"Origin", "https://b.example"}})), Origins());
    EXPECT_EQ(allowed(Refused(status, "")), Origins());
  }
  Start({.cors_origins = {"*"}});
  EXPECT_EQ(allowed(Refused(503, "")), Origins{"*"});  // nobody has said where they come from
}

TEST_F(RouterTest, WrongMethodsAreRefusedInTheWordsOfThePath) {
  for (const std::string_view path : kOneOfEach) {
    const Answer answer = Ask("PUT", path);
    EXPECT_EQ(answer.status, 405) << path;
    EXPECT_EQ(answer.headers.find("Allow")->second, "POST");
    ExpectItsOwnShape(path, answer.body);
  }
}

TEST_F(RouterTest, WhatNeverCameInWholeIsRefusedInTheWordsOfThePath) {
  for (const int status : {408, 413, 431, 503})
    for (const std::string_view path : kOneOfEach) {
      const Answer answer = Refused(status, path);
      ExpectItsOwnShape(path, answer.body);
      EXPECT_EQ(answer.headers.count("Retry-After"), status == 503 ? 1u : 0u);
    }
  EXPECT_TRUE(IsNative(Refused(413, "").body));  // no path was read
}

TEST_F(RouterTest, TheDocumentHasEveryRouteAndNoOther) {
  std::set<std::string> served, documented;
  for (const ServedRoute& route : ServedRoutes())
    served.insert(std::string(route.method) + " " + std::string(route.path));
  for (const ApiRoute& route : ApiRoutes()) {
    std::string method(route.method);
    for (char& c : method) c = static_cast<char>(std::toupper(c));
    documented.insert(method + " " + std::string(route.path));
  }
  EXPECT_EQ(served, documented);
}

}  // namespace
}  // namespace godel

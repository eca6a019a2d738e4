// SPDX-License-Identifier: MIT
#include "serve/api_support.h"

namespace godel {
namespace {

const Error kWrong{ErrorCode::kInvalidArgument, "parameters.top_p: expected a number from 0 to 1, found 3"};

TEST(ErrorBody, HasTheShapeOfEachApi) {
  const std::string message = kWrong.message;
  EXPECT_EQ(ErrorBody(ErrorStyle::kNative, 400, kWrong),
            (Json{{"error", {{"code", "invalid_argument"}, {"message", message}, {"param", "parameters.top_p"}}}}));
  EXPECT_EQ(ErrorBody(ErrorStyle::kOpenAi, 400, kWrong), (Json{{"error",
                                                                {{"message", message},
                                                                 {"type", "invalid_request_error"},
                                                                 {"param", "parameters.top_p"},
                                                                 {"code", nullptr}}}}));
  EXPECT_EQ(ErrorBody(ErrorStyle::kHuggingFace, 400, kWrong), (Json{{"error", message}}));
  EXPECT_EQ(ErrorBody(ErrorStyle::kTgi, 422, kWrong), (Json{{"error", message}, {"error_type", "validation"}}));
  EXPECT_EQ(ErrorBody(ErrorStyle::kGodel, 400, kWrong), (Json{{"error", message}}));
}

TEST(ErrorBody, SaysWhatTheStatusMeans) {
  const Error error{ErrorCode::kIo, "something"};
  const std::vector<std::pair<int, const char*>> native = {
      {400, "invalid_argument"}, {401, "unauthorized"},  {404, "not_found"},       {405, "invalid_argument"},
      {413, "too_large"},        {422, "unprocessable"}, {429, "overloaded"},      {500, "internal"},
      {503, "unavailable"},      {504, "timeout"},       {415, "invalid_argument"}};
  for (const auto& [status, code] : native)
    EXPECT_EQ(ErrorBody(ErrorStyle::kNative, status, error)["error"]["code"], code) << status;
  const std::vector<std::pair<int, const char*>> tgi = {
      {422, "validation"}, {424, "generation"}, {429, "overloaded"}, {500, "incomplete_generation"}};
  for (const auto& [status, type] : tgi)
    EXPECT_EQ(ErrorBody(ErrorStyle::kTgi, status, error)["error_type"], type) << status;
  const std::vector<std::pair<int, const char*>> openai = {
      {401, "invalid_request_error"}, {404, "invalid_request_error"}, {429, "rate_limit_error"}, {503, "server_error"}};
  for (const auto& [status, type] : openai)
    EXPECT_EQ(ErrorBody(ErrorStyle::kOpenAi, status, error)["error"]["type"], type) << status;
  EXPECT_EQ(ErrorBody(ErrorStyle::kOpenAi, 401, error)["error"]["code"], "invalid_api_key");
  EXPECT_EQ(ErrorBody(ErrorStyle::kOpenAi, 404, {ErrorCode::kNotFound, "model: no"})["error"]["code"],
            "model_not_found");
}

TEST(ErrorBody, HostedClientsAreToldHowLongLoadingTakes) {
  const Json body = ErrorBody(ErrorStyle::kHuggingFace, 503, {ErrorCode::kIo, "loading"});
  EXPECT_EQ(body["error"], "loading");
  EXPECT_TRUE(body["estimated_time"].is_number());
}

TEST(ErrorBody, ParamIsOnlyWhatTheMessageBeginsWith) {
  const auto param = [](int status, const char* message) {
    const Json body = ErrorBody(ErrorStyle::kNative, status, {ErrorCode::kInvalidArgument, message});
    return body["error"].value("param", "none");
  };
  EXPECT_EQ(param(400, "messages[3].content: expected a text"), "messages[3].content");
  EXPECT_EQ(param(400, "not valid JSON: line 1"), "none");
  EXPECT_EQ(param(400, "no colon"), "none");
  EXPECT_EQ(param(400, ": x"), "none");
  EXPECT_EQ(param(400, ""), "none");
  EXPECT_EQ(param(400, "body: expected a JSON object"), "none") << "the whole of it is no parameter";
  EXPECT_EQ(param(500, "model.safetensors: cut off"), "none") << "our own file is nobody's parameter";
}

TEST(StatusOf, FollowsTheApi) {
  EXPECT_EQ(StatusOf(ErrorStyle::kNative, ErrorCode::kInvalidArgument), 400);
  EXPECT_EQ(StatusOf(ErrorStyle::kTgi, ErrorCode::kInvalidArgument), 422);
  EXPECT_EQ(StatusOf(ErrorStyle::kNative, ErrorCode::kUnsupported), 422);
  EXPECT_EQ(StatusOf(ErrorStyle::kOpenAi, ErrorCode::kUnsupported), 400);
  EXPECT_EQ(StatusOf(ErrorStyle::kOpenAi, ErrorCode::kNotFound), 404);
  EXPECT_EQ(StatusOf(ErrorStyle::kNative, ErrorCode::kResourceExhausted), 413);
  EXPECT_EQ(StatusOf(ErrorStyle::kNative, ErrorCode::kCancelled), 503);
  EXPECT_EQ(StatusOf(ErrorStyle::kNative, ErrorCode::kIo), 500);
}

TEST(ServerSentEvent, IsOneLineOfJson) {
  EXPECT_EQ(ServerSentEvent("token", Json{{"text", "a\nb\r\n\n"}}),
            "event: token\ndata: {\"text\":\"a\\nb\\r\\n\\n\"}\n\n");
  EXPECT_EQ(ServerSentEvent("", Json{{"a", 1}}), "data: {\"a\":1}\n\n");
  EXPECT_EQ(ServerSentEvent("", Json("\xff")), "data: \"\xEF\xBF\xBD\"\n\n") << "invalid UTF-8 must not throw";
}

}  // namespace
}  // namespace godel

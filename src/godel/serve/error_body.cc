// SPDX-License-Identifier: MIT
// Errors in the words of each API. Clients look at the status, the type and the code; people read the message.
#include <array>
#include <iterator>

#include "godel/base/json.h"
#include "godel/serve/api_call.h"
#include "godel/serve/body_fields.h"

namespace godel {
namespace {

// The hosted API's clients wait so long before they ask again. Loading takes about as long.
constexpr double kEstimatedLoadSeconds = 5.0;

std::string_view NativeCode(int status) {
  switch (status) {
    case 401:
    case 403:
      return "unauthorized";
    case 404:
      return "not_found";
    case 408:
    case 504:
      return "timeout";
    case 413:
    case 414:
    case 431:
      return "too_large";
    case 422:
      return "unprocessable";
    case 429:
      return "overloaded";
    case 503:
      return "unavailable";
    default:
      return status < 500 ? "invalid_argument" : "internal";
  }
}

std::string_view OpenAiType(int status) {
  if (status == 429) return "rate_limit_error";
  return status < 500 ? "invalid_request_error" : "server_error";
}

Json OpenAiCode(int status, const Error& error, std::string_view param) {
  if (status == 401) return "invalid_api_key";
  if (status == 404 && param == "model") return "model_not_found";
  if (status == 413 || (status == 400 && error.code == ErrorCode::kResourceExhausted)) return "context_length_exceeded";
  if (status == 429) return "rate_limit_exceeded";
  if (status < 500 && error.code == ErrorCode::kUnsupported) return "unsupported_value";
  return nullptr;
}

std::string_view TgiType(int status) {
  switch (status) {
    case 401:
    case 403:
      return "authentication";
    case 424:
      return "generation";
    case 429:
    case 503:
      return "overloaded";
    default:
      return status < 500 ? "validation" : "incomplete_generation";
  }
}

}  // namespace

int StatusOf(ErrorStyle style, ErrorCode code) {
  switch (code) {
    case ErrorCode::kInvalidArgument:
    case ErrorCode::kBadData:
      return style == ErrorStyle::kTgi ? 422 : 400;
    case ErrorCode::kUnsupported:
      return style == ErrorStyle::kTgi || style == ErrorStyle::kNative ? 422 : 400;
    case ErrorCode::kNotFound:
      return 404;
    case ErrorCode::kResourceExhausted:
      if (style == ErrorStyle::kTgi) return 422;
      return style == ErrorStyle::kNative ? 413 : 400;
    case ErrorCode::kCancelled:
      return 503;
    case ErrorCode::kIo:
      break;
  }
  return 500;
}

Json ErrorBody(ErrorStyle style, int status, const Error& error) {
  // A message about a file of ours starts with a name too, and is nobody's parameter.
  const bool is_about_request = status == 400 || status == 404 || status == 413 || status == 422;
  std::string_view param = is_about_request ? NameInMessage(error.message) : std::string_view();
  if (param == "body") param = {};
  switch (style) {
    case ErrorStyle::kNative: {
      Json inner = {{"code", NativeCode(status)}, {"message", error.message}};
      if (!param.empty()) inner["param"] = param;
      return Json{{"error", std::move(inner)}};
    }
    case ErrorStyle::kOpenAi:
      return Json{{"error",
                   {{"message", error.message},
                    {"type", OpenAiType(status)},
                    {"param", param.empty() ? Json() : Json(param)},
                    {"code", OpenAiCode(status, error, param)}}}};
    case ErrorStyle::kHuggingFace: {
      Json body = {{"error", error.message}};
      if (status == 503) body["estimated_time"] = kEstimatedLoadSeconds;
      return body;
    }
    case ErrorStyle::kTgi:
      return Json{{"error", error.message}, {"error_type", TgiType(status)}};
    case ErrorStyle::kGodel:
      break;
  }
  return Json{{"error", error.message}};
}

}  // namespace godel

// SPDX-License-Identifier: MIT
#include "godel/serve/router.h"

#include <fmt/format.h>

#include <algorithm>

#include "godel/serve/routes.h"
#include "godel/serve/run_api_call.h"

namespace godel {
namespace {

void AnswerBody(Call& call, const Result<Json>& body, ParseApiCall parse) {
  if (!body) return ReplyError(call, body.error());
  RunApiCall(call, parse(*body, ContextOf(call)));
}

template <ParseApiCall kParse>
void AnswerApi(Call& call) {
  AnswerBody(call, ReadBody(call), kParse);
}

// "/" is where Hugging Face's clients post to: TGI's parameters, or the older tasks whose inputs are lists or objects.
void AnswerRoot(Call& call) {
  const auto body = ReadBody(call);
  const bool one_text = body && body->is_object() && body->contains("inputs") && (*body)["inputs"].is_string();
  AnswerBody(call, body, one_text ? ParseTgiRoot : ParseHuggingFace);
}

// GODEL's demo server and TGI have the same path; only the former has `msg`.
void AnswerGenerate(Call& call) {
  const auto body = ReadBody(call);
  if (body && body->is_object() && body->contains("msg")) call.error_style = ErrorStyle::kGodel;
  AnswerBody(call, body, ParseGenerate);
}

enum class Access { kOpen, kKey, kKeyAndModel };  // what is needed

struct Route {
  std::string_view method, path;
  void (*answer)(Call&);
  Access access = Access::kKeyAndModel;
  ErrorStyle style = ErrorStyle::kNative;
};

constexpr Route kRoutes[] = {
    {"GET", "/", AnswerPage, Access::kOpen},
    {"GET", "/health", AnswerHealth, Access::kOpen},
    {"GET", "/ready", AnswerHealth, Access::kOpen},
    {"GET", "/ping", AnswerHealth, Access::kOpen},
    {"GET", "/info", AnswerInfo},
    {"GET", "/metrics", AnswerMetrics, Access::kKey},
    {"GET", "/openapi.json", AnswerOpenApi, Access::kOpen},
    {"GET", "/v1/models", AnswerModels, Access::kKey, ErrorStyle::kOpenAi},
    {"GET", "/v1/models/{name}", AnswerModel, Access::kKey, ErrorStyle::kOpenAi},
    {"POST", "/tokenize", AnswerTokenize},
    {"POST", "/detokenize", AnswerDetokenize},
    {"POST", "/score", AnswerScore},
    {"POST", "/v1/respond", AnswerApi<ParseRespond>},
    {"POST", "/v1/chat/completions", AnswerApi<ParseChatCompletion>, Access::kKeyAndModel, ErrorStyle::kOpenAi},
    {"POST", "/v1/completions", AnswerApi<ParseCompletion>, Access::kKeyAndModel, ErrorStyle::kOpenAi},
    {"POST", "/generate", AnswerGenerate, Access::kKeyAndModel, ErrorStyle::kTgi},
    {"POST", "/generate_stream", AnswerApi<ParseTgiStream>, Access::kKeyAndModel, ErrorStyle::kTgi},
    {"POST", "/", AnswerRoot, Access::kKeyAndModel, ErrorStyle::kTgi},
    {"POST", "/models/{name}", AnswerApi<ParseHuggingFace>, Access::kKeyAndModel, ErrorStyle::kHuggingFace},
    {"POST", "/v1/sessions", CreateSession, Access::kKey},
    {"GET", "/v1/sessions/{id}", GetSession, Access::kKey},
    {"PATCH", "/v1/sessions/{id}", PatchSession, Access::kKey},
    {"DELETE", "/v1/sessions/{id}", DeleteSession, Access::kKey},
    {"POST", "/v1/sessions/{id}/respond", RespondInSession},
    {"POST", "/v1/sessions/{id}/retry", RetryInSession},
};

// Whether `path` is `pattern`, whose {…} stands for one part, or for the rest at its end: a model's name may hold a
// slash.
bool Matches(std::string_view pattern, std::string_view path, std::string* id) {
  const size_t open = pattern.find('{');
  if (open == std::string_view::npos) return pattern == path;
  const std::string_view behind = pattern.substr(pattern.find('}') + 1);
  if (!path.starts_with(pattern.substr(0, open)) || !path.ends_with(behind)) return false;
  if (path.size() <= open + behind.size()) return false;
  const std::string_view part = path.substr(open, path.size() - open - behind.size());
  if (pattern.find("{name}") == std::string_view::npos && part.find('/') != std::string_view::npos) return false;
  *id = part;
  return true;
}

struct FoundRoute {
  const Route* route = nullptr;
  std::string methods;                     // that the path has
  ErrorStyle style = ErrorStyle::kNative;  // of the path's API, whatever the method
};

FoundRoute FindRoute(std::string_view method, std::string_view path, std::string* id) {
  FoundRoute found;
  if (method == "HEAD") method = "GET";
  for (const Route& route : kRoutes) {
    std::string part;
    if (!Matches(route.path, path, &part)) continue;
    found.methods += (found.methods.empty() ? "" : ", ") + std::string(route.method);
    found.style = route.style;
    if (route.method != method) continue;
    found.route = &route;
    *id = std::move(part);
  }
  if (found.route != nullptr) found.style = found.route->style;
  return found;
}

// Lets pages of the origins that were named read the answers.
void AddCorsHeaders(const ServeState& state, const httplib::Request& request, httplib::Response& response) {
  const std::vector<std::string>& allowed = state.options.cors_origins;
  const std::string origin = request.get_header_value("Origin");  // empty too when the head has not come in
  const bool any = std::find(allowed.begin(), allowed.end(), "*") != allowed.end();
  if (!any && (origin.empty() || std::find(allowed.begin(), allowed.end(), origin) == allowed.end())) return;
  response.set_header("Access-Control-Allow-Origin", any ? std::string("*") : origin);
  if (!any) response.set_header("Vary", "Origin");
  response.set_header("Access-Control-Allow-Methods", "GET, POST, PATCH, DELETE, OPTIONS");
  // Clients of OpenAI's have headers of their own; the star does not stand for Authorization.
  response.set_header("Access-Control-Allow-Headers", "Authorization, Content-Type, *");
  response.set_header("Access-Control-Expose-Headers", "Retry-After, X-Request-Id");
  response.set_header("Access-Control-Max-Age", "600");
}

// False when it has been answered.
bool Admit(Call& call, const Route& route) {
  if (route.access == Access::kOpen) return true;
  if (!call.state.keys.empty() && !call.state.keys.Admits(call.exchange.request.get_header_value("Authorization"))) {
    call.state.metrics.CountRefused("key");
    call.exchange.response.set_header("WWW-Authenticate", "Bearer");
    ReplyError(call, 401, {ErrorCode::kInvalidArgument, "a key is needed: Authorization: Bearer KEY"});
    return false;
  }
  if (route.access == Access::kKey) return true;
  if (call.state.engine.load() == nullptr || call.state.draining) {
    ReplyError(call, 503,
               {ErrorCode::kCancelled, call.state.draining ? "the server is about to end" : "the model is loading"});
    return false;
  }
  return true;
}

}  // namespace

void AnswerRequest(ServeState& state, Exchange& exchange) {
  const httplib::Request& request = exchange.request;
  Call call{.state = state,
            .exchange = exchange,
            .record = {.method = request.method,
                       .path = request.path,
                       .remote = request.remote_addr,
                       .request_id = fmt::format("{:x}-{:x}", state.started, state.next_request++)}};
  exchange.response.set_header("X-Request-Id", call.record.request_id);
  AddCorsHeaders(state, request, exchange.response);
  const FoundRoute found = FindRoute(request.method, request.path, &call.id);
  call.error_style = found.style;
  if (found.route != nullptr) {
    call.record.route = found.route->path;
    if (Admit(call, *found.route)) found.route->answer(call);
  } else if (found.methods.empty()) {
    ReplyError(call, 404,
               {ErrorCode::kNotFound, "there is nothing at this path; GET /openapi.json names what there is"});
  } else if (request.method == "OPTIONS") {
    exchange.response.status = 204;
  } else {
    exchange.response.set_header("Allow", found.methods);
    ReplyError(call, 405, {ErrorCode::kInvalidArgument, "this path takes " + found.methods});
  }
  if (call.streams) return;
  if (call.record.status == 0) call.record.status = exchange.response.status;
  LogAnswer(state, call.record);
}

std::vector<ServedRoute> ServedRoutes() {
  std::vector<ServedRoute> served;
  for (const Route& route : kRoutes) served.push_back({route.method, route.path});
  return served;
}

void AnswerRefused(const ServeState& state, const httplib::Request& request, httplib::Response& response) {
  const int status = response.status;
  // A handler that threw has added them, and pages cannot read what has them twice.
  if (!response.has_header("Access-Control-Allow-Origin")) AddCorsHeaders(state, request, response);
  if (status == 503) response.set_header("Retry-After", "1");
  const char* const message = status == 408                    ? "the request did not come in whole in time"
                              : status == 413 || status == 431 ? "the request is larger than this server reads"
                              : status == 414                  ? "the path is too long"
                              : status == 503 ? "too many connections are open, or the server ends; try again soon"
                              : status == 500 ? "something went wrong here, and not with the request"
                                              : "this is no proper HTTP request";
  const Error error{ErrorCode::kInvalidArgument, message};
  std::string ignored;
  const ErrorStyle style = FindRoute(request.method, request.path, &ignored).style;
  response.set_content(ErrorBody(style, response.status, error).dump(), "application/json");
}

}  // namespace godel

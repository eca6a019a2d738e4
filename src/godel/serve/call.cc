// SPDX-License-Identifier: MIT
#include "godel/serve/call.h"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include "godel/base/utf8.h"

namespace godel {
namespace {

// Deeper than any API's; the parser's own stack is what this guards.
constexpr size_t kMaxDepth = 32;

}  // namespace

void LogAnswer(ServeState& state, const CallRecord& record) {
  const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - record.start).count();
  state.metrics.CountAnswer(record.route.empty() ? "none" : record.route, record.status, seconds);
  if (!state.log) return;
  Json line = {{"time", fmt::format("{:%Y-%m-%dT%H:%M:%SZ}", fmt::gmtime(std::chrono::system_clock::now()))},
               {"remote", record.remote},
               {"method", record.method},
               {"path", ReplaceInvalidUtf8(record.path)},
               {"status", record.status},
               {"ms", static_cast<double>(static_cast<int64_t>(seconds * 1e5)) / 100},
               {"request", record.request_id}};
  if (record.prompt_tokens > 0) {
    line["prompt_tokens"] = record.prompt_tokens;
    line["new_tokens"] = record.new_tokens;
  }
  if (!record.text.empty()) line["text"] = record.text;
  state.log(Dump(line));
}

void ReplyJson(Call& call, int status, const Json& body) {
  call.exchange.response.status = call.record.status = status;
  call.exchange.response.set_content(Dump(body), "application/json");
}

void ReplyError(Call& call, int status, const Error& error) {
  if (status == 429 || status == 503) call.exchange.response.set_header("Retry-After", "1");
  ReplyJson(call, status, ErrorBody(call.error_style, status, error));
}

void ReplyError(Call& call, const Error& error) {
  ReplyError(call, StatusOf(call.error_style, error.code), error);
}

Result<Json> ReadBody(const Call& call) {
  auto body = ParseJson(ReplaceInvalidUtf8(call.exchange.request.body), {.max_depth = kMaxDepth});
  if (!body) return Fail(ErrorCode::kInvalidArgument, "the body is not JSON: " + body.error().message);
  return body;
}

}  // namespace godel

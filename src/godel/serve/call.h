// SPDX-License-Identifier: MIT
// One request while it is answered, and how answers are written.
#pragma once
#include <chrono>
#include <string>
#include <string_view>

#include "godel/base/json.h"
#include "godel/serve/api_call.h"
#include "godel/serve/http_server.h"
#include "godel/serve/serve_state.h"

namespace godel {

// nginx's number for a client that closed its connection before it had an answer; who closed only one side of it
// receives it.
inline constexpr int kClientGone = 499;

// What the access log and the metrics get of an answer.
struct CallRecord {
  std::string method, path, remote, request_id;
  std::string_view route{};  // as in the table: "/v1/sessions/{id}"
  std::chrono::steady_clock::time_point start = std::chrono::steady_clock::now();
  int status = 0;
  size_t prompt_tokens = 0, new_tokens = 0;  // where there were any
  std::string text{};                        // replies, only when they are to be logged
};
void LogAnswer(ServeState& state, const CallRecord& record);

struct Call {
  ServeState& state;
  Exchange& exchange;
  CallRecord record;
  std::string id{};  // what stands for {id} or {name}
  ErrorStyle error_style = ErrorStyle::kNative;
  bool streams = false;  // its record is logged at the end of the stream
};

void ReplyJson(Call& call, int status, const Json& body);
// In the style of the API that was called.
void ReplyError(Call& call, int status, const Error& error);
// With the status that the error's code means in that style.
void ReplyError(Call& call, const Error& error);

// The body as JSON. Error: kInvalidArgument with line and column.
Result<Json> ReadBody(const Call& call);

}  // namespace godel

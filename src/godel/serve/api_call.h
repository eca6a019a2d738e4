// SPDX-License-Identifier: MIT
// What an API makes of one request: the work, and how its results become the API's own JSON or events. Each API is a
// file that parses a body into one of these and knows nothing of sockets, threads or the engine.
#pragma once
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "godel/base/json_fwd.h"
#include "godel/base/result.h"
#include "godel/serve/work.h"

namespace godel {

// Whose shape an error body has.
enum class ErrorStyle { kNative, kOpenAi, kHuggingFace, kTgi, kGodel };

// What a parser may know beside the body.
struct ApiContext {
  std::string model;              // the name that this server answers to
  std::string request_id;         // unique in this process: "8f3a…"
  int64_t created = 0;            // seconds since 1970
  SamplingParams default_params;  // what a request that says nothing gets
  size_t max_input_tokens = 512;  // what "truncate, but nobody says where" cuts to
  size_t max_new_tokens = 256;    // a request for more gets this many
  size_t max_turns = 200;
  size_t max_replies = 8;  // num_return_sequences, n, best_of; over all inputs of one request
  size_t max_beams = 16;
  std::string session{};  // native answers carry it when it is not empty
};

class ApiCall {
 public:
  virtual ~ApiCall() = default;

  std::vector<Work> works;  // one an input; not empty
  bool stream = false;      // only with one work of one reply

  // The body of the answer. `results`: one a work, in their order.
  virtual Json Answer(std::span<const WorkResult> results) const = 0;

  // Streaming: the bytes of server-sent events, empty where the API has nothing to say.
  virtual std::string OnStart() { return {}; }
  virtual std::string OnToken(const ReplyToken& token) = 0;
  virtual std::string OnEnd(const WorkResult& result) = 0;
  virtual std::string OnError(const Error& error) = 0;
};

using ParseApiCall = Result<std::unique_ptr<ApiCall>> (*)(const Json& body, const ApiContext& context);

// Each takes the whole body, any JSON value. Errors: kInvalidArgument (types, ranges, what is missing; the message
// starts with the parameter's name and a colon), kUnsupported for what no T5 server can do (a grammar, an image),
// kNotFound for another model's name. A member that is null counts as absent; what is absent is the server's default. A
// reply longer than max_new_tokens is not refused but shortened to it. Members that nobody knows are let pass, except
// by ParseRespond and inside `parameters`.
Result<std::unique_ptr<ApiCall>> ParseRespond(const Json& body, const ApiContext& context);        // native
Result<std::unique_ptr<ApiCall>> ParseGodelGenerate(const Json& body, const ApiContext& context);  // {msg, knowledge}
// inputs: a text, a list of texts, or a conversation.
Result<std::unique_ptr<ApiCall>> ParseHuggingFace(const Json& body, const ApiContext& context);

// TGI's three routes: /generate never streams, /generate_stream always does, and / does when the body says so, and
// otherwise answers with a list of one.
Result<std::unique_ptr<ApiCall>> ParseTgiGenerate(const Json& body, const ApiContext& context);
Result<std::unique_ptr<ApiCall>> ParseTgiStream(const Json& body, const ApiContext& context);
Result<std::unique_ptr<ApiCall>> ParseTgiRoot(const Json& body, const ApiContext& context);
// POST /generate is GODEL's and TGI's: a body with `msg` is GODEL's. TGI's error body serves both.
Result<std::unique_ptr<ApiCall>> ParseGenerate(const Json& body, const ApiContext& context);

Result<std::unique_ptr<ApiCall>> ParseChatCompletion(const Json& body, const ApiContext& context);  // OpenAI
Result<std::unique_ptr<ApiCall>> ParseCompletion(const Json& body, const ApiContext& context);      // OpenAI, older

// "event: NAME\ndata: JSON\n\n"; without a name only data.
std::string ServerSentEvent(std::string_view name, const Json& data);

// The HTTP status that an API gives an error of the parsers or the engine: TGI has 422 where others have 400.
int StatusOf(ErrorStyle style, ErrorCode code);

// The body of an error in the shape of the API that was called; `param` is taken from the message's "name: ".
Json ErrorBody(ErrorStyle style, int status, const Error& error);

}  // namespace godel

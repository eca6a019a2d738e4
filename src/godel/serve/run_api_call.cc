// SPDX-License-Identifier: MIT
#include "godel/serve/run_api_call.h"

#include <fmt/format.h>

#include <optional>
#include <utility>
#include <vector>

#include "godel/dialog/dialog_session.h"
#include "godel/serve/running_work.h"

namespace godel {
namespace {

using Clock = std::chrono::steady_clock;

struct StreamedCall {
  ServeState& state;
  const ConnectionStream& client;
  CallRecord record;
  std::unique_ptr<ApiCall> api;
  std::unique_ptr<RunningWork> work;
  WorkGate::Pass pass;
  OnWorkDone on_done;
  std::optional<ReplyToken> first;  // has come before the answer was begun
  bool over = false;
};

Result<std::vector<std::unique_ptr<RunningWork>>> StartAll(Call& call, const ApiCall& api) {
  const ServeLimits& limits = call.state.options.limits;
  const WorkOptions options{.prompt = call.state.options.prompt,
                            .begin_by = call.record.start + limits.max_wait,
                            .deadline = call.record.start + limits.max_duration};
  std::vector<std::unique_ptr<RunningWork>> running;
  for (const Work& work : api.works) {
    GODEL_TRY(auto one, RunningWork::Start(*call.state.engine.load(), work, options));
    running.push_back(std::move(one));
  }
  return running;
}

// A token, or what ended the waiting for one.
RunningWork::Event WaitForNext(const Call& call, RunningWork& work, ReplyToken* token) {
  for (;;) {
    const auto event = work.Wait(call.exchange.client, call.state.options.ping_after, token);
    if (event != RunningWork::Event::kNothingYet) return event;
  }
}

RunningWork::Event WaitForEnd(const Call& call, RunningWork& work) {
  ReplyToken ignored;
  for (;;) {
    const auto event = WaitForNext(call, work, &ignored);
    if (event != RunningWork::Event::kToken) return event;
  }
}

Error ServerEnds() {
  return {ErrorCode::kCancelled, "the server ended before the reply was over; ask again"};
}

// When the work ended by neither itself nor the engine.
void ReplyInterrupted(Call& call, RunningWork::Event event) {
  if (event == RunningWork::Event::kCutOff) {
    call.state.metrics.CountRefused("end");
    call.exchange.response.set_header("Connection", "close");
    return ReplyError(call, ServerEnds());
  }
  call.state.metrics.CountCancelled();
  ReplyError(call, kClientGone, {ErrorCode::kCancelled, "the client closed its side before it had an answer"});
}

void Count(ServeState& state, const WorkResult& result, CallRecord* record) {
  state.metrics.CountResult(result);
  record->prompt_tokens += result.input_tokens;
  record->new_tokens += result.new_tokens;
  if (state.options.log_text)
    for (const WorkReply& reply : result.replies) record->text += reply.text;
}

void AnswerWhole(Call& call, const ApiCall& api, const std::vector<std::unique_ptr<RunningWork>>& running,
                 const OnWorkDone& on_done) {
  std::vector<WorkResult> results;
  for (const auto& work : running) {
    if (const auto event = WaitForEnd(call, *work); event != RunningWork::Event::kOver)
      return ReplyInterrupted(call, event);
    Result<WorkResult> result = work->TakeResult();
    if (!result) {
      if (result.error().code == ErrorCode::kCancelled) call.state.metrics.CountRefused("wait");
      return ReplyError(call, result.error());
    }
    Count(call.state, *result, &call.record);
    if (on_done) on_done(*result);
    results.push_back(std::move(*result));
  }
  ReplyJson(call, 200, api.Answer(results));
}

// Writes what has come until the reply is over; false when the client has gone.
bool WriteEvents(StreamedCall& streamed, httplib::DataSink& sink) {
  const auto write = [&](const std::string& text) {
    return text.empty() || (sink.is_writable() && sink.write(text.data(), text.size()));
  };
  if (!write(streamed.api->OnStart())) return false;
  if (streamed.first && !write(streamed.api->OnToken(*streamed.first))) return false;
  Clock::time_point last_token = Clock::now();
  for (;;) {
    ReplyToken token;
    switch (streamed.work->Wait(streamed.client, streamed.state.options.ping_after, &token)) {
      case RunningWork::Event::kToken:
        streamed.state.metrics.ObserveTimeBetweenTokens(
            std::chrono::duration<double>(Clock::now() - last_token).count());
        last_token = Clock::now();
        if (!write(streamed.api->OnToken(token))) return false;
        break;
      case RunningWork::Event::kNothingYet:
        if (!write(": ping\n\n")) return false;
        break;
      case RunningWork::Event::kGone:
        return false;
      case RunningWork::Event::kCutOff:
        streamed.state.metrics.CountRefused("end");
        return write(streamed.api->OnError(ServerEnds()));
      case RunningWork::Event::kOver: {
        Result<WorkResult> result = streamed.work->TakeResult();
        if (!result) return write(streamed.api->OnError(result.error()));
        Count(streamed.state, *result, &streamed.record);
        if (streamed.on_done) streamed.on_done(*result);
        return write(streamed.api->OnEnd(*result));
      }
    }
  }
}

void AnswerStream(Call& call, const std::shared_ptr<StreamedCall>& streamed) {
  call.streams = true;
  call.exchange.response.status = streamed->record.status = 200;
  call.exchange.response.set_header("Cache-Control", "no-store");
  call.exchange.response.set_header("X-Accel-Buffering", "no");  // nginx would collect the events
  call.exchange.response.set_chunked_content_provider(
      "text/event-stream",
      [streamed](size_t /*offset*/, httplib::DataSink& sink) {
        streamed->over = WriteEvents(*streamed, sink);
        if (streamed->over) sink.done();
        return streamed->over;
      },
      [streamed](bool /*success*/) {
        streamed->work.reset();  // cancels what is not over
        if (!streamed->over) {
          streamed->state.metrics.CountCancelled();
          streamed->record.status = kClientGone;
        }
        LogAnswer(streamed->state, streamed->record);
      });
}

}  // namespace

ApiContext ContextOf(const Call& call) {
  const ServeOptions& options = call.state.options;
  return {
      .model = options.model_name,
      .request_id = call.record.request_id,
      .created =
          std::chrono::duration_cast<std::chrono::seconds>(std::chrono::system_clock::now().time_since_epoch()).count(),
      .default_params = ModelCardParams(call.state.engine.load()->default_params()),
      .max_input_tokens = options.prompt.max_tokens,
      .max_new_tokens = options.limits.max_new_tokens,
      .max_turns = options.limits.max_turns,
      .max_replies = options.limits.max_replies};
}

void RunApiCall(Call& call, Result<std::unique_ptr<ApiCall>> parsed, OnWorkDone on_done) {
  if (!parsed) return ReplyError(call, parsed.error());
  ApiCall& api = **parsed;
  size_t replies = 0;
  for (const Work& work : api.works) replies += std::max(work.params.num_beams, work.params.num_return_sequences);
  if (const size_t room = call.state.options.limits.max_requests; replies > room)  // trying again would not help
    return ReplyError(call,
                      {ErrorCode::kResourceExhausted,
                       fmt::format("{} replies or beams in one request; this server takes on {}", replies, room)});
  auto pass = call.state.gate.Enter(replies);
  if (!pass) {
    call.state.metrics.CountRefused("queue");
    return ReplyError(call, 429,
                      {ErrorCode::kResourceExhausted,
                       fmt::format("{} replies are being computed, as many as this server takes on; try again soon",
                                   call.state.gate.inside())});
  }
  auto running = StartAll(call, api);
  if (!running) return ReplyError(call, running.error());
  if (!api.stream) return AnswerWhole(call, api, *running, on_done);

  // The status is decided by the first event, so that a reply that cannot begin is an error and not a broken stream.
  std::optional<ReplyToken> first(std::in_place);
  RunningWork& work = *running->front();
  const auto event = WaitForNext(call, work, &*first);
  if (event == RunningWork::Event::kOver)
    first.reset();
  else if (event != RunningWork::Event::kToken)
    return ReplyInterrupted(call, event);
  if (!first && work.Failed()) {
    const Error error = work.TakeResult().error();
    call.state.metrics.CountRefused("wait");
    return ReplyError(call, error);
  }
  AnswerStream(call, std::make_shared<StreamedCall>(StreamedCall{.state = call.state,
                                                                 .client = call.exchange.client,
                                                                 .record = call.record,
                                                                 .api = std::move(*parsed),
                                                                 .work = std::move(running->front()),
                                                                 .pass = std::move(*pass),
                                                                 .on_done = std::move(on_done),
                                                                 .first = std::move(first)}));
}

}  // namespace godel

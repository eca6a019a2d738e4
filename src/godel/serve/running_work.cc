// SPDX-License-Identifier: MIT
#include "godel/serve/running_work.h"

#include <fmt/format.h>

#include <deque>
#include <mutex>

#include "godel/dialog/encoded_dialog.h"
#include "godel/dialog/streamed_reply.h"
#include "godel/serve/wake_descriptor.h"
#include "godel/text/stream_decoder.h"

namespace godel {

struct RunningWork::Shared {
  Shared(const Tokenizer& words, WakeDescriptor&& wake_up)
      : tokenizer(words), decoder(words), wake(std::move(wake_up)) {}

  // Of the engine's thread.
  const Tokenizer& tokenizer;
  StreamDecoder decoder;
  std::optional<StreamedReply> dialog{};  // in place of the decoder, when the work is a dialog
  std::vector<ReplyToken> tokens{};
  bool wants_tokens = false;
  std::chrono::steady_clock::time_point arrived = std::chrono::steady_clock::now();
  WorkResult partial{};  // what is known before it begins

  const WakeDescriptor wake;  // set when there is something new
  std::mutex mutex{};
  std::deque<ReplyToken> new_tokens{};
  std::optional<Result<WorkResult>> result{};

  Event Next(ReplyToken* token);
  bool Take(const NewToken& token);
  void Finish(Result<GenerateResult> generated);
  WorkReply ToReply(const GeneratedSequence& sequence) const;
};

namespace {

double SecondsSince(std::chrono::steady_clock::time_point start) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

Result<std::vector<TokenId>> EncodePrompt(const RawPrompt& prompt, const Tokenizer& tokenizer,
                                          const WorkOptions& options) {
  GODEL_TRY(std::vector<TokenId> ids, tokenizer.Encode(prompt.text));
  const size_t limit = prompt.max_tokens.value_or(options.prompt.max_tokens);
  if (ids.size() <= limit) return ids;
  if (!prompt.max_tokens || limit == 0)
    return Fail(ErrorCode::kResourceExhausted, fmt::format("{}: {} tokens; at most {} are taken", prompt.field,
                                                           ids.size(), options.prompt.max_tokens));
  ids.erase(ids.begin(), ids.end() - static_cast<std::ptrdiff_t>(limit));
  return ids;
}

}  // namespace

bool RunningWork::Shared::Take(const NewToken& token) {
  ReplyToken reply{.id = token.id,
                   .text = dialog ? dialog->Append(token.id) : decoder.Append(token.id),
                   .logprob = token.logprob,
                   .special = tokenizer.IsSpecial(token.id)};
  if (wants_tokens) tokens.push_back(reply);
  bool is_awake = false;
  {
    const std::lock_guard lock(mutex);
    is_awake = !new_tokens.empty();
    new_tokens.push_back(std::move(reply));
  }
  if (!is_awake) wake.Set();
  return !dialog || !dialog->ended();
}

WorkReply RunningWork::Shared::ToReply(const GeneratedSequence& sequence) const {
  EndedReply ended = dialog ? dialog->End(sequence) : EndedReply{sequence.text, sequence.finish_reason};
  return {.text = std::move(ended.text), .finish_reason = ended.finish_reason, .new_tokens = sequence.new_tokens};
}

void RunningWork::Shared::Finish(Result<GenerateResult> generated) {
  std::optional<Result<WorkResult>> over;
  if (!generated) {
    over.emplace(tl::unexpected<Error>(generated.error()));
  } else {
    WorkResult work = std::move(partial);
    work.input_tokens = generated->input_tokens;
    work.new_tokens = generated->new_tokens;
    work.encoder_cache_hit = generated->encoder_cache_hit;
    work.timing = {.queue_seconds = generated->queue_seconds,
                   .first_token_seconds = generated->first_token_seconds,
                   .total_seconds = SecondsSince(arrived)};
    for (const GeneratedSequence& sequence : generated->sequences) work.replies.push_back(ToReply(sequence));
    if (work.replies.size() == 1) work.replies.front().tokens = std::move(tokens);
    over.emplace(std::move(work));
  }
  {
    const std::lock_guard lock(mutex);
    result = std::move(over);
  }
  wake.Set();
}

RunningWork::RunningWork(Engine& engine, std::shared_ptr<Shared> shared)
    : engine_(&engine), shared_(std::move(shared)) {}

RunningWork::~RunningWork() {
  Cancel();
}

Result<std::unique_ptr<RunningWork>> RunningWork::Start(Engine& engine, const Work& work, const WorkOptions& options) {
  auto wake = WakeDescriptor::Create();
  if (!wake) return Fail(ErrorCode::kCancelled, "there is no room for one more request: " + wake.error().message);
  std::unique_ptr<RunningWork> running(
      new RunningWork(engine, std::make_shared<Shared>(engine.tokenizer(), std::move(*wake))));
  Shared& shared = *running->shared_;
  GenerateRequest request;
  request.params = work.params;
  request.priority = work.priority;
  request.begin_by = options.begin_by;
  request.deadline = options.deadline;
  if (const auto* raw = std::get_if<RawPrompt>(&work.input)) {
    GODEL_TRY(request.input_ids, EncodePrompt(*raw, engine.tokenizer(), options));
  } else {
    GODEL_TRY(EncodedDialog encoded,
              EncodeDialog(std::get<DialogPrompt>(work.input), engine.tokenizer(), options.prompt));
    request.input_ids = std::move(encoded.ids);
    request.params.ids_of_callers_end = EndWordIds(engine.tokenizer());
    shared.dialog.emplace(engine.tokenizer());
    shared.partial.dropped_turns = encoded.prompt.dropped_turns;
    shared.partial.dropped_knowledge_bytes = encoded.prompt.dropped_knowledge_bytes;
    shared.partial.dropped_turn_bytes = encoded.prompt.dropped_turn_bytes;
  }
  shared.wants_tokens = work.wants_tokens;
  request.on_token = [shared = running->shared_](const NewToken& token) { return shared->Take(token); };
  running->id_ = engine.Submit(
      request, [shared = running->shared_](Result<GenerateResult> result) { shared->Finish(std::move(result)); });
  return running;
}

RunningWork::Event RunningWork::Shared::Next(ReplyToken* token) {
  const std::lock_guard lock(mutex);
  if (!new_tokens.empty()) {
    *token = std::move(new_tokens.front());
    new_tokens.pop_front();
    return Event::kToken;
  }
  if (result) return Event::kOver;
  wake.Clear();
  return Event::kNothingYet;
}

RunningWork::Event RunningWork::Wait(const ConnectionStream& client, std::chrono::milliseconds patience,
                                     ReplyToken* token) {
  for (;;) {
    const Event event = shared_->Next(token);
    if (event == Event::kToken && client.IsCutOff()) return Event::kCutOff;
    if (event != Event::kNothingYet) return event;
    switch (client.AwaitOther(shared_->wake.descriptor(), patience)) {
      case ConnectionStream::Awaited::kReadable:
        break;
      case ConnectionStream::Awaited::kGone:
        return Event::kGone;
      case ConnectionStream::Awaited::kCutOff:
        return Event::kCutOff;
      case ConnectionStream::Awaited::kNothing:
        return Event::kNothingYet;
    }
  }
}

bool RunningWork::Failed() const {
  const std::lock_guard lock(shared_->mutex);
  return shared_->result && !*shared_->result;
}

Result<WorkResult> RunningWork::TakeResult() {
  const std::lock_guard lock(shared_->mutex);
  return std::move(*shared_->result);
}

void RunningWork::Cancel() {
  {
    const std::lock_guard lock(shared_->mutex);
    if (shared_->result) return;
  }
  engine_->Cancel(id_);
}

}  // namespace godel

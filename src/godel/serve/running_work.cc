// SPDX-License-Identifier: MIT
#include "godel/serve/running_work.h"

#include <fmt/format.h>

#include <condition_variable>
#include <deque>
#include <mutex>

#include "godel/dialog/encoded_dialog.h"
#include "godel/dialog/streamed_reply.h"
#include "godel/text/stream_decoder.h"

namespace godel {

struct RunningWork::Shared {
  explicit Shared(const Tokenizer& words) : tokenizer(words), decoder(words) {}

  // Of the engine's thread.
  const Tokenizer& tokenizer;
  StreamDecoder decoder;
  std::optional<StreamedReply> dialog{};  // in place of the decoder, when the work is a dialog
  std::vector<ReplyToken> tokens{};
  bool wants_tokens = false;
  std::chrono::steady_clock::time_point arrived = std::chrono::steady_clock::now();
  WorkResult partial{};  // what is known before it begins

  std::mutex mutex;
  std::condition_variable changed;
  std::deque<ReplyToken> new_tokens{};
  std::optional<Result<WorkResult>> result{};

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
    return Fail(ErrorCode::kResourceExhausted,
                fmt::format("inputs: {} tokens; at most {} are taken", ids.size(), options.prompt.max_tokens));
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
  {
    const std::lock_guard lock(mutex);
    new_tokens.push_back(std::move(reply));
  }
  changed.notify_one();
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
  changed.notify_one();
}

RunningWork::RunningWork(Engine& engine) : engine_(&engine), shared_(std::make_shared<Shared>(engine.tokenizer())) {}

RunningWork::~RunningWork() {
  Cancel();
}

Result<std::unique_ptr<RunningWork>> RunningWork::Start(Engine& engine, const Work& work, const WorkOptions& options) {
  std::unique_ptr<RunningWork> running(new RunningWork(engine));
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
    shared.dialog.emplace(engine.tokenizer());
    shared.partial.dropped_turns = encoded.prompt.dropped_turns;
    shared.partial.dropped_knowledge_bytes = encoded.prompt.dropped_knowledge_bytes;
  }
  shared.wants_tokens = work.wants_tokens;
  request.on_token = [shared = running->shared_](const NewToken& token) { return shared->Take(token); };
  running->id_ = engine.Submit(
      request, [shared = running->shared_](Result<GenerateResult> result) { shared->Finish(std::move(result)); });
  return running;
}

RunningWork::Event RunningWork::Wait(std::chrono::milliseconds patience, ReplyToken* token) {
  std::unique_lock lock(shared_->mutex);
  shared_->changed.wait_for(lock, patience, [&] { return !shared_->new_tokens.empty() || shared_->result; });
  if (!shared_->new_tokens.empty()) {
    *token = std::move(shared_->new_tokens.front());
    shared_->new_tokens.pop_front();
    return Event::kToken;
  }
  return shared_->result ? Event::kOver : Event::kNothingYet;
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

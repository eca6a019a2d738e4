// SPDX-License-Identifier: MIT
#include "godel/engine/scheduler.h"

#include <algorithm>
#include <utility>

namespace godel {
namespace {

// Inputs are encoded together up to this many tokens: more rows make the matrix products no faster, and their
// activations cost memory.
constexpr size_t kEncodeTokens = 2048;

tl::unexpected<Error> Cancelled(std::string_view why) {
  return Fail(ErrorCode::kCancelled, std::string(why));
}

bool IsOver(const std::optional<std::chrono::steady_clock::time_point>& time,
            std::chrono::steady_clock::time_point now) {
  return time && *time <= now;
}

}  // namespace

Scheduler::Scheduler(EncoderDecoder& model, const Tokenizer& tokenizer, const EngineOptions& options)
    : options_(options),
      encoder_cache_(options.encoder_cache_bytes),
      encoding_(model, encoder_cache_, options.encode_chunk_tokens),
      batch_(model, tokenizer, options.draft),
      thread_([this] { Loop(); }) {}

Scheduler::~Scheduler() {
  {
    const std::lock_guard lock(mutex_);
    ending_ = true;
  }
  news_.notify_one();
  thread_.join();
}

RequestId Scheduler::Submit(std::vector<std::pair<PreparedRequest, RequestEnd>>&& requests) {
  const std::lock_guard lock(mutex_);
  const size_t first = next_id_;
  for (auto& [prepared, end] : requests) {
    Request request{.prepared = std::move(prepared), .end = std::move(end)};
    request.deadline = request.prepared.deadline;
    request.rows = request.prepared.max_rows();
    request.cache_bytes = request.prepared.cache_bytes;
    submitted_.emplace_back(next_id_++, std::move(request));
  }
  counts_.waiting += requests.size();
  news_.notify_one();
  return RequestId{first};
}

void Scheduler::Cancel(RequestId id) {
  const std::lock_guard lock(mutex_);
  cancelled_.push_back(static_cast<size_t>(id));
  news_.notify_one();
}

void Scheduler::Run(const std::function<void()>& task) {
  bool done = false;
  std::unique_lock lock(mutex_);
  tasks_.push_back({&task, &done});
  news_.notify_one();
  task_done_.wait(lock, [&] { return done; });
}

EngineCounts Scheduler::counts() const {
  const std::lock_guard lock(mutex_);
  return counts_;
}

void Scheduler::Loop() {
  while (TakeNews()) {
    DropLate();
    Admit();
    if (!encoding_.empty()) Begin(encoding_.Turn(started_.size()));
    for (LeavingRequest& leaving : batch_.Step()) Leave(leaving.handle, std::move(leaving.result));
  }
  while (!waiting_.empty()) Drop(waiting_.begin()->first.second, "the engine ends");
  while (!started_.empty()) Leave(started_.begin()->first, Cancelled("the engine ends"));
}

bool Scheduler::TakeNews() {
  std::vector<std::pair<size_t, Request>> submitted;
  std::vector<size_t> cancelled;
  std::vector<Task> tasks;
  {
    std::unique_lock lock(mutex_);
    Publish();
    if (waiting_.empty() && started_.empty())
      news_.wait(lock, [&] { return ending_ || !submitted_.empty() || !cancelled_.empty() || !tasks_.empty(); });
    submitted.swap(submitted_);
    cancelled.swap(cancelled_);
    tasks.swap(tasks_);
    if (ending_ && tasks.empty() && submitted.empty()) return false;
  }
  for (auto& [id, request] : submitted) {
    const Place place{-int64_t{request.prepared.priority}, id};
    places_.emplace(id, place);
    waiting_.emplace(place, std::move(request));
  }
  for (const size_t id : cancelled) Stop(id, "it was cancelled");
  for (const Task& task : tasks) {
    (*task.run)();
    const std::lock_guard lock(mutex_);
    *task.done = true;
    task_done_.notify_all();
  }
  return true;
}

// With mutex_ held.
void Scheduler::Publish() {
  counts_ = {.waiting = waiting_.size() + submitted_.size(),
             .running = started_.size(),
             .rows = rows_,
             .cache_bytes = cache_bytes_,
             .encoder_cache = encoder_cache_.counts()};
}

// Its room is free, and counts() says so, before anyone is told: who then submits another finds it.
RequestEnd Scheduler::Release(size_t id) {
  const auto leaving = started_.find(id);
  rows_ -= leaving->second.rows;
  cache_bytes_ -= leaving->second.cache_bytes;
  RequestEnd end = std::move(leaving->second.end);
  started_.erase(leaving);
  const std::lock_guard lock(mutex_);
  Publish();
  return end;
}

void Scheduler::DropLate() {
  const auto now = std::chrono::steady_clock::now();
  std::vector<size_t> late;
  for (const auto& [place, request] : waiting_)
    if (IsOver(request.prepared.begin_by, now) || IsOver(request.deadline, now)) late.push_back(place.second);
  for (const auto& [id, request] : started_)
    if (IsOver(request.deadline, now)) late.push_back(id);
  for (const size_t id : late) Stop(id, "its time was over before its first word");
}

void Scheduler::Stop(size_t id, std::string_view why) {
  if (places_.contains(id)) return Drop(id, why);
  if (!started_.contains(id)) return;
  if (encoding_.Remove(id))
    Leave(id, Cancelled(why));
  else
    batch_.Stop(id);
}

bool Scheduler::HasRoomFor(const Request& request) const {
  // One that is wider than the batch runs alone; that none is larger than all the memory was checked before.
  if (started_.empty()) return true;
  return rows_ + request.rows <= options_.max_batch_rows &&
         cache_bytes_ + request.cache_bytes <= options_.max_cache_bytes;
}

// Nobody overtakes: when the first has no room, those behind it wait too, or a large one would wait forever.
void Scheduler::Admit() {
  std::vector<EncodeJob> jobs;
  size_t tokens = 0;
  while (!waiting_.empty()) {
    const auto first = waiting_.begin();
    Request& next = first->second;
    const size_t length = next.prepared.input_ids.size();
    if (!HasRoomFor(next)) break;
    if (!jobs.empty() && tokens + length > kEncodeTokens) {
      if (options_.encode_chunk_tokens == 0) break;  // all that is added is read in this turn
      encoding_.Add(std::exchange(jobs, {}));
      tokens = 0;
    }
    const size_t id = first->first.second;
    tokens += length;
    rows_ += next.rows;
    cache_bytes_ += next.cache_bytes;
    next.prepared.begun = std::chrono::steady_clock::now();
    jobs.push_back({.handle = id, .input_ids = next.prepared.input_ids});
    places_.erase(id);
    started_.emplace(id, std::move(next));
    waiting_.erase(first);
  }
  if (!jobs.empty()) encoding_.Add(std::move(jobs));
}

void Scheduler::Begin(std::vector<EncodedInput> encoded) {
  for (EncodedInput& input : encoded) {
    Request& request = started_.at(input.handle);
    if (request.end.on_encoded) {
      Release(input.handle).on_encoded(std::move(input.cross));
      continue;
    }
    batch_.Join({.request = std::move(request.prepared), .encoded = std::move(input)});
  }
}

void Scheduler::Leave(size_t id, Result<GenerateResult> result) {
  const RequestEnd end = Release(id);
  if (end.on_done) end.on_done(std::move(result));
  if (end.on_encoded) end.on_encoded(nullptr);
}

void Scheduler::Drop(size_t id, std::string_view why) {
  const auto place = places_.find(id);
  const auto waiting = waiting_.find(place->second);
  const RequestEnd end = std::move(waiting->second.end);
  waiting_.erase(waiting);
  places_.erase(place);
  if (end.on_done) end.on_done(Cancelled(why));
  if (end.on_encoded) end.on_encoded(nullptr);
}

}  // namespace godel

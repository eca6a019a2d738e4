// SPDX-License-Identifier: MIT
// The one loop that uses the model. Requests come from any thread, wait until there is room, are encoded in parts
// between the steps of those that are being decoded, and leave when they are done.
#pragma once
#include <condition_variable>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <thread>
#include <utility>
#include <vector>

#include "godel/engine/encode_queue.h"
#include "godel/engine/prepared_request.h"
#include "godel/engine/request_batch.h"

namespace godel {

// What becomes of a request, told on the scheduler's thread. One of the two is set.
struct RequestEnd {
  std::function<void(Result<GenerateResult>)> on_done{};
  // For those who only want the input encoded; null when it was cancelled.
  std::function<void(std::shared_ptr<const CrossKv>)> on_encoded{};
};

// Its functions are for any thread but its own, which must not wait for itself; Cancel is for that one too.
class Scheduler {
 public:
  // model and tokenizer must outlive it.
  Scheduler(EncoderDecoder& model, const Tokenizer& tokenizer, const EngineOptions& options);
  ~Scheduler();  // ends what is left as cancelled
  Scheduler(const Scheduler&) = delete;
  Scheduler& operator=(const Scheduler&) = delete;

  // Those that come in one call may be encoded together. Returns the number of the first; they are counted on.
  RequestId Submit(std::vector<std::pair<PreparedRequest, RequestEnd>>&& requests);

  // Within a step. One that waits ends with kCancelled, one that is being decoded with what it has.
  void Cancel(RequestId id);

  // Runs `task` between two steps, alone with the model, and returns when it has run.
  void Run(const std::function<void()>& task);

  EngineCounts counts() const;
  bool IsThisThread() const { return std::this_thread::get_id() == thread_.get_id(); }

 private:
  struct Request {
    PreparedRequest prepared;  // moved on to batch_ when its input is encoded; deadline and sizes are copied below
    RequestEnd end;
    std::optional<std::chrono::steady_clock::time_point> deadline{};
    size_t rows = 0, cache_bytes = 0;
  };
  // Minus the priority, then the number: first come, first served among equals.
  using Place = std::pair<int64_t, size_t>;

  void Loop();
  bool TakeNews();  // false when it is time to end
  void DropLate();
  void Admit();
  void Publish();
  RequestEnd Release(size_t id);
  bool HasRoomFor(const Request& request) const;
  void Begin(std::vector<EncodedInput> encoded);
  void Leave(size_t id, Result<GenerateResult> result);
  void Drop(size_t id, std::string_view why);
  void Stop(size_t id, std::string_view why);

  const EngineOptions options_;
  EncoderCache encoder_cache_;
  EncodeQueue encoding_;
  RequestBatch batch_;

  // Of the loop alone.
  std::map<Place, Request> waiting_;
  std::map<size_t, Place> places_;     // of those that wait, by number
  std::map<size_t, Request> started_;  // being encoded or decoded
  size_t rows_ = 0, cache_bytes_ = 0;  // of those

  // What comes from other threads.
  mutable std::mutex mutex_;  // of all that follows
  std::condition_variable news_;
  std::vector<std::pair<size_t, Request>> submitted_;
  std::vector<size_t> cancelled_;
  struct Task {
    const std::function<void()>* run;
    bool* done;
  };
  std::vector<Task> tasks_;
  std::condition_variable task_done_;
  EngineCounts counts_{};
  size_t next_id_ = 1;
  bool ending_ = false;

  std::thread thread_;
};

}  // namespace godel

// SPDX-License-Identifier: MIT
// Work that the engine is doing for a connection. The engine's thread puts tokens into it, the connection's takes them
// out, and neither waits for the other's network or model.
#pragma once
#include <chrono>
#include <memory>
#include <optional>

#include "godel/engine/engine.h"
#include "godel/serve/connection_stream.h"
#include "godel/serve/work.h"

namespace godel {

struct WorkOptions {
  PromptOptions prompt{};
  std::optional<std::chrono::steady_clock::time_point> begin_by{};  // as of GenerateRequest
  std::optional<std::chrono::steady_clock::time_point> deadline{};
};

class RunningWork {
 public:
  // Encodes the prompt on this thread and submits it. Errors: what the prompt, the tokenizer and the engine refuse;
  // kCancelled when the system has nothing left to wait for it with.
  static Result<std::unique_ptr<RunningWork>> Start(Engine& engine, const Work& work, const WorkOptions& options);
  ~RunningWork();  // cancels what is not over
  RunningWork(const RunningWork&) = delete;
  RunningWork& operator=(const RunningWork&) = delete;

  enum class Event { kToken, kOver, kNothingYet, kGone, kCutOff };
  // The next token, in the order of the reply (only of work with one reply and without beams), or that it is over, or
  // kNothingYet after `patience`. Comes back as soon as the client has gone or its connection is cut off.
  Event Wait(const ConnectionStream& client, std::chrono::milliseconds patience, ReplyToken* token);

  bool Failed() const;  // it is over, with an error

  // Once it is over. kCancelled when its time was over before its first word.
  Result<WorkResult> TakeResult();

  void Cancel();

 private:
  struct Shared;
  RunningWork(Engine& engine, std::shared_ptr<Shared> shared);

  Engine* engine_;
  std::shared_ptr<Shared> shared_;  // with the engine's callbacks, which may outlive this
  RequestId id_{};
};

}  // namespace godel

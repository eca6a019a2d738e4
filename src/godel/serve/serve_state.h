// SPDX-License-Identifier: MIT
// What all requests of a server share.
#pragma once
#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "godel/engine/engine.h"
#include "godel/serve/api_keys.h"
#include "godel/serve/serve_metrics.h"
#include "godel/serve/serve_options.h"
#include "godel/serve/session_store.h"
#include "godel/serve/work_gate.h"

namespace godel {

struct ServeState {
  ServeState(ServeOptions serve_options, std::unique_ptr<SessionStore> store,
             std::function<void(const std::string&)> log_line);

  const ServeOptions options;
  const ApiKeys keys;
  const std::unique_ptr<SessionStore> sessions;
  const std::function<void(const std::string&)> log;  // takes a line of the access log; for any thread
  const int64_t started;                              // seconds since 1970
  ServeMetrics metrics{};
  WorkGate gate;
  std::atomic<Engine*> engine = nullptr;  // null while the model is loading; outlives the requests
  std::atomic<bool> draining = false;
  std::atomic<uint64_t> next_request = 1;
};

Result<std::unique_ptr<ServeState>> MakeServeState(ServeOptions options, std::function<void(const std::string&)> log);

}  // namespace godel

// SPDX-License-Identifier: MIT
// Everything that can be set about a server, in one place.
#pragma once
#include <chrono>
#include <filesystem>
#include <string>
#include <vector>

#include "godel/prompt/prompt.h"
#include "godel/serve/http_server.h"

namespace godel {

struct ServeLimits {
  size_t max_requests = 128;                   // replies that are being computed or wait; more are refused with 429
  std::chrono::milliseconds max_wait{30'000};  // for a place in the batch; then 503
  std::chrono::milliseconds max_duration{120'000};  // of a reply, its wait included; then it ends where it is
  size_t max_new_tokens = 512;
  size_t max_turns = 200;
  size_t max_replies = 8;  // of one request
  size_t max_sessions = 10'000;
  size_t max_session_bytes = size_t{256} << 10;
  std::chrono::seconds session_lifetime{24 * 3600};  // since it was last used
};

struct ServeOptions {
  ListenOptions listen{};
  ServeLimits limits{};
  PromptOptions prompt{};
  std::string model_name = "godel";
  std::string version{};                    // of the program
  std::vector<std::string> api_keys{};      // empty: anyone may ask
  std::vector<std::string> cors_origins{};  // "*": every page may ask
  std::filesystem::path sessions{};         // a SQLite file; empty: in memory
  // Proxies end connections on which nothing moves for a minute or half of one: a stream says something after so long.
  std::chrono::milliseconds ping_after{15'000};
  bool log_text = false;  // what people wrote, in the access log
};

}  // namespace godel

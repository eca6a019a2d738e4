// SPDX-License-Identifier: MIT
#include "godel/serve/serve_state.h"

#include <ctime>
#include <utility>

namespace godel {

ServeState::ServeState(ServeOptions serve_options, std::unique_ptr<SessionStore> store,
                       std::function<void(const std::string&)> log_line)
    : options(std::move(serve_options)),
      keys(options.api_keys),
      sessions(std::move(store)),
      log(std::move(log_line)),
      started(std::time(nullptr)),
      gate(options.limits.max_requests) {}

Result<std::unique_ptr<ServeState>> MakeServeState(ServeOptions options, std::function<void(const std::string&)> log) {
  const SessionLimits limits{.max_sessions = options.limits.max_sessions,
                             .max_bytes = options.limits.max_session_bytes,
                             .lifetime = options.limits.session_lifetime};
  GODEL_TRY(auto sessions, SessionStore::Open(options.sessions, limits));
  return std::make_unique<ServeState>(std::move(options), std::move(sessions), std::move(log));
}

}  // namespace godel

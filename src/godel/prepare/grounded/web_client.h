// SPDX-License-Identifier: MIT
// GET requests to one server, again when it is busy.
#pragma once
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "godel/base/result.h"

namespace godel {

struct WebClientOptions {
  std::chrono::seconds timeout{60};  // to connect, and for each read
  size_t retries = 5;                // after 500, 502, 503, 504 and broken connections
  std::chrono::milliseconds pause{3000};
  std::function<void(std::chrono::milliseconds)> sleep = {};  // instead of sleeping, for tests
};

struct ByteRange {
  uint64_t offset = 0;
  uint64_t length = 0;
};

// For one thread at a time. Keeps its connection; follows redirections.
class WebClient {
 public:
  // "https://data.example.org" or "http://localhost:8080/part/". Error: kInvalidArgument.
  static Result<WebClient> Make(const std::string& base_url, const WebClientOptions& options = {});
  ~WebClient();
  WebClient(WebClient&&) noexcept;
  WebClient& operator=(WebClient&&) = delete;

  // The body of what stands at `path` (behind the base, with its query); of a range, that part. nullopt for 404.
  // Error: kIo with the last answer, when none of the tries brought one; kResourceExhausted above max_bytes.
  Result<std::optional<std::string>> Get(const std::string& path, size_t max_bytes,
                                         const std::optional<ByteRange>& range = std::nullopt);

 private:
  struct Connection;
  explicit WebClient(std::unique_ptr<Connection> connection);
  std::unique_ptr<Connection> connection_;
};

// For a query's value: all but letters, digits and "-._~" as %XX.
std::string PercentEncode(std::string_view text);

}  // namespace godel

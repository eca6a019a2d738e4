// SPDX-License-Identifier: MIT
#include "godel/prepare/grounded/web_client.h"

#include <fmt/format.h>
#include <httplib.h>

#include <array>
#include <thread>
#include <utility>

namespace godel {

struct WebClient::Connection {
  Connection(const std::string& host, std::string path_prefix, const WebClientOptions& given)
      : client(host), prefix(std::move(path_prefix)), name(host), options(given) {
    client.set_connection_timeout(options.timeout);
    client.set_read_timeout(options.timeout);
    client.set_follow_location(true);
    client.set_keep_alive(true);
    client.set_default_headers({{"User-Agent", "godel-prepare"}});
  }

  struct Answer {
    int status = 0;  // 0: the connection broke
    std::string body = {};
    bool too_long = false;
    std::string fault = {};
  };

  Answer Try(const std::string& path, size_t max_bytes, const httplib::Headers& headers) {
    Answer answer;
    const auto result = client.Get(prefix + path, headers, [&](const char* data, size_t size) {
      answer.too_long = size > max_bytes - answer.body.size();
      if (!answer.too_long) answer.body.append(data, size);
      return !answer.too_long;
    });
    if (result) answer.status = result->status;
    if (!result) answer.fault = httplib::to_string(result.error());
    return answer;
  }

  void Pause() const {
    if (options.sleep)
      options.sleep(options.pause);
    else
      std::this_thread::sleep_for(options.pause);
  }

  httplib::Client client;
  std::string prefix;
  std::string name;
  WebClientOptions options;
};

WebClient::WebClient(std::unique_ptr<Connection> connection) : connection_(std::move(connection)) {}
WebClient::~WebClient() = default;
WebClient::WebClient(WebClient&&) noexcept = default;

Result<WebClient> WebClient::Make(const std::string& base_url, const WebClientOptions& options) {
  const size_t scheme = base_url.find("://");
  const bool web = base_url.starts_with("http://") || base_url.starts_with("https://");
  if (!web || scheme + 3 == base_url.size())
    return Fail(ErrorCode::kInvalidArgument,
                fmt::format("expected a URL such as https://data.example.org, found {}", base_url));
  const size_t slash = base_url.find('/', scheme + 3);
  const std::string host = base_url.substr(0, slash);
  std::string prefix = slash == std::string::npos ? "/" : base_url.substr(slash);
  if (prefix.back() != '/') prefix += '/';
  auto connection = std::make_unique<Connection>(host, std::move(prefix), options);
  if (!connection->client.is_valid())
    return Fail(ErrorCode::kInvalidArgument, fmt::format("{} is no address that can be asked", base_url));
  return WebClient(std::move(connection));
}

Result<std::optional<std::string>> WebClient::Get(const std::string& path, size_t max_bytes,
                                                  const std::optional<ByteRange>& range) {
  httplib::Headers headers;
  if (range && range->length > 0)
    headers.emplace("Range", fmt::format("bytes={}-{}", range->offset, range->offset + range->length - 1));
  for (size_t tries = 0;; ++tries) {
    Connection::Answer answer = connection_->Try(path, max_bytes, headers);
    if (answer.too_long)
      return Fail(ErrorCode::kResourceExhausted,
                  fmt::format("{}/{}: an answer of more than {} bytes", connection_->name, path, max_bytes));
    if (answer.status == 404) return std::optional<std::string>();
    if (answer.status == 200 || answer.status == 206) return std::optional<std::string>(std::move(answer.body));
    const bool busy = answer.status == 0 || answer.status == 500 || (answer.status >= 502 && answer.status <= 504);
    if (!busy || tries >= connection_->options.retries)
      return Fail(ErrorCode::kIo,
                  fmt::format("{}/{}: {} after {} tries", connection_->name, path,
                              answer.status == 0 ? answer.fault : fmt::format("status {}", answer.status), tries + 1));
    connection_->Pause();
  }
}

std::string PercentEncode(std::string_view text) {
  constexpr std::string_view kPlain = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";
  std::string encoded;
  for (const char sign : text) {
    if (kPlain.find(sign) != std::string_view::npos)
      encoded += sign;
    else
      encoded += fmt::format("%{:02X}", static_cast<unsigned char>(sign));
  }
  return encoded;
}

}  // namespace godel

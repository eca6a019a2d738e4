// SPDX-License-Identifier: MIT
// Sockets and connections. httplib parses what comes and writes what is answered; accepting, limits, time and TLS are
// here, because a server that anyone can reach must decide these itself.
#pragma once
#include <httplib.h>

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>

#include "godel/base/result.h"
#include "godel/serve/connection_stream.h"

namespace godel {

struct ListenOptions {
  std::string host = "127.0.0.1";
  int port = 8080;            // 0: any that is free
  std::string unix_socket{};  // a path, instead of host and port
  std::string cert{}, key{};  // PEM files: TLS
  size_t max_connections = 256;
  std::chrono::milliseconds keep_alive{5'000};
  ConnectionLimits limits{};
};

// What is known about one request while it is answered. Valid during the handler and, for a streamed answer, until its
// end.
struct Exchange {
  const httplib::Request& request;
  httplib::Response& response;
  const ConnectionStream& client;
};

class HttpServer : private httplib::Server {
 public:
  // Called on the connection's thread, for many connections at once.
  using Handler = std::function<void(Exchange&)>;
  // What httplib itself refuses: gives the answer a body.
  using OnRefused = std::function<void(const httplib::Request&, httplib::Response&)>;

  // Takes the port, so that clients may connect (and wait) from now on. Errors: kIo, saying which address and why.
  static Result<std::unique_ptr<HttpServer>> Listen(const ListenOptions& options);
  ~HttpServer() override;

  // Answers until Stop, then lets the requests that are being answered end, for `patience` at most (those that remain
  // find their client gone), and returns.
  void Serve(const Handler& handler, const OnRefused& on_refused, std::chrono::milliseconds patience);
  // From any thread or signal handler.
  void Stop();

  int port() const { return port_; }
  std::string url() const;

 private:
  struct Tls;
  enum class Activity { kIdle, kAnswering };
  explicit HttpServer(const ListenOptions& options);
  Status Open();
  void Accept();
  void Converse(int socket);
  void Refuse(int socket);
  void SetActivity(int socket, Activity activity);
  void CutOff(Activity activity);
  void RefuseFault(ConnectionStream& stream);

  ListenOptions options_;
  std::unique_ptr<Tls> tls_;
  int listener_ = -1, wake_read_ = -1, wake_write_ = -1;
  int port_ = 0;
  std::atomic<bool> stopping_ = false;

  std::mutex mutex_;
  std::condition_variable connection_ended_;
  std::map<int, Activity> connections_;  // by socket
};

}  // namespace godel

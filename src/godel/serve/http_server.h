// SPDX-License-Identifier: MIT
// Sockets and connections. httplib parses what comes and writes what is answered; accepting, limits, time and TLS are
// here, because a server that anyone can reach must decide these itself.
#pragma once
#include <httplib.h>

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <functional>
#include <initializer_list>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include "godel/base/result.h"
#include "godel/serve/connection_stream.h"
#include "godel/serve/wake_descriptor.h"

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
  // What is refused here, or by httplib itself: gives the answer a body that fits its status.
  using OnRefused = std::function<void(const httplib::Request&, httplib::Response&)>;

  // Takes the port, so that clients may connect (and wait) from now on. Errors: kIo, saying which address and why.
  static Result<std::unique_ptr<HttpServer>> Listen(const ListenOptions& options);
  ~HttpServer() override;

  // Answers until Stop, then lets the requests that are being answered end, for `patience` at most. Those that remain
  // are cut off (ConnectionStream::IsCutOff) and have two seconds to say so. Then all connections are closed, and it
  // returns when no handler runs any more.
  void Serve(const Handler& handler, const OnRefused& on_refused, std::chrono::milliseconds patience);
  // From any thread or signal handler.
  void Stop();

  int port() const { return port_; }
  std::string url() const;

 private:
  struct Tls;
  enum class Activity { kIdle, kAnswering, kBeingRefused };
  HttpServer(const ListenOptions& options, WakeDescriptor&& wake);
  Status Open();
  void CloseListener();
  void AwaitConnection();
  bool Accept();
  std::optional<Activity> Admit(int socket);
  std::unique_ptr<ConnectionStream> StreamOf(int socket, const ConnectionLimits& limits);
  void Converse(int socket);
  void Refuse(int socket);
  void SetActivity(int socket, Activity activity);
  void EndConnections(std::chrono::milliseconds patience);
  void ShutDown(std::initializer_list<Activity> activities, int how);
  void RefuseFault(ConnectionStream& stream);

  ListenOptions options_;
  std::unique_ptr<Tls> tls_;
  int listener_ = -1;
  bool owns_unix_socket_ = false;  // while it listens at one
  WakeDescriptor wake_;            // of the thread that accepts
  int port_ = 0;
  OnRefused on_refused_;
  std::string too_many_;  // the answer to a connection too many
  std::atomic<bool> stopping_ = false;
  std::atomic<bool> cut_off_ = false;

  std::mutex mutex_;
  std::condition_variable connection_ended_;
  std::map<int, Activity> connections_;  // by socket
  size_t refusals_ = 0;                  // of them, those that are being refused
};

}  // namespace godel

// SPDX-License-Identifier: MIT
#include "godel/serve/http_server.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <exception>
#include <system_error>
#include <thread>
#include <utility>

#include "godel/serve/tls_stream.h"

namespace godel {
namespace {

// Longer ones are nobody's. httplib matches paths by regular expressions, which recurse for every character.
constexpr size_t kMaxPath = 256;

// The connection that this thread serves. httplib hands its handlers a request and nothing of where it came from.
thread_local const ConnectionStream* this_connection = nullptr;

Status CannotListen(const std::string& where, int error) {
  const char* const hint =
      error == EADDRINUSE ? "; another program has it: choose another --port or --unix-socket" : "";
  return Fail(ErrorCode::kIo, fmt::format("cannot listen at {}: {}{}", where, std::strerror(error), hint));
}

// A socket that a server which was killed left behind. Anything but a socket stays, and one at which somebody listens.
bool IsAbandoned(const sockaddr_un& path) {
  struct stat status {};
  if (::lstat(path.sun_path, &status) != 0 || !S_ISSOCK(status.st_mode)) return false;
  const int client = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  if (client < 0) return false;
  const bool refused =
      ::connect(client, reinterpret_cast<const sockaddr*>(&path), sizeof(path)) != 0 && errno == ECONNREFUSED;
  ::close(client);
  return refused;
}

// A connection too many may take so long to say what it wants, and as long to hear that it cannot be.
constexpr ConnectionLimits kRefusalLimits{.request_time = std::chrono::milliseconds(1'000),
                                          .write_time = std::chrono::milliseconds(1'000)};
// So many are refused at once, each with a thread; beyond that they are closed at once and may not hear why.
constexpr size_t kMaxRefusals = 64;

// What requests get to say that they were cut off.
constexpr std::chrono::milliseconds kLastWords{2'000};

// What a request that did not come in whole is answered with; 0: nothing, or nobody is there.
int StatusOfFault(const ConnectionStream& stream) {
  switch (stream.fault()) {
    case ConnectionStream::Fault::kHeadTooLarge:
      return 431;
    case ConnectionStream::Fault::kTooLarge:
      return 413;
    case ConnectionStream::Fault::kTooSlow:
      return 408;
    case ConnectionStream::Fault::kGone:
      return stream.IsCutOff() ? 503 : 0;
    case ConnectionStream::Fault::kNone:
      break;
  }
  return 0;
}

// An answer that httplib does not write, because it read no request.
std::string Refusal(int status, const HttpServer::OnRefused& on_refused) {
  httplib::Response response;
  response.status = status;
  on_refused({}, response);
  const char* const reason = status == 503   ? "Service Unavailable"
                             : status == 408 ? "Request Timeout"
                                             : "Request Too Large";
  std::string head = fmt::format("HTTP/1.1 {} {}\r\nConnection: close\r\nContent-Length: {}\r\n", status, reason,
                                 response.body.size());
  for (const auto& [name, value] : response.headers) head += fmt::format("{}: {}\r\n", name, value);
  return head + "\r\n" + response.body;
}

}  // namespace

struct HttpServer::Tls {
  TlsContext context;
};

HttpServer::HttpServer(const ListenOptions& options, WakeDescriptor&& wake)
    : options_(options), wake_(std::move(wake)) {}

HttpServer::~HttpServer() {
  CloseListener();
}

// The file goes first: by the time that replies are over it may be another server's.
void HttpServer::CloseListener() {
  if (std::exchange(owns_unix_socket_, false)) ::unlink(options_.unix_socket.c_str());
  if (listener_ >= 0) ::close(listener_);
  listener_ = -1;
}

Result<std::unique_ptr<HttpServer>> HttpServer::Listen(const ListenOptions& options) {
  GODEL_TRY(WakeDescriptor wake, WakeDescriptor::Create());
  std::unique_ptr<HttpServer> server(new HttpServer(options, std::move(wake)));
  if (!options.cert.empty() || !options.key.empty()) {
    GODEL_TRY(TlsContext context, LoadTlsContext(options.cert, options.key));
    server->tls_ = std::make_unique<Tls>(Tls{std::move(context)});
  }
  GODEL_TRY_STATUS(server->Open());
  return server;
}

Status HttpServer::Open() {
  sockaddr_storage address{};
  socklen_t size = 0;
  std::string where;
  if (!options_.unix_socket.empty()) {
    where = options_.unix_socket;
    sockaddr_un path{};
    path.sun_family = AF_UNIX;
    if (where.size() >= sizeof(path.sun_path))
      return Fail(ErrorCode::kInvalidArgument,
                  fmt::format("--unix-socket {}: longer than {} bytes", where, sizeof(path.sun_path) - 1));
    where.copy(path.sun_path, sizeof(path.sun_path) - 1);
    if (IsAbandoned(path)) ::unlink(where.c_str());
    size = sizeof(path);
    std::memcpy(&address, &path, sizeof(path));
  } else {
    where = fmt::format("{}:{}", options_.host, options_.port);
    addrinfo hints{};
    hints.ai_socktype = SOCK_STREAM;
    hints.ai_flags = AI_PASSIVE | AI_NUMERICSERV;
    addrinfo* found = nullptr;
    if (const int error = ::getaddrinfo(options_.host.c_str(), std::to_string(options_.port).c_str(), &hints, &found);
        error != 0)
      return Fail(ErrorCode::kInvalidArgument, fmt::format("--host {}: {}", options_.host, ::gai_strerror(error)));
    size = found->ai_addrlen;
    std::memcpy(&address, found->ai_addr, size);
    ::freeaddrinfo(found);
  }
  listener_ = ::socket(address.ss_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  if (listener_ < 0) return CannotListen(where, errno);
  const int on = 1;
  ::setsockopt(listener_, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
  if (::bind(listener_, reinterpret_cast<const sockaddr*>(&address), size) != 0 || ::listen(listener_, SOMAXCONN) != 0)
    return CannotListen(where, errno);
  owns_unix_socket_ = !options_.unix_socket.empty();
  if (::getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size) != 0) return CannotListen(where, errno);
  if (address.ss_family == AF_INET) port_ = ntohs(reinterpret_cast<const sockaddr_in*>(&address)->sin_port);
  if (address.ss_family == AF_INET6) port_ = ntohs(reinterpret_cast<const sockaddr_in6*>(&address)->sin6_port);
  svr_sock_ = listener_;  // without one httplib believes that it is being shut down and ends streams
  return {};
}

std::string HttpServer::url() const {
  if (!options_.unix_socket.empty()) return "unix:" + options_.unix_socket;
  const bool v6 = options_.host.find(':') != std::string::npos;
  return fmt::format("{}://{}{}{}:{}", tls_ ? "https" : "http", v6 ? "[" : "", options_.host, v6 ? "]" : "", port_);
}

void HttpServer::Stop() {
  stopping_ = true;
  wake_.Set();
}

void HttpServer::Serve(const Handler& handler, const OnRefused& on_refused, std::chrono::milliseconds patience) {
  on_refused_ = on_refused;
  too_many_ = Refusal(503, on_refused);
  set_keep_alive_max_count(1'000'000);
  set_payload_max_length(options_.limits.max_request_bytes);
  const auto answer = [&handler](const httplib::Request& request, httplib::Response& response) {
    Exchange exchange{request, response, *this_connection};
    handler(exchange);
  };
  for (const auto add : {&Server::Get, &Server::Options}) (this->*add)("/.*", answer);
  Post("/.*", answer);
  Put("/.*", answer);
  Patch("/.*", answer);
  Delete("/.*", answer);
  set_pre_routing_handler([](const httplib::Request& request, httplib::Response& response) {
    if (request.path.size() <= kMaxPath) return HandlerResponse::Unhandled;
    response.status = 414;
    response.set_header("Connection", "close");
    return HandlerResponse::Handled;
  });
  set_error_handler([&on_refused](const httplib::Request& request, httplib::Response& response) {
    if (!response.body.empty()) return;
    if (const int status = StatusOfFault(*this_connection); status != 0) response.status = status;
    on_refused(request, response);
  });
  set_exception_handler(
      [&on_refused](const httplib::Request& request, httplib::Response& response, const std::exception_ptr&) {
        response.status = 500;
        on_refused(request, response);
      });
  while (!stopping_) AwaitConnection();
  // Who connected before the end hears of it.
  for (int left = SOMAXCONN; left > 0 && Accept(); --left) {
  }
  CloseListener();
  EndConnections(patience);
}

void HttpServer::EndConnections(std::chrono::milliseconds patience) {
  const auto all_ended = [&] { return connections_.empty(); };
  std::unique_lock lock(mutex_);
  ShutDown({Activity::kIdle, Activity::kBeingRefused}, SHUT_RD);
  if (connection_ended_.wait_for(lock, patience, all_ended)) return;
  cut_off_ = true;
  ShutDown({Activity::kAnswering}, SHUT_RD);
  connection_ended_.wait_for(lock, kLastWords, all_ended);
  ShutDown({Activity::kIdle, Activity::kAnswering, Activity::kBeingRefused}, SHUT_RDWR);
  svr_sock_ = INVALID_SOCKET;  // streams that are still being written end now
  connection_ended_.wait(lock, all_ended);
}

// With mutex_ held. To its thread it looks as if the client had closed the connection, or that side of it.
void HttpServer::ShutDown(std::initializer_list<Activity> activities, int how) {
  for (const auto& [socket, now] : connections_)
    if (std::find(activities.begin(), activities.end(), now) != activities.end()) ::shutdown(socket, how);
}

void HttpServer::SetActivity(int socket, Activity activity) {
  const std::lock_guard lock(mutex_);
  connections_[socket] = activity;
}

void HttpServer::AwaitConnection() {
  pollfd entries[] = {{.fd = listener_, .events = POLLIN, .revents = 0},
                      {.fd = wake_.descriptor(), .events = POLLIN, .revents = 0}};
  if (::poll(entries, 2, -1) <= 0 || stopping_ || (entries[0].revents & POLLIN) == 0) return;
  // Without descriptors left the listener stays readable: wait for one to be closed instead of spinning.
  if (!Accept() && (errno == EMFILE || errno == ENFILE)) std::this_thread::sleep_for(std::chrono::milliseconds(50));
}

// False, with errno, when there is none or it cannot be had.
bool HttpServer::Accept() {
  const int socket = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK);
  if (socket < 0) return false;
  const int on = 1;
  ::setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
  const auto activity = Admit(socket);
  if (!activity) {
    if (tls_ == nullptr) [[maybe_unused]]
      const ssize_t sent = ::send(socket, too_many_.data(), too_many_.size(), MSG_NOSIGNAL);
    ::close(socket);
    return true;
  }
  const bool refuse = *activity == Activity::kBeingRefused;
  const auto end = [this, socket, refuse] {
    const std::lock_guard lock(mutex_);
    ::close(socket);
    connections_.erase(socket);
    refusals_ -= refuse ? 1 : 0;
    connection_ended_.notify_all();
  };
  try {
    std::thread([this, socket, refuse, end] {
      refuse ? Refuse(socket) : Converse(socket);
      end();
    }).detach();
  } catch (const std::system_error&) {  // the system has no more threads
    end();
  }
  return true;
}

// What to do with a new connection; nullopt: not even refuse it.
std::optional<HttpServer::Activity> HttpServer::Admit(int socket) {
  const std::lock_guard lock(mutex_);
  const bool refuse = connections_.size() - refusals_ >= options_.max_connections;
  if (refuse && refusals_ == kMaxRefusals) return std::nullopt;
  refusals_ += refuse ? 1 : 0;
  return connections_.emplace(socket, refuse ? Activity::kBeingRefused : Activity::kIdle).first->second;
}

std::unique_ptr<ConnectionStream> HttpServer::StreamOf(int socket, const ConnectionLimits& limits) {
  if (tls_ != nullptr) return TlsStream::Create(tls_->context.get(), socket, limits, cut_off_);
  return std::make_unique<ConnectionStream>(socket, limits, cut_off_);
}

// Waits for the client to ask: an answer that comes before its question is taken for a mistake by those who keep
// connections for later.
void HttpServer::Refuse(int socket) {
  const auto stream = StreamOf(socket, kRefusalLimits);
  char first = 0;
  if (stream == nullptr || !stream->AwaitRequest(kRefusalLimits.request_time) || stream->read(&first, 1) != 1) return;
  if (stream->write(too_many_.data(), too_many_.size()) > 0) stream->Linger();
}

void HttpServer::Converse(int socket) {
  const auto stream = StreamOf(socket, options_.limits);
  if (stream == nullptr) return;
  this_connection = stream.get();
  for (bool close = false; !close;) {
    if (!stream->AwaitRequest(options_.keep_alive)) return;
    SetActivity(socket, Activity::kAnswering);
    bool client_closes = false;
    const bool answered =
        process_request(*stream, /*close_connection=*/stopping_, client_closes, [](httplib::Request& request) {
          // A few compressed bytes may stand for gigabytes, and no client of these APIs sends any.
          request.headers.erase("Content-Encoding");
          // httplib would cut a part out of the answer to a POST, for which ranges mean nothing (RFC 9110, 14.2).
          request.ranges.clear();
        });
    if (!answered) RefuseFault(*stream);
    SetActivity(socket, Activity::kIdle);
    const bool refused = !answered || cut_off_ || stream->fault() != ConnectionStream::Fault::kNone;
    if (refused && stream->fault() != ConnectionStream::Fault::kGone) stream->Linger();
    close = refused || client_closes || stopping_;
  }
}

// httplib gives up silently when not even the first line has come in whole.
void HttpServer::RefuseFault(ConnectionStream& stream) {
  const int status = StatusOfFault(stream);
  if (status == 0 || stream.has_written() || !stream.has_read()) return;
  const std::string answer = Refusal(status, on_refused_);
  stream.write(answer.data(), answer.size());
}

}  // namespace godel

// SPDX-License-Identifier: MIT
#include "godel/serve/connection_stream.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

namespace godel {
namespace {

constexpr std::chrono::milliseconds kLingerTime{1'000};
constexpr size_t kLingerBytes = size_t{16} << 20;

bool WouldWait(int error) {
  return error == EAGAIN || error == EWOULDBLOCK || error == EINTR;
}

// Empty for a Unix socket, whose ends have no address.
void NameOf(const sockaddr_storage& address, std::string* ip, int* port) {
  std::array<char, INET6_ADDRSTRLEN> text{};
  if (address.ss_family == AF_INET) {
    sockaddr_in v4{};
    std::memcpy(&v4, &address, sizeof(v4));
    inet_ntop(AF_INET, &v4.sin_addr, text.data(), text.size());
    *port = ntohs(v4.sin_port);
  } else if (address.ss_family == AF_INET6) {
    sockaddr_in6 v6{};
    std::memcpy(&v6, &address, sizeof(v6));
    inet_ntop(AF_INET6, &v6.sin6_addr, text.data(), text.size());
    *port = ntohs(v6.sin6_port);
  }
  *ip = text.data();
}

}  // namespace

bool ConnectionStream::Poll(short events, Clock::time_point until) const {
  for (;;) {
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(until - Clock::now()).count();
    if (left <= 0) return false;
    pollfd entry{.fd = socket_, .events = events, .revents = 0};
    const int ready = ::poll(&entry, 1, static_cast<int>(std::min<int64_t>(left, 1'000'000)));
    if (ready > 0) return true;
    if (ready < 0 && errno != EINTR) return false;
  }
}

bool ConnectionStream::AwaitRequest(std::chrono::milliseconds patience) {
  bytes_ = newlines_ = 0;
  in_head_ = true;
  has_written_ = false;
  if (begin_ == end_ && !HasBuffered() && !Poll(POLLIN, Clock::now() + patience)) return false;
  must_be_in_ = Clock::now() + limits_.request_time;
  return true;
}

// The flag is set before the socket is shut down, so it is read after poll: what looks like a client's end may be ours.
bool ConnectionStream::IsGone() const {
  pollfd entry{.fd = socket_, .events = POLLRDHUP, .revents = 0};
  return ::poll(&entry, 1, 0) > 0 && !IsCutOff();
}

ConnectionStream::Awaited ConnectionStream::AwaitOther(int descriptor, std::chrono::milliseconds patience) const {
  const auto until = Clock::now() + patience;
  for (;;) {
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(until - Clock::now()).count();
    pollfd entries[] = {{.fd = socket_, .events = POLLRDHUP, .revents = 0},
                        {.fd = descriptor, .events = POLLIN, .revents = 0}};
    const int ready = ::poll(entries, 2, static_cast<int>(std::clamp<int64_t>(left, 0, 1'000'000)));
    if (IsCutOff()) return Awaited::kCutOff;
    if (ready > 0) return entries[0].revents != 0 ? Awaited::kGone : Awaited::kReadable;
    if (left <= 0) return Awaited::kNothing;
  }
}

bool ConnectionStream::is_readable() const {
  return begin_ < end_ || HasBuffered() || Poll(POLLIN, must_be_in_);
}

bool ConnectionStream::is_writable() const {
  return fault_ == Fault::kNone && !IsGone();
}

bool ConnectionStream::Fill() {
  for (;;) {
    const ssize_t got = Receive(buffer_.data(), buffer_.size());
    if (got > 0) {
      begin_ = 0;
      end_ = static_cast<size_t>(got);
      return true;
    }
    if (got == 0 || !WouldWait(errno)) {
      fault_ = Fault::kGone;
      return false;
    }
    if (!Poll(wanted_event(POLLIN), must_be_in_)) {
      fault_ = Fault::kTooSlow;
      return false;
    }
  }
}

// The head ends at an empty line. httplib reads it line by line and keeps every line, however many there are.
void ConnectionStream::CountHead(const char* data, size_t size) {
  for (size_t i = 0; i < size && in_head_; ++i) {
    if (data[i] == '\n')
      ++newlines_;
    else if (data[i] != '\r')
      newlines_ = 0;
    in_head_ = newlines_ < 2;
  }
}

ssize_t ConnectionStream::read(char* data, size_t size) {
  if (fault_ != Fault::kNone) return -1;
  if (begin_ == end_ && !Fill()) return fault_ == Fault::kGone && !in_head_ ? 0 : -1;
  const size_t taken = std::min(size, end_ - begin_);
  std::memcpy(data, buffer_.data() + begin_, taken);
  begin_ += taken;
  bytes_ += taken;
  if (in_head_) {
    CountHead(data, taken);
    if (in_head_ && bytes_ > limits_.max_head_bytes) fault_ = Fault::kHeadTooLarge;
  }
  if (bytes_ > limits_.max_request_bytes) fault_ = Fault::kTooLarge;
  return fault_ == Fault::kNone ? static_cast<ssize_t>(taken) : -1;
}

ssize_t ConnectionStream::write(const char* data, size_t size) {
  const auto until = Clock::now() + limits_.write_time;
  size_t written = 0;
  has_written_ = true;
  while (written < size) {
    const ssize_t sent = Send(data + written, size - written);
    if (sent > 0) {
      written += static_cast<size_t>(sent);
      continue;
    }
    if (sent == 0 || !WouldWait(errno) || !Poll(wanted_event(POLLOUT), until)) {
      fault_ = Fault::kGone;
      return -1;
    }
  }
  return static_cast<ssize_t>(size);
}

void ConnectionStream::Linger() {
  EndSending();
  const auto until = Clock::now() + kLingerTime;
  std::array<char, 65536> forgotten;
  for (size_t left = kLingerBytes; Poll(POLLIN, until);) {
    const ssize_t got = ::recv(socket_, forgotten.data(), std::min(left, forgotten.size()), 0);
    if (got > 0) left -= static_cast<size_t>(got);
    if (left == 0 || got == 0 || (got < 0 && !WouldWait(errno))) return;
  }
}

void ConnectionStream::EndSending() {
  ::shutdown(socket_, SHUT_WR);
}

ssize_t ConnectionStream::Receive(char* data, size_t size) {
  return ::recv(socket_, data, size, 0);
}

ssize_t ConnectionStream::Send(const char* data, size_t size) {
  return ::send(socket_, data, size, MSG_NOSIGNAL);
}

void ConnectionStream::get_remote_ip_and_port(std::string& ip, int& port) const {
  sockaddr_storage address{};
  socklen_t size = sizeof(address);
  if (::getpeername(socket_, reinterpret_cast<sockaddr*>(&address), &size) == 0) NameOf(address, &ip, &port);
}

void ConnectionStream::get_local_ip_and_port(std::string& ip, int& port) const {
  sockaddr_storage address{};
  socklen_t size = sizeof(address);
  if (::getsockname(socket_, reinterpret_cast<sockaddr*>(&address), &size) == 0) NameOf(address, &ip, &port);
}

}  // namespace godel

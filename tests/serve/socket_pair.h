// SPDX-License-Identifier: MIT
// A connection over the loopback, as a server sees those of its clients.
#pragma once
#include <fcntl.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <string>
#include <string_view>

namespace godel::testing {

class SocketPair {
 public:
  SocketPair() {
    const int listener = ::socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof(address);
    auto* const any = reinterpret_cast<sockaddr*>(&address);
    EXPECT_EQ(::bind(listener, any, size), 0);
    EXPECT_EQ(::listen(listener, 1), 0);
    EXPECT_EQ(::getsockname(listener, any, &size), 0);
    client_ = ::socket(AF_INET, SOCK_STREAM, 0);
    EXPECT_EQ(::connect(client_, any, size), 0);
    server_ = ::accept4(listener, nullptr, nullptr, SOCK_NONBLOCK);
    EXPECT_GE(server_, 0);
    ::close(listener);
  }
  ~SocketPair() {
    CloseClient();
    ::close(server_);
  }
  SocketPair(const SocketPair&) = delete;
  SocketPair& operator=(const SocketPair&) = delete;

  int server() const { return server_; }
  void SendFromClient(std::string_view text) const {
    EXPECT_EQ(::send(client_, text.data(), text.size(), 0), static_cast<ssize_t>(text.size()));
  }
  std::string ReadAtClient() const {
    char bytes[256];
    const ssize_t got = ::recv(client_, bytes, sizeof(bytes), 0);
    return got > 0 ? std::string(bytes, static_cast<size_t>(got)) : "";
  }
  void CloseClient() {
    if (client_ >= 0) ::close(client_);
    client_ = -1;
  }

 private:
  int client_ = -1, server_ = -1;
};

}  // namespace godel::testing

// SPDX-License-Identifier: MIT
#include "godel/train/lost_peers.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include <charconv>
#include <filesystem>
#include <string>
#include <system_error>

namespace godel::train {
namespace {

uint16_t PortOf(const sockaddr_storage& address) {
  // The port lies at the same place in both families.
  return ntohs(reinterpret_cast<const sockaddr_in*>(&address)->sin_port);
}

bool IsTcpConnection(int descriptor, uint16_t except_port) {
  int type = 0;
  socklen_t size = sizeof(type);
  if (::getsockopt(descriptor, SOL_SOCKET, SO_TYPE, &type, &size) != 0 || type != SOCK_STREAM) return false;
  sockaddr_storage peer = {};
  size = sizeof(peer);
  if (::getpeername(descriptor, reinterpret_cast<sockaddr*>(&peer), &size) != 0) return false;
  if (peer.ss_family != AF_INET && peer.ss_family != AF_INET6) return false;
  sockaddr_storage own = {};
  size = sizeof(own);
  if (::getsockname(descriptor, reinterpret_cast<sockaddr*>(&own), &size) != 0) return false;
  return PortOf(peer) != except_port && PortOf(own) != except_port;
}

void Set(int connection, int level, int option, int value) {
  // Where a system lacks one, the others stand, and ddp_timeout remains.
  ::setsockopt(connection, level, option, &value, sizeof(value));
}

}  // namespace

std::vector<int> TcpConnections(uint16_t except_port) {
  std::vector<int> connections;
  std::error_code error;
  for (std::filesystem::directory_iterator entry("/proc/self/fd", error), end; !error && entry != end;
       entry.increment(error)) {
    const std::string name = entry->path().filename().string();
    int descriptor = -1;
    std::from_chars(name.data(), name.data() + name.size(), descriptor);
    if (descriptor >= 0 && IsTcpConnection(descriptor, except_port)) connections.push_back(descriptor);
  }
  return connections;
}

void NoticeLostPeer(int connection) {
  constexpr int kIdle = 10, kProbes = 4;  // seconds until it is asked, and how often
  constexpr int kSeconds = static_cast<int>(kLostAfter.count());
  Set(connection, SOL_SOCKET, SO_KEEPALIVE, 1);
  Set(connection, IPPROTO_TCP, TCP_KEEPIDLE, kIdle);
  Set(connection, IPPROTO_TCP, TCP_KEEPINTVL, (kSeconds - kIdle) / kProbes);
  Set(connection, IPPROTO_TCP, TCP_KEEPCNT, kProbes);
  // Probes go out while a connection is idle; what was sent and not answered has a time of its own, in milliseconds.
  Set(connection, IPPROTO_TCP, TCP_USER_TIMEOUT, 1000 * kSeconds);
}

}  // namespace godel::train

// SPDX-License-Identifier: MIT
// A process that dies closes its connections; a machine that vanishes closes none, and who waits for it waits on.
#pragma once
#include <chrono>
#include <cstdint>
#include <vector>

namespace godel::train {

// The TCP connections that this process has open, by their descriptors, but for those from or to `except_port`; empty
// where /proc does not say.
std::vector<int> TcpConnections(uint16_t except_port);

// From then on a connection fails when the system at its other end has answered nothing for so long, idle or not. That
// system answers for a process of its that computes or is stopped, so nobody has to send anything for it.
constexpr std::chrono::seconds kLostAfter{30};
void NoticeLostPeer(int connection);

}  // namespace godel::train

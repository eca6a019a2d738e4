// SPDX-License-Identifier: MIT
// What a connection's thread wakes up for while its request is answered elsewhere. Patience is a minute: who wakes up
// late has not woken up.
#include "godel/serve/connection_stream.h"

#include <gtest/gtest.h>
#include <sys/socket.h>

#include <thread>

#include "godel/serve/wake_descriptor.h"
#include "serve/socket_pair.h"

namespace godel {
namespace {

using Awaited = ConnectionStream::Awaited;
constexpr std::chrono::milliseconds kMinute{60'000};

class ConnectionStreamTest : public ::testing::Test {
 protected:
  testing::SocketPair sockets;
  std::atomic<bool> cut_off = false;
  ConnectionLimits limits;
  ConnectionStream stream{sockets.server(), limits, cut_off};
  WakeDescriptor wake = *WakeDescriptor::Create();
};

TEST_F(ConnectionStreamTest, WaitsForTheOtherDescriptor) {
  EXPECT_EQ(stream.AwaitOther(wake.descriptor(), std::chrono::milliseconds(1)), Awaited::kNothing);
  std::thread other([&] { wake.Set(); });
  EXPECT_EQ(stream.AwaitOther(wake.descriptor(), kMinute), Awaited::kReadable);
  other.join();
  EXPECT_EQ(stream.AwaitOther(wake.descriptor(), kMinute), Awaited::kReadable);  // until it is cleared
  wake.Clear();
  wake.Clear();
  EXPECT_EQ(stream.AwaitOther(wake.descriptor(), std::chrono::milliseconds(1)), Awaited::kNothing);
}

TEST_F(ConnectionStreamTest, SeesAClientLeaveWhileItWaits) {
  std::thread client([&] { sockets.CloseClient(); });
  EXPECT_EQ(stream.AwaitOther(wake.descriptor(), kMinute), Awaited::kGone);
  client.join();
  EXPECT_TRUE(stream.IsGone());
  EXPECT_FALSE(stream.is_writable());
  wake.Set();  // a word for nobody
  EXPECT_EQ(stream.AwaitOther(wake.descriptor(), kMinute), Awaited::kGone);
}

TEST_F(ConnectionStreamTest, WhatAClientSentAheadDoesNotHideThatItLeft) {
  ASSERT_TRUE(stream.AwaitRequest(std::chrono::milliseconds(1)) == false);
  sockets.SendFromClient("GET / HTTP/1.1\r\n\r\nGET");
  ASSERT_TRUE(stream.AwaitRequest(kMinute));
  char byte = 0;
  ASSERT_EQ(stream.read(&byte, 1), 1);  // the rest lies in the stream's own buffer
  sockets.SendFromClient(" / HTTP/1.1\r\n\r\n");
  EXPECT_FALSE(stream.IsGone());
  EXPECT_EQ(stream.AwaitOther(wake.descriptor(), std::chrono::milliseconds(1)), Awaited::kNothing);
  sockets.CloseClient();
  EXPECT_TRUE(stream.IsGone());
  EXPECT_EQ(stream.AwaitOther(wake.descriptor(), kMinute), Awaited::kGone);
}

TEST_F(ConnectionStreamTest, WhoIsCutOffWakesUpAndMayStillAnswer) {
  std::thread server([&] {
    cut_off = true;
    ::shutdown(sockets.server(), SHUT_RD);
  });
  EXPECT_EQ(stream.AwaitOther(wake.descriptor(), kMinute), Awaited::kCutOff);
  server.join();
  EXPECT_FALSE(stream.IsGone());
  EXPECT_TRUE(stream.is_writable());
  EXPECT_EQ(stream.write("sorry", 5), 5);
  EXPECT_EQ(sockets.ReadAtClient(), "sorry");
}

TEST_F(ConnectionStreamTest, ARequestThatIsCutOffWhileItComesInEnds) {
  sockets.SendFromClient("POST");
  ASSERT_TRUE(stream.AwaitRequest(kMinute));
  std::thread server([&] {
    cut_off = true;
    ::shutdown(sockets.server(), SHUT_RD);
  });
  char bytes[8];
  EXPECT_EQ(stream.read(bytes, sizeof(bytes)), 4);
  EXPECT_EQ(stream.read(bytes, sizeof(bytes)), -1);
  server.join();
  EXPECT_EQ(stream.fault(), ConnectionStream::Fault::kGone);
  EXPECT_TRUE(stream.IsCutOff());
}

}  // namespace
}  // namespace godel

// SPDX-License-Identifier: MIT
// A stream on which nothing moves for long is kept open by comments, which no client takes for events.
#include <gtest/gtest.h>

#include "godel/base/json.h"
#include "godel/serve/router.h"
#include "serve/socket_pair.h"
#include "support/golden.h"

namespace godel {
namespace {

constexpr std::string_view kPing = ": ping\n\n";

class StreamPingsTest : public ::testing::Test {
 protected:
  void SetUp() override {
    auto loaded = Engine::Load(testing::ModelsDir() / "godel-mini", {.num_threads = 1});
    ASSERT_TRUE(loaded) << loaded.error().message;
    engine = std::move(*loaded);
  }

  // All that a client of /v1/respond gets when the server waits so long before it breaks a silence.
  std::string Streamed(std::chrono::milliseconds ping_after) {
    auto made = MakeServeState({.ping_after = ping_after}, {});
    EXPECT_TRUE(made) << made.error().message;
    (*made)->engine = engine.get();
    httplib::Request request;
    request.method = "POST";
    request.path = "/v1/respond";
    request.body = R"({"context": ["Tell me a story."], "stream": true,
        "parameters": {"do_sample": false, "min_new_tokens": 40, "max_new_tokens": 40}})";
    const testing::SocketPair pair;
    const std::atomic<bool> cut_off = false;
    const ConnectionLimits limits;
    const ConnectionStream client(pair.server(), limits, cut_off);
    std::string text;
    httplib::Response response;
    Exchange exchange{request, response, client};
    AnswerRequest(**made, exchange);
    EXPECT_EQ(response.status, 200) << response.body;
    httplib::DataSink sink;
    sink.write = [&](const char* bytes, size_t size) {
      text.append(bytes, size);
      return true;
    };
    sink.is_writable = [] { return true; };
    sink.done = [] {};
    EXPECT_TRUE(response.content_provider_(0, 0, sink));
    return text;
  }

  std::unique_ptr<Engine> engine;
};

// Without patience there is a ping wherever the next token is not there yet: 39 steps of the model are not all done
// before their tokens are asked for.
TEST_F(StreamPingsTest, ASilenceIsBrokenAndTheEventsStayTheSame) {
  const std::string quiet = Streamed(std::chrono::hours(1));
  EXPECT_EQ(quiet.find(kPing), std::string::npos);
  std::string pinged = Streamed(std::chrono::milliseconds(0));
  size_t pings = 0;
  for (size_t at = pinged.find(kPing); at != std::string::npos; at = pinged.find(kPing, at), ++pings)
    pinged.erase(at, kPing.size());
  EXPECT_GT(pings, 0u);
  const auto events = [](const std::string& text) { return text.substr(0, text.find("event: done")); };
  EXPECT_EQ(events(pinged), events(quiet));  // the last event has times in it
  EXPECT_NE(pinged.find("event: done"), std::string::npos);
}

}  // namespace
}  // namespace godel

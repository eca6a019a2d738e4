// SPDX-License-Identifier: MIT
// The engine's work for a connection, with the small trained model.
#include "godel/serve/running_work.h"

#include <gtest/gtest.h>
#include <sys/resource.h>

#include <array>
#include <thread>

#include "serve/socket_pair.h"
#include "support/golden.h"

namespace godel {
namespace {

using Event = RunningWork::Event;
constexpr std::chrono::milliseconds kOneMinute{60'000};
constexpr TokenId kEnds[] = {TokenId{1}, TokenId{8100}};  // </s> and the word EOS of this model

class RunningWorkTest : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    auto loaded = Engine::Load(testing::ModelsDir() / "godel-mini", {.num_threads = 1});
    ASSERT_TRUE(loaded) << loaded.error().message;
    engine = std::move(*loaded);
  }
  static void TearDownTestSuite() { engine.reset(); }
  void SetUp() override { ASSERT_NE(engine, nullptr); }

  static SamplingParams Greedy(size_t max_new_tokens) {
    SamplingParams params = engine->default_params();
    params.do_sample = false;
    params.max_length.reset();
    params.max_new_tokens = max_new_tokens;
    return params;
  }
  // It would take minutes.
  static Work Endless() {
    Work work{.input = DialogPrompt{.instruction = "", .context = {"Tell me a story."}, .knowledge = ""},
              .params = Greedy(16'000)};
    work.params.suppress_tokens.assign(std::begin(kEnds), std::end(kEnds));
    return work;
  }
  std::unique_ptr<RunningWork> Start(const Work& work) {
    auto running = RunningWork::Start(*engine, work, {});
    EXPECT_TRUE(running) << (running ? "" : running.error().message);
    return running ? *std::move(running) : nullptr;
  }
  // Whether the engine does nothing any more, before long.
  static bool EngineComesToRest() {
    const auto until = std::chrono::steady_clock::now() + kOneMinute;
    while (engine->counts().running > 0 && std::chrono::steady_clock::now() < until)
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
    return engine->counts().running == 0;
  }

  static std::unique_ptr<Engine> engine;
  testing::SocketPair sockets;
  std::atomic<bool> cut_off = false;
  ConnectionLimits limits;
  ConnectionStream client{sockets.server(), limits, cut_off};
};
std::unique_ptr<Engine> RunningWorkTest::engine;

TEST_F(RunningWorkTest, TheTokensAddUpToTheReply) {
  const DialogPrompt dialog{.instruction = "", .context = {"Have you seen a good movie?"}, .knowledge = ""};
  const RawPrompt raw{.text = "Have you seen a good movie?"};
  for (const auto& input :
       {std::variant<RawPrompt, DialogPrompt>(dialog), std::variant<RawPrompt, DialogPrompt>(raw)}) {
    const auto running = Start({.input = input, .params = Greedy(24), .wants_tokens = true});
    ASSERT_NE(running, nullptr);
    std::string text;
    size_t tokens = 0;
    ReplyToken token;
    Event event = running->Wait(client, kOneMinute, &token);
    for (; event == Event::kToken; event = running->Wait(client, kOneMinute, &token), ++tokens) text += token.text;
    ASSERT_EQ(event, Event::kOver);
    const auto result = running->TakeResult();
    ASSERT_TRUE(result) << result.error().message;
    ASSERT_EQ(result->replies.size(), 1u);
    EXPECT_FALSE(text.empty());
    EXPECT_TRUE(result->replies[0].text.starts_with(text)) << text << " | " << result->replies[0].text;
    EXPECT_EQ(result->replies[0].tokens.size(), tokens);
    EXPECT_EQ(result->new_tokens, tokens);
  }
}

TEST_F(RunningWorkTest, AClientThatLeavesEndsTheWaitingAndItsWork) {
  auto running = Start(Endless());
  ASSERT_NE(running, nullptr);
  ReplyToken token;
  ASSERT_EQ(running->Wait(client, kOneMinute, &token), Event::kToken);
  sockets.CloseClient();
  Event event = Event::kToken;
  // What had come before is handed out first.
  while (event == Event::kToken) event = running->Wait(client, kOneMinute, &token);
  EXPECT_EQ(event, Event::kGone);
  running.reset();
  EXPECT_TRUE(EngineComesToRest());
}

TEST_F(RunningWorkTest, AClientThatLeavesBeforeTheFirstTokenIsSeenToo) {
  // Fills the batch, whose rows are 64.
  Work filling = Endless();
  filling.params.num_beams = 16;
  filling.params.max_new_tokens = 500;
  std::array<std::unique_ptr<RunningWork>, 4> others;
  for (auto& other : others) other = Start(filling);
  auto running = Start(Endless());
  ASSERT_NE(running, nullptr);
  std::thread leaving([&] { sockets.CloseClient(); });
  ReplyToken token;
  EXPECT_EQ(running->Wait(client, kOneMinute, &token), Event::kGone);
  leaving.join();
  running.reset();
  for (auto& other : others) other.reset();
  EXPECT_TRUE(EngineComesToRest());
}

TEST_F(RunningWorkTest, WhoIsCutOffDoesNotWaitForTokens) {
  auto running = Start(Endless());
  ASSERT_NE(running, nullptr);
  ReplyToken token;
  ASSERT_EQ(running->Wait(client, kOneMinute, &token), Event::kToken);
  cut_off = true;
  ::shutdown(sockets.server(), SHUT_RD);
  EXPECT_EQ(running->Wait(client, kOneMinute, &token), Event::kCutOff);
  running.reset();
  EXPECT_TRUE(EngineComesToRest());
}

TEST_F(RunningWorkTest, PatienceEnds) {
  Work filling = Endless();
  filling.params.num_beams = 2;  // no tokens until all is over
  auto running = Start(filling);
  ASSERT_NE(running, nullptr);
  ReplyToken token;
  EXPECT_EQ(running->Wait(client, std::chrono::milliseconds(5), &token), Event::kNothingYet);
  running.reset();
  EXPECT_TRUE(EngineComesToRest());
}

TEST_F(RunningWorkTest, WithoutDescriptorsItIsRefusedAndNotBroken) {
  rlimit before{};
  ASSERT_EQ(::getrlimit(RLIMIT_NOFILE, &before), 0);
  const rlimit none{.rlim_cur = 0, .rlim_max = before.rlim_max};
  ASSERT_EQ(::setrlimit(RLIMIT_NOFILE, &none), 0);
  const auto running = RunningWork::Start(*engine, Endless(), {});
  ASSERT_EQ(::setrlimit(RLIMIT_NOFILE, &before), 0);
  ASSERT_FALSE(running);
  EXPECT_EQ(running.error().code, ErrorCode::kCancelled);
}

}  // namespace
}  // namespace godel

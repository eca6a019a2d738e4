// SPDX-License-Identifier: MIT
// Conversations with the small trained model through the real engine.
#include "godel/dialog/dialog_session.h"

#include <gtest/gtest.h>

#include "support/golden.h"

namespace godel {
namespace {

class DialogSessionTest : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    auto loaded = Engine::Load(testing::ModelsDir() / "godel-mini", {.num_threads = 1});
    ASSERT_TRUE(loaded) << loaded.error().message;
    engine = std::move(*loaded);
  }
  static void TearDownTestSuite() { engine.reset(); }
  void SetUp() override { ASSERT_NE(engine, nullptr); }

  static SamplingParams Greedy() {
    SamplingParams params = engine->default_params();
    params.max_length = 24;
    return params;
  }
  static SamplingParams Sampled(uint64_t seed) {
    SamplingParams params = ModelCardParams(engine->default_params());
    params.max_length = 24;
    params.temperature = 1;  // the model that comes along asks for so little that seeds hardly matter
    params.seed = seed;
    return params;
  }

  static std::unique_ptr<Engine> engine;
};
std::unique_ptr<Engine> DialogSessionTest::engine;

TEST_F(DialogSessionTest, ModelCardParamsAreTheCards) {
  const SamplingParams params = ModelCardParams({});
  EXPECT_TRUE(params.do_sample);
  EXPECT_EQ(params.top_p, 0.9);
  EXPECT_EQ(params.min_length, 8u);
  EXPECT_EQ(params.max_length, 128u);
  EXPECT_EQ(params.top_k, 50u);
}

TEST_F(DialogSessionTest, StreamsExactlyTheReply) {
  DialogSession session(*engine, Greedy());
  std::string shown;
  size_t calls = 0;
  const auto reply = session.Respond("Have you seen a good movie?", [&](std::string_view part) {
    shown += part;
    ++calls;
    return true;
  });
  ASSERT_TRUE(reply) << reply.error().message;
  EXPECT_FALSE(reply->text.empty());
  EXPECT_EQ(shown, reply->text);
  EXPECT_GT(calls, 2u);  // as it appears, not at the end
  EXPECT_GT(reply->input_tokens, 10u);
  ASSERT_EQ(session.turns().size(), 2u);
  EXPECT_EQ(session.turns()[0].text, "Have you seen a good movie?");
  EXPECT_EQ(session.turns()[1].text, reply->text);
  EXPECT_EQ(session.turns()[1].speaker, Speaker::kModel);
}

TEST_F(DialogSessionTest, AnswersWhatTheReferenceAnswers) {
  size_t compared = 0;
  for (const Json& line : testing::ReadGoldenJsonLines("godel_mini/expected.jsonl.gz")) {
    if (line.at("context").size() != 1) continue;
    SamplingParams params = engine->default_params();
    params.max_length = line.at("greedy").at("ids").size();
    DialogSession session(*engine, params, {.max_tokens = 100'000});
    session.instruction() = line.at("instruction").get<std::string>();
    session.knowledge() = line.value("knowledge", "");
    const auto reply = session.Respond(line.at("context")[0].get<std::string>());
    ASSERT_TRUE(reply) << reply.error().message;
    EXPECT_EQ(reply->text, CleanReply(line.at("greedy").at("text").get<std::string>()));
    if (++compared == 5) break;
  }
  EXPECT_GT(compared, 0u);
}

TEST_F(DialogSessionTest, BeamsArriveInOnePart) {
  SamplingParams params = Greedy();
  params.num_beams = 3;
  params.num_return_sequences = 2;
  DialogSession session(*engine, params);
  std::string shown;
  const auto reply = session.Respond("Hello!", [&](std::string_view part) {
    shown += part;
    return true;
  });
  ASSERT_TRUE(reply) << reply.error().message;
  EXPECT_EQ(shown, reply->text);
}

TEST_F(DialogSessionTest, AStoppedReplyIsKeptAsFarAsItWent) {
  SamplingParams params = Greedy();
  params.min_length = 20;
  DialogSession session(*engine, params);
  std::string shown;
  const auto reply = session.Respond("Tell me a story.", [&](std::string_view part) {
    shown += part;
    return shown.size() < 6;
  });
  ASSERT_TRUE(reply) << reply.error().message;
  EXPECT_EQ(reply->finish_reason, FinishReason::kStop);
  EXPECT_EQ(reply->text, shown);
  EXPECT_EQ(session.turns().back().text, shown);
}

// The model that comes along likes to end with the word EOS, which is no end token.
TEST_F(DialogSessionTest, AReplyIsAsLongAsItIsToBe) {
  SamplingParams params = Greedy();
  params.max_new_tokens = params.min_new_tokens = 30;
  for (const char* const turn : {"Do you like football?", "Tell me a story.", "Hi!"}) {
    DialogSession session(*engine, params);
    const auto reply = session.Respond(turn);
    ASSERT_TRUE(reply) << reply.error().message;
    EXPECT_EQ(reply->new_tokens, 30u) << turn;
    EXPECT_EQ(reply->finish_reason, FinishReason::kLength) << turn;
  }
}

TEST_F(DialogSessionTest, SeedsMoveOnAndStartAgain) {
  DialogSession session(*engine, Sampled(5)), same(*engine, Sampled(5));
  const std::string first = session.Respond("What do you like?")->text;
  EXPECT_EQ(same.Respond("What do you like?")->text, first);
  bool changed = false;
  for (int i = 0; i < 4; ++i) {
    const auto retried = session.Retry();
    ASSERT_TRUE(retried);
    changed = changed || retried->text != first;
    ASSERT_EQ(session.turns().size(), 2u);
    EXPECT_EQ(session.turns().back().text, retried->text);
  }
  EXPECT_TRUE(changed);
  session.Reset();
  EXPECT_EQ(session.Respond("What do you like?")->text, first);
}

TEST_F(DialogSessionTest, ErrorsLeaveTheHistoryAlone) {
  DialogSession session(*engine, Greedy());
  EXPECT_FALSE(session.Retry());
  EXPECT_FALSE(session.Undo());
  ASSERT_TRUE(session.Respond("Hi"));
  EXPECT_FALSE(session.Respond(" \n"));
  session.params().top_p = 3;
  EXPECT_FALSE(session.Respond("Still there?"));
  EXPECT_FALSE(session.Retry());
  ASSERT_EQ(session.turns().size(), 2u);
  EXPECT_EQ(session.turns()[1].speaker, Speaker::kModel);
  session.params() = Greedy();
  session.prompt_options().max_tokens = 3;
  EXPECT_FALSE(session.Respond("Still there?"));
  EXPECT_EQ(session.turns().size(), 2u);
}

TEST_F(DialogSessionTest, UndoTakesAPair) {
  DialogSession session(*engine, Greedy());
  ASSERT_TRUE(session.Respond("One"));
  ASSERT_TRUE(session.Respond("Two"));
  EXPECT_TRUE(session.Undo());
  ASSERT_EQ(session.turns().size(), 2u);
  EXPECT_EQ(session.turns()[0].text, "One");
  EXPECT_TRUE(session.Undo());
  EXPECT_FALSE(session.Undo());
}

TEST_F(DialogSessionTest, ReportsDroppedTurns) {
  DialogSession session(*engine, Greedy(), {.max_tokens = 64});
  size_t dropped = 0;
  for (int i = 0; i < 4; ++i) {
    const auto reply = session.Respond("I would like to know more about this and about that, please.");
    ASSERT_TRUE(reply) << reply.error().message;
    EXPECT_LE(reply->input_tokens, 64u);
    dropped = reply->dropped_turns;
  }
  EXPECT_GT(dropped, 0u);
  EXPECT_EQ(session.turns().size(), 8u);  // the history itself stays whole
}

TEST_F(DialogSessionTest, SaysWhatOfALongTurnWasDropped) {
  DialogSession session(*engine, Greedy(), {.max_tokens = 60});
  std::string turn;
  for (int i = 0; i < 60; ++i) turn += "We walked on. ";
  const auto reply = session.Respond(turn);
  ASSERT_TRUE(reply) << reply.error().message;
  EXPECT_GT(reply->dropped_turn_bytes, turn.size() / 2);
  EXPECT_LT(reply->dropped_turn_bytes, turn.size());
  EXPECT_LE(reply->input_tokens, 60u);
  EXPECT_EQ(session.turns()[0].text, turn);
}

TEST_F(DialogSessionTest, ReplacesInvalidUtf8) {
  DialogSession session(*engine, Greedy());
  session.knowledge() = "caf\xe9";
  ASSERT_TRUE(session.Respond("bad \xff byte"));
  EXPECT_EQ(session.turns()[0].text, "bad \xef\xbf\xbd byte");
  const Json json = session.ToJson();
  EXPECT_EQ(json["turns"][0]["speaker"], "user");
  EXPECT_EQ(json["turns"].size(), 2u);
}

}  // namespace
}  // namespace godel

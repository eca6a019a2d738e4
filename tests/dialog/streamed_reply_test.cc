// SPDX-License-Identifier: MIT
// Ids of the model that comes along, as the engine would hand them over: what is shown adds up to the reply, and a
// reply that ends by its own word says so.
#include "godel/dialog/streamed_reply.h"

#include <gtest/gtest.h>

#include "godel/prompt/prompt.h"
#include "support/golden.h"

namespace godel {
namespace {

class StreamedReplyTest : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    auto loaded = Tokenizer::Load(testing::ModelsDir() / "godel-mini");
    ASSERT_TRUE(loaded) << loaded.error().message;
    tokenizer = std::make_unique<Tokenizer>(*std::move(loaded));
  }
  static void TearDownTestSuite() { tokenizer.reset(); }
  void SetUp() override { ASSERT_NE(tokenizer, nullptr); }

  // What the engine returns for these ids, whatever made it stop.
  static GeneratedSequence Sequence(const std::vector<TokenId>& ids, FinishReason reason) {
    return {.ids = ids, .text = tokenizer->Decode(ids), .new_tokens = ids.size(), .score = 0, .finish_reason = reason};
  }
  static std::vector<TokenId> Ids(std::string_view text) { return *tokenizer->Encode(text); }

  static std::unique_ptr<Tokenizer> tokenizer;
};
std::unique_ptr<Tokenizer> StreamedReplyTest::tokenizer;

TEST_F(StreamedReplyTest, ShowsTheReplyWordByWord) {
  const auto ids = Ids("It is open until 9 pm.");
  StreamedReply reply(*tokenizer);
  std::string shown;
  size_t parts = 0;
  for (const TokenId id : ids) {
    const std::string part = reply.Append(id);
    shown += part;
    parts += part.empty() ? 0 : 1;
    ASSERT_EQ(reply.shown(), shown);
  }
  EXPECT_GT(parts, 3u);
  EXPECT_FALSE(reply.ended());
  for (const FinishReason reason : {FinishReason::kEos, FinishReason::kLength, FinishReason::kStop}) {
    const EndedReply ended = reply.End(Sequence(ids, reason));
    EXPECT_EQ(ended.text, "It is open until 9 pm.");
    EXPECT_EQ(ended.text, shown);
    EXPECT_EQ(ended.finish_reason, reason);
  }
}

TEST_F(StreamedReplyTest, TheWordEosEndsItThoughTheEngineWasStopped) {
  const auto ids = Ids("Yes. EOS And something else");
  StreamedReply reply(*tokenizer);
  std::vector<TokenId> taken;
  for (const TokenId id : ids) {
    taken.push_back(id);
    reply.Append(id);
    if (reply.ended()) break;
  }
  ASSERT_TRUE(reply.ended());
  EXPECT_LT(taken.size(), ids.size());
  const EndedReply ended = reply.End(Sequence(taken, FinishReason::kStop));
  EXPECT_EQ(ended.text, "Yes.");
  EXPECT_EQ(reply.shown(), "Yes.");
  EXPECT_EQ(ended.finish_reason, FinishReason::kEos);
}

TEST_F(StreamedReplyTest, ShowsTheBeginningOfWhatItHoldsBack) {
  const auto ids = Ids("Wait EO");
  StreamedReply reply(*tokenizer);
  for (const TokenId id : ids) reply.Append(id);
  const EndedReply ended = reply.End(Sequence(ids, FinishReason::kLength));
  EXPECT_EQ(ended.text, "Wait EO");
  EXPECT_EQ(reply.shown(), "Wait");
}

TEST_F(StreamedReplyTest, CleansWhatWasNeverStreamed) {
  const StreamedReply reply(*tokenizer);
  const EndedReply ended = reply.End(Sequence(Ids("Fine. EOS EOS more"), FinishReason::kLength));
  EXPECT_EQ(ended.text, "Fine.");
  EXPECT_EQ(ended.finish_reason, FinishReason::kLength);
}

}  // namespace
}  // namespace godel

// SPDX-License-Identifier: MIT
// However a text is cut into parts, what is shown adds up to CleanReply of it, and nothing is shown too early.
#include "godel/dialog/reply_stream.h"

#include <gtest/gtest.h>

#include <random>

#include "godel/prompt/prompt.h"

namespace godel {
namespace {

TEST(ReplyStream, HoldsBackWhatMayBecomeTheEnd) {
  ReplyStream stream;
  EXPECT_EQ(stream.Append("  Hello"), "Hello");
  EXPECT_EQ(stream.Append(" "), "");
  EXPECT_EQ(stream.Append("E"), "");
  EXPECT_EQ(stream.Append("ast"), " East");
  EXPECT_EQ(stream.Append("EOS"), "");
  EXPECT_FALSE(stream.ended());
  EXPECT_EQ(stream.Append(" more"), "");
  EXPECT_TRUE(stream.ended());
  EXPECT_EQ(stream.Append(" and more"), "");
  EXPECT_EQ(stream.Finish(), "");
  EXPECT_EQ(stream.shown(), "Hello East");
}

TEST(ReplyStream, ShowsWhatWasHeldBackForNothing) {
  ReplyStream stream;
  EXPECT_EQ(stream.Append("wait E"), "wait");
  EXPECT_EQ(stream.Finish(), " E");
}

TEST(ReplyStream, EqualsCleanReplyForRandomCuts) {
  constexpr std::string_view kParts[] = {" ", "E", "O", "S", "EOS", "VID", "a", ".", "\n", "é", "EO", "good", "2"};
  std::mt19937 random(3);
  size_t cut_short = 0;
  for (int round = 0; round < 20'000; ++round) {
    ReplyStream stream;
    std::string all, shown;
    for (size_t n = random() % 12; n > 0; --n) {
      const std::string_view part = kParts[random() % std::size(kParts)];
      all += part;
      shown += stream.Append(part);
      ASSERT_EQ(stream.shown(), shown);
    }
    shown += stream.Finish();
    ASSERT_EQ(shown, CleanReply(all)) << '"' << all << '"';
    if (FindEndOfReply(all) < all.size()) ++cut_short;
  }
  EXPECT_GT(cut_short, 1000u);
}

}  // namespace
}  // namespace godel

// SPDX-License-Identifier: MIT
#include "godel/prepare/reddit/blocklist.h"

#include <gtest/gtest.h>

#include "godel/prepare/digest.h"
#include "support/golden.h"

namespace godel {
namespace {

TEST(TurnHashes, KnowTurnsByTheirSha224) {
  TurnHashes hashes;
  EXPECT_TRUE(hashes.empty());
  ASSERT_TRUE(hashes.Add(HexDigest(DigestKind::kSha224, "a rude turn")));
  ASSERT_TRUE(hashes.Add("0" + std::string(55, 'F')));  // digits of either case
  hashes.Seal();
  EXPECT_TRUE(hashes.Contains("a rude turn"));
  EXPECT_FALSE(hashes.Contains("a rude turn "));
  for (const std::string& wrong : {std::string(55, '0'), std::string(56, 'g'), std::string()}) {
    const Status added = hashes.Add(wrong);
    ASSERT_FALSE(added) << wrong;
    EXPECT_NE(added.error().message.find("SHA-224"), std::string::npos);
  }
}

TEST(Subreddits, AreReadInLowerCase) {
  const testing::TempDir folder;
  const auto names = ReadSubreddits(folder.Write("list", "# blocked\nAskReddit\n\n de \n").string());
  ASSERT_TRUE(names) << names.error().message;
  EXPECT_EQ(*names, (std::unordered_set<std::string>{"askreddit", "de"}));
  EXPECT_FALSE(ReadSubreddits((folder.path() / "none").string()));
}

}  // namespace
}  // namespace godel

// SPDX-License-Identifier: MIT
#include "godel/evaluate/metrics/common_subsequence.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "godel/dataset/hash_random.h"

namespace godel {
namespace {

WordIdList Random(size_t length, uint32_t words, RandomSequence* random) {
  WordIdList list(length);
  for (WordId& word : list) word = random->Below(words);
  return list;
}

// The table of the textbook.
size_t ByTable(const WordIdList& a, const WordIdList& b) {
  std::vector<std::vector<size_t>> table(a.size() + 1, std::vector<size_t>(b.size() + 1));
  for (size_t i = 1; i <= a.size(); ++i) {
    for (size_t j = 1; j <= b.size(); ++j)
      table[i][j] = a[i - 1] == b[j - 1] ? table[i - 1][j - 1] + 1 : std::max(table[i - 1][j], table[i][j - 1]);
  }
  return table[a.size()][b.size()];
}

// Lengths on both sides of the 64 bits of a block.
TEST(CommonSubsequence, IsAsLongAsTheTableSays) {
  RandomSequence random(11);
  for (const size_t length : {0, 1, 2, 7, 31, 63, 64, 65, 127, 128, 129, 200}) {
    for (const uint32_t words : {1, 2, 5, 40}) {
      const WordIdList a = Random(length, words, &random);
      const WordIdList b = Random(random.Below(150), words, &random);
      const size_t expected = ByTable(a, b);
      EXPECT_EQ(CommonSubsequenceLength(a, b), expected) << length << " " << words;
      EXPECT_EQ(CommonSubsequenceLength(b, a), expected);
      EXPECT_EQ(CommonSubsequence(a, b).size(), expected);
    }
  }
}

TEST(CommonSubsequence, LiesInBoth) {
  RandomSequence random(12);
  for (int round = 0; round < 50; ++round) {
    const WordIdList a = Random(20, 4, &random), b = Random(25, 4, &random);
    WordIdList words;
    for (const size_t at : CommonSubsequence(a, b)) words.push_back(a[at]);
    size_t found = 0;
    for (const WordId word : b) found += found < words.size() && words[found] == word ? 1 : 0;
    EXPECT_EQ(found, words.size());
  }
}

TEST(CommonSubsequence, ChoosesAsRougeScoreDoes) {
  // Both "0" and "1" would do; the walk from the end drops a's last first.
  EXPECT_EQ(CommonSubsequence(WordIdList{0, 1}, WordIdList{1, 0}), (std::vector<size_t>{0}));
}

}  // namespace
}  // namespace godel

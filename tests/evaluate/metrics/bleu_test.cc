// SPDX-License-Identifier: MIT
#include "godel/evaluate/metrics/bleu.h"

#include <gtest/gtest.h>

#include <cmath>

#include "godel/evaluate/metrics/normalize_answer.h"

namespace godel {
namespace {

// The expected values have 8 digits.
constexpr double kPrinted = 5e-9;

BleuCounts CountsOf(std::string_view hypothesis, const std::vector<std::string_view>& references) {
  std::vector<Words> words;
  for (const std::string_view reference : references) words.push_back(SplitWords(reference));
  BleuCounts counts;
  counts.Add(SplitWords(hypothesis), words);
  return counts;
}

const BleuCounts kCat = CountsOf("the cat sat on the mat", {"the cat is on the mat"});
const BleuCounts kHello = CountsOf("hello there my friend how are you", {"hello there friend how are you doing"});

TEST(Bleu, EqualsTheOriginalOnACorpus) {
  BleuCounts counts = kCat;
  counts += kHello;
  const BleuScore score = ComputeBleu(counts);
  EXPECT_NEAR(score.bleu, 0.40016016, kPrinted);
  EXPECT_NEAR(score.precisions[0], 11.0 / 13, 1e-12);
  EXPECT_NEAR(score.precisions[1], 7.0 / 11, 1e-12);
  EXPECT_NEAR(score.precisions[2], 3.0 / 9, 1e-12);
  EXPECT_NEAR(score.precisions[3], 1.0 / 7, 1e-12);
  EXPECT_EQ(counts.hypothesis_length, 13u);
  EXPECT_EQ(counts.reference_length, 13u);
  EXPECT_NEAR(ComputeBleu(counts, BleuSmoothing::kAddOne).bleu, 0.48892302, kPrinted);
}

TEST(Bleu, PaysForShortReplies) {
  const BleuCounts shorter = CountsOf("a b c d", {"a b c d e f"});
  EXPECT_NEAR(ComputeBleu(shorter).bleu, 0.60653066, kPrinted);
  EXPECT_NEAR(ComputeBleu(shorter).brevity_penalty, std::exp(-0.5), 1e-12);
  const BleuCounts longer = CountsOf("a b c d e f", {"a b c d"});
  EXPECT_EQ(ComputeBleu(longer).brevity_penalty, 1);
}

// The cat alone shares no 4-gram, so the mean of the two scores is not the corpus's.
TEST(Bleu, IsOfTheCorpusAndNotOfItsSentences) {
  EXPECT_EQ(ComputeBleu(kCat).bleu, 0);
  EXPECT_GT(ComputeBleu(kCat, BleuSmoothing::kAddOne).bleu, 0);
}

TEST(Bleu, ClipsByTheReferenceThatHasMost) {
  const BleuCounts counts = CountsOf("the the the the the", {"the cat", "the the dog runs"});
  EXPECT_EQ(counts.matches[0], 2u);
  EXPECT_EQ(counts.possible[0], 5u);
  EXPECT_EQ(counts.matches[1], 1u);
  EXPECT_EQ(counts.reference_length, 2u);  // of the shortest
}

TEST(Bleu, IsZeroWithoutWords) {
  EXPECT_EQ(ComputeBleu(BleuCounts{}).bleu, 0);
  EXPECT_EQ(ComputeBleu(CountsOf("", {"a b c d"})).bleu, 0);
  EXPECT_EQ(ComputeBleu(CountsOf("a b c d", {""})).bleu, 0);
  EXPECT_EQ(ComputeBleu(CountsOf("", {"a b c d"}), BleuSmoothing::kAddOne).bleu, 0);
  EXPECT_EQ(ComputeBleu(CountsOf("a b c", {"a b c"})).bleu, 0);  // no 4-gram is possible
}

}  // namespace
}  // namespace godel

// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <set>
#include <string>

#include "godel/dataset/hash_random.h"
#include "godel/prepare/cleaning/duplicate_finder.h"
#include "godel/prepare/cleaning/minhash_index.h"
#include "godel/prepare/cleaning/word_shingles.h"

namespace godel {
namespace {

using Kind = DuplicateFinder::Kind;

// Words of a vocabulary of 5000, uniformly: far apart unless they were made alike.
std::vector<std::string> RandomWords(size_t count, RandomSequence* random) {
  std::vector<std::string> words;
  for (size_t i = 0; i < count; ++i) words.push_back("w" + std::to_string(random->Below(5000)));
  return words;
}

std::string Joined(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words) text += (text.empty() ? "" : " ") + word;
  return text;
}

double Jaccard(const std::vector<uint64_t>& a, const std::vector<uint64_t>& b) {
  std::vector<uint64_t> both;
  std::set_intersection(a.begin(), a.end(), b.begin(), b.end(), std::back_inserter(both));
  return static_cast<double>(both.size()) / static_cast<double>(a.size() + b.size() - both.size());
}

Example Said(const std::string& response, const std::string& dialog = "", const std::string& context = "Well?") {
  return {.instruction = {}, .context = {context}, .knowledge = {}, .response = response, .dialog = dialog};
}

TEST(Shingles, AreRunsOfWords) {
  const auto words = WordHashes("One, TWO three... One two THREE");
  ASSERT_EQ(words.size(), 6U);
  EXPECT_EQ(words[0], words[3]);
  EXPECT_EQ(Shingles(words, 3).size(), 3U) << "one two three, two three one, three one two; the fourth is the first";
  EXPECT_EQ(Shingles(words, 10).size(), 1U) << "too few words are one run";
  EXPECT_TRUE(Shingles({}, 3).empty());
  EXPECT_NE(HashOfWords(WordHashes("a b")), HashOfWords(WordHashes("b a")));
  EXPECT_EQ(WordHashes("ÉTÉ à"), WordHashes("été, à")) << "case goes beyond ASCII";
  Example example = Said("r");
  example.knowledge = "k";
  EXPECT_EQ(WordHashes(example, ExampleParts::kResponse).size(), 1U);
  EXPECT_EQ(WordHashes(example, ExampleParts::kContext).size(), 1U);
  EXPECT_EQ(WordHashes(example, ExampleParts::kBoth).size(), 2U);
  EXPECT_EQ(WordHashes(example, ExampleParts::kAll).size(), 3U);
}

TEST(Minhash, BandsFindPairsAtTheThreshold) {
  for (const double threshold : {0.5, 0.8, 0.95}) {
    const Bands bands = ChooseBands(threshold, 128);
    EXPECT_LE(bands.count * bands.rows, 128U);
    const double found = 1 - std::pow(1 - std::pow(threshold, bands.rows), bands.count);
    EXPECT_GE(found, 0.98) << threshold;
  }
  EXPECT_EQ(ChooseBands(0.8, 128).rows, 7U);
}

// The estimate of s from n numbers has the standard deviation sqrt(s (1 - s) / n), at most 0.0442 for 128; five of them
// hold for all of 200 pairs with a chance of 99.99 %, and the mean error must be far below one.
TEST(Minhash, EstimatesTheJaccardSimilarity) {
  const MinhashIndex index({.threshold = 0.8, .permutations = 128, .seed = 7});
  RandomSequence random(1);
  double sum = 0;
  constexpr int kPairs = 200;
  for (int pair = 0; pair < kPairs; ++pair) {
    std::vector<std::string> words = RandomWords(60, &random);
    const auto a = Shingles(WordHashes(Joined(words)), 3);
    for (int change = 0; change < pair % 20; ++change) words[random.Below(60)] = "changed" + std::to_string(change);
    const auto b = Shingles(WordHashes(Joined(words)), 3);
    const auto first = index.Signature(a), second = index.Signature(b);
    double equal = 0;
    for (size_t i = 0; i < first.size(); ++i) equal += first[i] == second[i] ? 1 : 0;
    const double error = equal / 128 - Jaccard(a, b);
    EXPECT_LT(std::abs(error), 5 * 0.0442);
    sum += error;
  }
  EXPECT_LT(std::abs(sum / kPairs), 0.01) << "no bias";
}

TEST(Minhash, TheSameSeedGivesTheSameSignatures) {
  const std::vector<uint64_t> shingles = {1, 2, 3};
  const MinhashIndex a({.permutations = 16, .seed = 1}), b({.permutations = 16, .seed = 1}),
      c({.permutations = 16, .seed = 2});
  EXPECT_EQ(a.Signature(shingles), b.Signature(shingles));
  EXPECT_NE(a.Signature(shingles), c.Signature(shingles));
}

TEST(Duplicates, KeepsTheFirstAndTellsExactFromNear) {
  DuplicateFinder finder({.parts = ExampleParts::kResponse, .minhash = {.threshold = 0.5}});
  EXPECT_EQ(finder.Add(Said("The quick brown fox jumps over the lazy dog every single day.")).kind, Kind::kNew);
  EXPECT_EQ(finder.Add(Said("the quick brown fox jumps over the lazy dog every single day")).kind, Kind::kExact);
  EXPECT_EQ(finder.Add(Said("The quick brown fox jumps over the lazy dog every single night!")).kind, Kind::kNear);
  EXPECT_EQ(finder.Add(Said("Something else altogether is said here, and nobody minds.")).kind, Kind::kNew);
  EXPECT_EQ(finder.Add(Said("...")).kind, Kind::kNew) << "no words, nothing to compare";
  EXPECT_EQ(finder.Add(Said("...")).kind, Kind::kNew);
  EXPECT_EQ(finder.num_clusters(), 1U);
  EXPECT_EQ(finder.largest_cluster(), 2U);
}

TEST(Duplicates, ShortTextsAndTurnsOfOneDialogStay) {
  DuplicateFinder finder({.parts = ExampleParts::kBoth, .min_words = 5, .minhash = {.threshold = 0.5}});
  EXPECT_EQ(finder.Add(Said("Yes.")).kind, Kind::kNew);
  EXPECT_EQ(finder.Add(Said("Yes.")).kind, Kind::kNew);
  const std::string context = "a long story about a cat and a dog that live in one house by the sea";
  EXPECT_EQ(finder.Add(Said("first reply", "d1", context)).kind, Kind::kNew);
  EXPECT_EQ(finder.Add(Said("second answer", "d1", context)).kind, Kind::kNew) << "it shares its dialog's context";
  EXPECT_EQ(finder.Add(Said("third word", "d2", context)).kind, Kind::kNear) << "of another dialog";
  EXPECT_EQ(finder.Add(Said("fourth thing", "", context)).kind, Kind::kNear);
}

// 1200 texts of 80 words, each followed by a copy with some words changed. What is near is known from the true Jaccard
// similarity. The estimate blurs the threshold by its standard deviation (0.035 at 0.8), so pairs within two of them
// may go either way; beyond them recall and precision must be nearly whole.
TEST(Duplicates, RecallAndPrecisionOnGeneratedCopies) {
  constexpr double kThreshold = 0.8, kBlur = 0.07;
  DuplicateFinder finder({.parts = ExampleParts::kResponse, .minhash = {.threshold = kThreshold}});
  RandomSequence random(5);
  size_t near = 0, near_found = 0, far = 0, far_found = 0, all_near = 0, all_found = 0, true_found = 0;
  for (int i = 0; i < 1200; ++i) {
    std::vector<std::string> words = RandomWords(80, &random);
    const auto original = Shingles(WordHashes(Joined(words)), 3);
    ASSERT_EQ(finder.Add(Said(Joined(words))).kind, Kind::kNew);
    for (int change = 0; change < 1 + i % 8; ++change)
      words[random.Below(80)] = "x" + std::to_string(random.Below(100));
    const double similarity = Jaccard(original, Shingles(WordHashes(Joined(words)), 3));
    const bool found = finder.Add(Said(Joined(words))).kind == Kind::kNear;
    if (similarity >= kThreshold + kBlur) ++near, near_found += found ? 1 : 0;
    if (similarity < kThreshold - kBlur) ++far, far_found += found ? 1 : 0;
    all_near += similarity >= kThreshold ? 1 : 0;
    all_found += found ? 1 : 0;
    true_found += found && similarity >= kThreshold ? 1 : 0;
  }
  ASSERT_GT(near, 100U);
  ASSERT_GT(far, 100U);
  EXPECT_GE(static_cast<double>(near_found), 0.97 * static_cast<double>(near));
  EXPECT_LE(static_cast<double>(far_found), 0.05 * static_cast<double>(far));
  RecordProperty("recall_percent", static_cast<int>(100 * true_found / all_near));
  RecordProperty("precision_percent", static_cast<int>(100 * true_found / all_found));
  std::printf("recall %.3f, precision %.3f at the threshold itself\n",
              static_cast<double>(true_found) / static_cast<double>(all_near),
              static_cast<double>(true_found) / static_cast<double>(all_found));
}

}  // namespace
}  // namespace godel

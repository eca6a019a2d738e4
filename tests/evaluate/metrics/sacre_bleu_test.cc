// SPDX-License-Identifier: MIT
// Numbers of packages are in metrics_golden_test.cc; here are those that a hand can check.
#include "godel/evaluate/metrics/sacre_bleu.h"

#include <gtest/gtest.h>

#include <cmath>

namespace godel {
namespace {

BleuCounts CountsOf(std::array<size_t, 4> matches, std::array<size_t, 4> possible, size_t hypothesis,
                    size_t reference) {
  BleuCounts counts;
  counts.matches = matches;
  counts.possible = possible;
  counts.hypothesis_length = hypothesis;
  counts.reference_length = reference;
  return counts;
}

double Bleu(const BleuCounts& counts, SacreBleuSmoothing smoothing, std::optional<double> value = {}) {
  return ComputeSacreBleu(counts, {.smoothing = smoothing, .smoothing_value = value}).bleu;
}

TEST(SacreBleu, SmoothsPrecisionsOfZero) {
  const BleuCounts counts = CountsOf({3, 1, 0, 0}, {4, 3, 2, 1}, 4, 4);
  EXPECT_EQ(Bleu(counts, SacreBleuSmoothing::kNone), 0);
  EXPECT_NEAR(Bleu(counts, SacreBleuSmoothing::kExp), std::pow(3. / 4 * 1 / 3 * 0.5 / 2 * 0.25 / 1, 0.25), 1e-12);
  EXPECT_NEAR(Bleu(counts, SacreBleuSmoothing::kFloor), std::pow(3. / 4 * 1 / 3 * 0.1 / 2 * 0.1 / 1, 0.25), 1e-12);
  EXPECT_NEAR(Bleu(counts, SacreBleuSmoothing::kFloor, 0.5), std::pow(3. / 4 * 1 / 3 * 0.5 / 2 * 0.5, 0.25), 1e-12);
  EXPECT_NEAR(Bleu(counts, SacreBleuSmoothing::kAddK), std::pow(3. / 4 * 2 / 4 * 1 / 3 * 1 / 2, 0.25), 1e-12);
}

TEST(SacreBleu, OfShortTextsNeedsEffectiveOrder) {
  const BleuCounts two_words = CountsOf({2, 1, 0, 0}, {2, 1, 0, 0}, 2, 2);
  EXPECT_EQ(ComputeSacreBleu(two_words, {}).bleu, 0);
  EXPECT_DOUBLE_EQ(ComputeSacreBleu(two_words, {.effective_order = true}).bleu, 1);
}

TEST(SacreBleu, PaysForShortTexts) {
  const BleuCounts counts = CountsOf({4, 3, 2, 1}, {4, 3, 2, 1}, 4, 6);
  const BleuScore score = ComputeSacreBleu(counts, {});
  EXPECT_NEAR(score.bleu, std::exp(-0.5), 1e-12);
  EXPECT_NEAR(score.length_ratio, 4. / 6, 1e-12);
}

TEST(SacreBleu, OfNothingIsZero) {
  EXPECT_EQ(ComputeSacreBleu({}, {}).bleu, 0);
  EXPECT_EQ(Bleu(CountsOf({0, 0, 0, 0}, {3, 2, 1, 0}, 3, 3), SacreBleuSmoothing::kAddK), 0);
}

TEST(SacreBleu, SignsWhatItDid) {
  EXPECT_EQ(SacreBleuSignature({}, 1, "1.2"), "nrefs:1|case:mixed|eff:no|tok:13a|smooth:exp|version:godel-1.2");
  const SacreBleuOptions options{.tokenizer = BleuTokenizer::kIntl,
                                 .smoothing = SacreBleuSmoothing::kFloor,
                                 .lowercase = true,
                                 .effective_order = true};
  EXPECT_EQ(SacreBleuSignature(options, std::nullopt, "1.2"),
            "nrefs:var|case:lc|eff:yes|tok:intl|smooth:floor[0.10]|version:godel-1.2");
}

TEST(CountBleu, TakesTheLengthOfTheClosestReferenceOrTheShortest) {
  NgramMatcher matcher;
  const WordIdList hypothesis(5), three(3), four(4), six(6), nine(9);
  const auto length = [&](const std::vector<WordIdList>& references, ReferenceLength choice) {
    return CountBleu(hypothesis, references, choice, &matcher).reference_length;
  };
  EXPECT_EQ(length({nine, six, four, three}, ReferenceLength::kClosest), 4u);  // of 4 and 6 the shorter
  EXPECT_EQ(length({nine, three}, ReferenceLength::kClosest), 3u);
  EXPECT_EQ(length({nine, six}, ReferenceLength::kClosest), 6u);
  EXPECT_EQ(length({six, three, four}, ReferenceLength::kShortest), 3u);
}

}  // namespace
}  // namespace godel

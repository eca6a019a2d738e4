// SPDX-License-Identifier: MIT
// The parts have tests of their own; here it counts what a corpus makes of them.
#include "godel/evaluate/metrics/text_scores.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace godel {
namespace {

using Strings = std::vector<std::string>;
using References = std::vector<Strings>;

TextScores Scores(const Strings& hypotheses, const References& references, const TextScoreOptions& options = {}) {
  auto scored = ComputeTextScores({hypotheses, references, {}}, options);
  EXPECT_TRUE(scored) << scored.error().message;
  return scored ? scored->total : TextScores{};
}

const Strings kReplies = {"There are 3 cheap hotels in the east, sir.", "I booked it; the reference is 7GAWK763.",
                          "What day will you be staying?", "Goodbye, and enjoy your stay in Cambridge!"};
const References kTextGold = {{"There are three cheap hotels in the east.", "Three cheap hotels."},
                              {"It is booked. The reference is 7GAWK763."},
                              {"Which day will you stay?", "What day?", "For what day?"},
                              {"Enjoy your stay in Cambridge, goodbye!"}};

TEST(TextScores, OfIdenticalTextsAreOne) {
  References same;
  for (const std::string& reply : kReplies) same.push_back({reply});
  const TextScores scores = Scores(kReplies, same);
  EXPECT_DOUBLE_EQ(scores.sacre_bleu.bleu, 1);
  EXPECT_DOUBLE_EQ(scores.godel_bleu.bleu, 1);
  for (const RougeSummary& rouge : scores.rouge) EXPECT_DOUBLE_EQ(rouge.mean.f1, 1);
  EXPECT_DOUBLE_EQ(scores.f1, 1);
  EXPECT_DOUBLE_EQ(scores.exact_match, 1);
  EXPECT_DOUBLE_EQ(scores.answer_f1, 1);
  EXPECT_GT(scores.meteor, 0.99);  // one chunk costs half the cube of its share
  EXPECT_EQ(scores.references, 1u);
}

TEST(TextScores, DoNotDependOnTheOrderOfExamplesOrReferences) {
  const TextScores scores = Scores(kReplies, kTextGold);
  Strings replies(kReplies.rbegin(), kReplies.rend());
  References gold(kTextGold.rbegin(), kTextGold.rend());
  for (Strings& references : gold) std::ranges::reverse(references);
  const TextScores turned = Scores(replies, gold);
  EXPECT_DOUBLE_EQ(scores.sacre_bleu.bleu, turned.sacre_bleu.bleu);
  EXPECT_DOUBLE_EQ(scores.rouge[2].mean.f1, turned.rouge[2].mean.f1);
  EXPECT_DOUBLE_EQ(scores.answer_f1, turned.answer_f1);
  EXPECT_DOUBLE_EQ(scores.nist_4, turned.nist_4);
  EXPECT_DOUBLE_EQ(scores.meteor, turned.meteor);
  EXPECT_DOUBLE_EQ(scores.entropy_4, turned.entropy_4);
  EXPECT_FALSE(scores.references);  // they have different numbers
}

TEST(TextScores, DoNotDependOnThreads) {
  ThreadPool threads(3);
  TextScoreOptions options{.bootstrap_samples = 50};
  const TextScores alone = Scores(kReplies, kTextGold, options);
  options.threads = &threads;
  const TextScores together = Scores(kReplies, kTextGold, options);
  EXPECT_EQ(alone.sacre_bleu.bleu, together.sacre_bleu.bleu);
  EXPECT_EQ(alone.rouge[3].mean.f1, together.rouge[3].mean.f1);
  EXPECT_EQ(alone.rouge[0].f1->low, together.rouge[0].f1->low);
  EXPECT_EQ(alone.meteor, together.meteor);
}

TEST(TextScores, CountEmptyHypothesesAsZero) {
  const TextScores scores = Scores({"yes", "", " \t"}, {{"yes"}, {"yes"}, {"yes"}});
  EXPECT_EQ(scores.empty_hypotheses, 2u);
  EXPECT_DOUBLE_EQ(scores.f1, 1. / 3);
  EXPECT_DOUBLE_EQ(scores.rouge[0].mean.f1, 1. / 3);
  EXPECT_EQ(Scores({""}, {{"yes"}}).sacre_bleu.bleu, 0);
}

TEST(TextScores, TakeEmptyReferencesAndOddBytes) {
  EXPECT_EQ(Scores({"yes"}, {{""}}).f1, 0);
  EXPECT_EQ(Scores({"a \xff b"}, {{"a \xfe b"}}).exact_match, 1);  // both become U+FFFD
}

TEST(TextScores, HaveASeededIntervalAroundRougesMean) {
  const TextScoreOptions options{.metrics = {TextMetric::kRouge}, .bootstrap_samples = 500, .seed = 3};
  const TextScores scores = Scores(kReplies, kTextGold, options);
  for (const RougeSummary& rouge : scores.rouge) {
    ASSERT_TRUE(rouge.f1);
    EXPECT_LT(rouge.f1->low, rouge.mean.f1);
    EXPECT_GT(rouge.f1->high, rouge.mean.f1);
    EXPECT_NEAR(rouge.f1->mid, rouge.mean.f1, 0.05);
  }
  EXPECT_EQ(Scores(kReplies, kTextGold, options).rouge[1].f1->low, scores.rouge[1].f1->low);
}

TEST(TextScores, ComputeOnlyWhatIsAskedFor) {
  const TextScores scores = Scores(kReplies, kTextGold, {.metrics = {TextMetric::kF1}});
  EXPECT_GT(scores.f1, 0);
  EXPECT_EQ(scores.sacre_bleu.bleu, 0);
  EXPECT_EQ(scores.rouge[0].mean.f1, 0);
  EXPECT_EQ(scores.nist_2, 0);
}

TEST(TextScores, RefuseATextThatWouldTakeForEver) {
  std::string endless;
  for (size_t i = 0; i <= kMaxWordsPerText; ++i) endless += "a ";
  const Strings replies = {"short", endless};
  const auto refused = ComputeTextScores({replies, References{{"a"}, {"b"}}, {}});
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::kResourceExhausted);
  EXPECT_NE(refused.error().message.find("reply of example 2"), std::string::npos) << refused.error().message;
}

TEST(TextScores, NameTheirMetrics) {
  for (const TextMetric metric : AllTextMetrics()) EXPECT_EQ(ParseTextMetric(ToString(metric)), metric);
  EXPECT_FALSE(ParseTextMetric("bert-score"));
}

TEST(TextScores, NormalizesBeforeItCompares) {
  const TextScores scores = Scores({"The dog, barks!! At one-two."}, {{"A dog barks at (one) two"}});
  EXPECT_DOUBLE_EQ(scores.godel_bleu.bleu, 1);
  EXPECT_DOUBLE_EQ(scores.f1, 1);
  EXPECT_DOUBLE_EQ(scores.mean_length, 5);
}

TEST(TextScores, EqualsGodelsBleuOnTwoReplies) {
  // "there" and "my" stand for words that normalisation leaves alone; "the" would go, and the printed value with it.
  const TextScores scores = Scores({"my cat sat on my mat", "hello there my friend how are you"},
                                   {{"my cat is on my mat"}, {"hello there friend how are you doing"}});
  EXPECT_NEAR(scores.godel_bleu.bleu, 0.40016016, 5e-9);
  EXPECT_NEAR(scores.godel_bleu_smoothed, 0.48892302, 5e-9);
  EXPECT_EQ(scores.examples, 2u);
  EXPECT_DOUBLE_EQ(scores.distinct_1, 11.0 / 13);  // "my" stands three times
}

TEST(TextScores, TakesTheBestReferenceAndTheMeanOverReplies) {
  const TextScores scores = Scores({"green tea", "yes"}, {{"black coffee", "green tea please"}, {"no"}});
  EXPECT_DOUBLE_EQ(scores.f1, (0.8 + 0) / 2);  // P 1, R 2/3
}

TEST(TextScores, MeasuresKnowledgeOnlyWhereThereIsSome) {
  const References references = {{"x"}, {"y"}, {"z"}};
  const Strings replies = {"opens at nine", "hello", "closed"};
  const Strings knowledge = {"The museum opens at nine.", "", "It is open."}, none = {"", "", ""};
  const auto scored = ComputeTextScores({replies, references, knowledge});
  ASSERT_TRUE(scored);
  ASSERT_TRUE(scored->total.knowledge_f1);
  EXPECT_DOUBLE_EQ(*scored->total.knowledge_f1, (2 * 1 * 0.75 / 1.75 + 0) / 2);
  EXPECT_FALSE(ComputeTextScores({replies, references, none})->total.knowledge_f1);
}

TEST(TextScores, NeedAReferenceAReply) {
  const Strings replies = {"a", "b"};
  const References one = {{"a"}}, empty = {{"a"}, {}}, two = {{"a"}, {"b"}};
  const Strings knowledge = {""};
  for (const auto& uneven : {ComputeTextScores({replies, one, {}}), ComputeTextScores({replies, two, knowledge})}) {
    ASSERT_FALSE(uneven);
    EXPECT_EQ(uneven.error().code, ErrorCode::kInvalidArgument);
  }
  const auto without = ComputeTextScores({replies, empty, {}});
  ASSERT_FALSE(without);
  EXPECT_NE(without.error().message.find("reply 2"), std::string::npos) << without.error().message;
}

TEST(TextScores, OfNothingAreZero) {
  const TextScores scores = Scores({}, {});
  EXPECT_EQ(scores.godel_bleu.bleu, 0);
  EXPECT_EQ(scores.f1, 0);
  EXPECT_EQ(scores.mean_length, 0);
}

}  // namespace
}  // namespace godel

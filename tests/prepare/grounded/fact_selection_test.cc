// SPDX-License-Identifier: MIT
#include "godel/prepare/grounded/fact_selection.h"

#include <gtest/gtest.h>

#include <cmath>

#include "godel/prepare/grounded/page_facts.h"
#include "support/golden.h"

namespace godel {
namespace {

using Texts = std::vector<std::string>;

const Texts kPage = {"<p> The motto is Speramus meliora . </p>", "<h2> The city </h2>",
                     "<p> The city of Detroit has a river and the river has a bridge . </p>"};

DocumentFrequencies CountPage() {
  DocumentFrequencies frequencies;
  for (const std::string& fact : kPage) frequencies.Add(DistinctWords(fact));
  return frequencies;
}

std::optional<ChosenFact> SelectFact(const Texts& candidates, const Texts& context, std::string_view response,
                                     const DocumentFrequencies& frequencies, const FactSelectionOptions& options) {
  FactSelector selector(frequencies, options);
  selector.SetCandidates({"of an earlier page"});
  selector.SetCandidates(candidates);
  return selector.Select(context, response);
}

TEST(FactWords, AreLettersDigitsAndWhatJoinsThem) {
  EXPECT_EQ(WordsOf("<p> Don't -- the Café's well-known ÉTÉ 1,805 x_y </p>"),
            (Texts{"don't", "the", "café's", "well-known", "été", "1", "805", "x", "y"}));
  EXPECT_EQ(WordsOf("don\u2019t"), Texts{"don't"});
  EXPECT_EQ(WordsOf("'a- -b' \xFF\xFE"), (Texts{"a", "b"}));
  EXPECT_EQ(DistinctWords("b a B"), (Texts{"a", "b"}));
  EXPECT_LE(WordsOf(std::string(1'000'000, 'x'))[0].size(), 68U);
  EXPECT_TRUE(IsStopWord("the"));
  EXPECT_FALSE(IsStopWord("river"));
}

TEST(FactWords, RareWordsWeighMore) {
  const DocumentFrequencies frequencies = CountPage();
  EXPECT_DOUBLE_EQ(frequencies.Idf("motto"), std::log(4.0 / 2));
  EXPECT_DOUBLE_EQ(frequencies.Idf("city"), std::log(4.0 / 3));
  EXPECT_DOUBLE_EQ(frequencies.Idf("the"), 0);
  EXPECT_DOUBLE_EQ(frequencies.Idf("unseen"), std::log(4.0));
}

TEST(FactSelection, ScoresAreThoseOfTheirFormulas) {
  DocumentFrequencies frequencies = CountPage();
  const auto score = [&](FactScoring scoring, double context_weight, const Texts& context) {
    const auto chosen = SelectFact(
        kPage, context, "Which river ?", frequencies,
        {.scoring = scoring, .idf = false, .context_weight = context_weight, .min_score = 0, .min_shared = 1});
    EXPECT_TRUE(chosen);
    EXPECT_EQ(chosen->index, 2U);
    return chosen->score;
  };
  // "which" is a stop word; the fact's other words are city, detroit, river (twice) and bridge.
  EXPECT_DOUBLE_EQ(score(FactScoring::kOverlap, 0, {}), 1);
  EXPECT_DOUBLE_EQ(score(FactScoring::kCoverage, 0, {}), 1.0 / 4);
  EXPECT_DOUBLE_EQ(score(FactScoring::kCosine, 0, {}), 1 / std::sqrt(4.0));
  EXPECT_DOUBLE_EQ(score(FactScoring::kOverlap, 0.5, {"Detroit is a city", "no"}), 1 + 0.5 * 2);
  // The facts have 3, 1 and 5 words that count, 3 in the mean.
  EXPECT_DOUBLE_EQ(score(FactScoring::kBm25, 0, {}), 2 * 2.2 / (2 + 1.2 * (0.25 + 0.75 * 5 / 3)));
}

TEST(FactSelection, LimitsLeaveResponsesWithoutAFact) {
  const DocumentFrequencies frequencies = CountPage();
  EXPECT_FALSE(SelectFact(kPage, {}, "Of the and !", frequencies, {.min_score = 0}));
  EXPECT_FALSE(SelectFact(kPage, Texts{"Detroit has a river"}, "Yes", frequencies, {.min_score = 0}))
      << "the response shares nothing";
  EXPECT_TRUE(SelectFact(kPage, {}, "a river", frequencies, {.min_score = 0.3}));
  EXPECT_FALSE(SelectFact(kPage, {}, "a river", frequencies, {.min_score = 0.9}));
  EXPECT_FALSE(SelectFact(kPage, {}, "a river", frequencies, {.min_score = 0, .min_shared = 2}));
  EXPECT_FALSE(SelectFact({}, {}, "a river", frequencies, {.min_score = 0}));
  const auto first_of_equals = SelectFact(Texts{"a river", "the river"}, {}, "river", frequencies, {.min_score = 0});
  ASSERT_TRUE(first_of_equals);
  EXPECT_EQ(first_of_equals->index, 0U);
}

TEST(FactSelection, OldTurnsOfAContextAreForgotten) {
  const DocumentFrequencies frequencies = CountPage();
  const Texts facts = {"the motto and a bridge", "the river and a bridge"};
  const Texts context = {"the motto", "x", "the river"};
  const auto chosen = [&](size_t turns) {
    return SelectFact(facts, context, "that bridge", frequencies,
                      {.scoring = FactScoring::kOverlap, .context_weight = 1, .context_turns = turns, .min_score = 0})
        ->index;
  };
  EXPECT_EQ(chosen(1), 1U);
  EXPECT_EQ(chosen(0), 0U) << "with all turns both score alike, and the first stays";
}

TEST(FactScoringNames, AreListed) {
  EXPECT_EQ(*ParseFactScoring("bm25"), FactScoring::kBm25);
  EXPECT_EQ(ParseFactScoring("tfidf").error().message, "expected overlap, coverage, cosine or bm25, found tfidf");
}

TEST(PageFacts, ComeByConversation) {
  const testing::TempDir folder;
  const auto path = folder.Write("facts.tsv", "h\ts\tc1\td\tone river\nh\ts\tc2\td\ttwo\nbroken\nh\ts\tc1\td\tthree\n");
  DocumentFrequencies frequencies;
  EXPECT_EQ(PageFacts::Load({path}, {}, &frequencies).error().message,
            path.string() +
                ":3: expected 5 columns between tabs (hash, subreddit, conversation, domain, fact), found 1 "
                "(a bad row; --max-bad-rows N skips up to N)");
  DocumentFrequencies counted;
  auto facts = PageFacts::Load({path}, {.max_bad_rows = 1}, &counted);
  ASSERT_TRUE(facts);
  EXPECT_EQ((*facts)->facts(), 3U);
  EXPECT_EQ(counted.texts(), 3U);
  EXPECT_EQ(**(*facts)->Of("c1"), (Texts{"one river", "three"}));
  EXPECT_EQ(**(*facts)->Of("c2"), Texts{"two"});
  EXPECT_TRUE((**(*facts)->Of("c3")).empty());
}

TEST(PageFacts, LongLinesAreNoFacts) {
  const testing::TempDir folder;
  const auto path =
      folder.Write("facts.tsv", "h\ts\tc1\td\t" + std::string(kMaxFactBytes + 1, 'x') + "\nh\ts\tc1\td\tshort\n");
  DocumentFrequencies frequencies;
  auto facts = PageFacts::Load({path}, {.max_bad_rows = 1}, &frequencies);
  ASSERT_TRUE(facts);
  EXPECT_EQ((*facts)->bad_rows().count(), 1U);
  EXPECT_EQ((*facts)->bad_rows().first()[0].line, 1U);
  EXPECT_EQ(**(*facts)->Of("c1"), Texts{"short"});
}

TEST(PageFacts, ConversationRowsAreExamples) {
  const auto example = ParseConversationRow("h\tsub\tc1\t3\t2\tSTART EOS TIL : a thing EOS why ?\tbecause");
  ASSERT_TRUE(example);
  EXPECT_EQ(example->context, (Texts{"a thing", "why ?"}));
  EXPECT_EQ(example->response, "because");
  EXPECT_EQ(ConversationOf(*example), "c1");
  EXPECT_FALSE(ParseConversationRow("h\tsub\tc1"));
}

}  // namespace
}  // namespace godel

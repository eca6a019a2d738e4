// SPDX-License-Identifier: MIT
// SOLOIST's predictions for 31 dialogs of the test set, with the figures of an independent Python script and of
// sacreBLEU (tests/golden/README.md), and for all 1,000 where the shared files are.
#include "godel/evaluate/multiwoz/woz_evaluation.h"

#include <gtest/gtest.h>

#include <filesystem>

#include "godel/base/json.h"
#include "godel/dataset/multiwoz/dialog_list.h"
#include "godel/evaluate/multiwoz/corpus_bleu.h"
#include "godel/evaluate/multiwoz/response_text.h"
#include "support/golden.h"

namespace godel::testing {
namespace {

using multiwoz::Database;
using multiwoz::WozDialog;
using multiwoz::WozEvaluation;

std::vector<WozDialog> DialogsOf(const std::filesystem::path& file) {
  return multiwoz::ReadDialogs({file.string()}, {}, 0).value().dialogs;
}

TEST(WozEvaluation, GoldenDialogs) {
  const Database database = Database::Load(GoldenPath("multiwoz")).value();
  const std::vector<WozDialog> dialogs = DialogsOf(GoldenPath("multiwoz/dialogs.json.gz"));
  const auto predictions = multiwoz::ReadPredictions(GoldenPath("multiwoz/predictions.json.gz").string()).value();
  EXPECT_TRUE(multiwoz::CompareTurns(predictions, dialogs).complete());
  const WozEvaluation evaluation = multiwoz::EvaluatePredictions(predictions, dialogs, database).value();
  EXPECT_EQ(evaluation.dialogs, 31U);
  EXPECT_EQ(evaluation.turns, 234U);
  EXPECT_EQ(evaluation.informed, 27U);
  EXPECT_EQ(evaluation.succeeded, 26U);
  EXPECT_NEAR(evaluation.bleu, 12.886, 0.1);  // the script joins words a little differently
  EXPECT_EQ(evaluation.domain_source, multiwoz::DomainSource::kPlaceholders);
  EXPECT_TRUE(evaluation.used_predicted_states);
  EXPECT_FALSE(evaluation.booking_slots_compared);
  std::string failed;
  for (const auto& result : evaluation.results) {
    if (!result.score.succeeded) failed += result.id + (result.score.informed ? " (informed) " : " ");
  }
  EXPECT_EQ(failed, "mul0947 (informed) mul2466 pmul0795 pmul1435 pmul2215 ");
}

TEST(WozEvaluation, TheCorpusItselfIsNearlyPerfect) {
  const Database database = Database::Load(GoldenPath("multiwoz")).value();
  const std::vector<WozDialog> dialogs = DialogsOf(GoldenPath("multiwoz/dialogs.json.gz"));
  const auto corpus = multiwoz::PredictionsOfCorpus(dialogs, database);
  const WozEvaluation evaluation = multiwoz::EvaluatePredictions(corpus, dialogs, database).value();
  EXPECT_GE(evaluation.informed, 28U);
  EXPECT_GE(evaluation.succeeded, 27U);
  EXPECT_GT(evaluation.bleu, 98);
  ASSERT_TRUE(evaluation.states);
  EXPECT_EQ(evaluation.states->JointGoalAccuracy(), 1);
}

TEST(WozEvaluation, PublishedFiguresOfSoloist) {
  const std::filesystem::path shared = SharedFixtures() / "multiwoz";
  if (!std::filesystem::exists(shared)) GTEST_SKIP() << shared << " is not here";
  const Database database = Database::Load(shared).value();
  const std::vector<WozDialog> dialogs = DialogsOf(shared / "multiwoz21_test.json.zip");
  const auto predictions = multiwoz::ReadPredictions((shared / "predictions_soloist.json.gz").string()).value();
  const auto booked = multiwoz::ReadBookedDomains((shared / "booked_domains.json.gz").string()).value();
  for (const multiwoz::BookedDomains* of : {static_cast<const multiwoz::BookedDomains*>(nullptr), &booked}) {
    const WozEvaluation evaluation =
        multiwoz::EvaluatePredictions(predictions, dialogs, database, {.booked = of}).value();
    EXPECT_EQ(evaluation.dialogs, 1000U);
    EXPECT_EQ(evaluation.informed, 823U);   // 82.3
    EXPECT_EQ(evaluation.succeeded, 724U);  // 72.4
    EXPECT_NEAR(evaluation.bleu, 13.6, 0.05);
    EXPECT_NEAR(evaluation.Combined(), 90.9, 0.05);
  }
}

TEST(WozEvaluation, WhatDoesNotBelongTogetherIsNamed) {
  const std::vector<WozDialog> dialogs = {{.id = "a", .goal = {{"taxi", {}}}, .has_bookings = true, .exchanges = {{}}},
                                          {.id = "b", .goal = {{"taxi", {}}}, .has_bookings = true, .exchanges = {{}}},
                                          {.id = "c", .goal = {}, .has_bookings = true, .exchanges = {{}}}};
  const multiwoz::Predictions predictions = {{"a", {{.response = "x"}}}, {"b", {}}, {"d", {}}};
  const multiwoz::Coverage coverage = multiwoz::CompareTurns(predictions, dialogs);
  EXPECT_EQ(coverage.missing, std::vector<std::string>{"c"});
  EXPECT_EQ(coverage.unknown, std::vector<std::string>{"d"});
  EXPECT_EQ(coverage.wrong_turns, std::vector<std::string>{"b: 0 turns, 1 expected"});
  EXPECT_NE(ToString(coverage).find("1 predictions of unknown dialogs (d)"), std::string::npos);
  const Database nothing({});
  EXPECT_EQ(multiwoz::EvaluatePredictions(predictions, dialogs, nothing)->dialogs, 1U);
  EXPECT_FALSE(multiwoz::EvaluatePredictions({{"z", {}}}, dialogs, nothing)) << "none has a prediction";
  EXPECT_FALSE(multiwoz::EvaluatePredictions({{"c", {{.response = "x"}}}}, dialogs, nothing)) << "c has no goal";
  EXPECT_FALSE(
      multiwoz::EvaluatePredictions(predictions, dialogs, nothing, {.domains = multiwoz::DomainSource::kGiven}));
  const multiwoz::BookedDomains no_turns;
  EXPECT_FALSE(multiwoz::EvaluatePredictions(predictions, dialogs, nothing, {.booked = &no_turns}));
}

TEST(WozPredictions, AreCheckedTurnByTurn) {
  const TempDir folder;
  const auto read = [&](const std::string& text) {
    return multiwoz::ReadPredictions(folder.Write("p", text).string());
  };
  const auto good = read(R"({"MUL1.json": [{"response": "hi", "state": {"hotel": {"arriveBy": "9:30", "stars": 4,
    "name": ["Acorn House"], "area": ""}}, "active_domains": ["Hotel"]}, {"response": ""}]})");
  ASSERT_TRUE(good) << good.error().message;
  const auto& turn = good->at("mul1").at(0);
  EXPECT_EQ(*turn.state,
            (multiwoz::DialogState{{"hotel", {{"arrive", "09:30"}, {"stars", "4"}, {"name", "acorn guest house"}}}}));
  EXPECT_EQ(turn.active_domains, std::vector<std::string>{"hotel"});
  EXPECT_FALSE(good->at("mul1").at(1).state);
  for (const auto& [text, part] : std::vector<std::pair<std::string, std::string>>{
           {"[]", "expected a JSON object"},
           {R"({"a": 1})", "p:1: a: expected an array"},
           {R"({"a": [1]})", "a: turn 1: expected an object with a response"},
           {R"({"a": [{"response": 1}]})", "turn 1: response"},
           {R"({"a": [{"response": "", "state": []}]})", "state: expected an object"},
           {R"({"a": [{"response": "", "state": {"hotel": {"area": {}}}}]})", "state: hotel area"},
           {R"({"a": [{"response": "", "active_domains": [1]}]})", "active_domains"},
           {R"({"a": [], "A.json": []})", "twice"},
           {R"({"a": [)", "ends inside"}}) {
    const auto bad = read(text);
    ASSERT_FALSE(bad) << text;
    EXPECT_NE(bad.error().message.find(part), std::string::npos) << bad.error().message;
  }
}

TEST(WozResponse, IsNormalised) {
  EXPECT_EQ(
      multiwoz::NormalizeResponse("I 've found  the [hotel_name]s , [value_area] [none] hotel -s do n't 'quote' ."),
      "i've found the NAME , AREA hotel don't 'quote' .");
  EXPECT_EQ(multiwoz::ResponseWords("i've found NAME , 4 ."), (std::vector<std::string>{"ive", "found", "NAME", "4"}));
}

TEST(WozBleu, TokensAndScoreAreSacreBleus) {
  // sacrebleu 2.5.1: corpus_bleu(hypotheses, [references]).score
  const std::vector<std::string> hypotheses = {"the NAME costs 4.50 pounds , it's near-by .", "call PHONE (free) ok?"};
  const std::vector<std::string> references = {"the NAME costs 4.50 pounds , it is near-by.", "call PHONE (free), ok?"};
  EXPECT_NEAR(multiwoz::CorpusBleu(hypotheses, references).value(), 60.08192942330429, 1e-6);
  EXPECT_NEAR(multiwoz::CorpusBleu(references, references).value(), 100, 1e-9);
}

TEST(WozStateTracking, CountsSlotsAndTurns) {
  multiwoz::StateTracking tracking;
  const multiwoz::DialogState truth = {
      {"hotel", {{"area", "north"}, {"name", "acorn guest house"}, {"bookday", "friday"}}}};
  const multiwoz::DialogState guess = {
      {"hotel", {{"area", "north"}, {"name", "the acorn guest house"}, {"stars", "dontcare"}}}};
  Compare(guess, truth, multiwoz::BookingSlots::kIgnore, &tracking);
  EXPECT_EQ(tracking.JointGoalAccuracy(), 1);
  Compare(guess, truth, multiwoz::BookingSlots::kCompare, &tracking);
  EXPECT_EQ(tracking.JointGoalAccuracy(), 0.5);
  EXPECT_EQ(tracking.Precision(), 1);
  EXPECT_EQ(tracking.Recall(), 0.8);
  EXPECT_NEAR(tracking.F1(), 8.0 / 9, 1e-12);
}

TEST(WozRichness, EntropiesOfAKnownText) {
  multiwoz::RichnessCounter counter;
  counter.Add({"a", "b"});
  counter.Add({"a", "c"});
  const multiwoz::Richness richness = counter.Result();
  EXPECT_EQ(richness.mean_words, 2);
  EXPECT_EQ(richness.unigrams, 3U);
  EXPECT_EQ(richness.bigrams, 2U);
  EXPECT_EQ(richness.trigrams, 0U);
  EXPECT_NEAR(richness.entropy, 1.5, 1e-12);
  EXPECT_NEAR(richness.conditional_entropy, 0.5, 1e-12);
}

}  // namespace
}  // namespace godel::testing

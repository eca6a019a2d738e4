// SPDX-License-Identifier: MIT
// Each rule of Inform and Success on a goal of two domains, where it can fail.
#include "godel/evaluate/multiwoz/dialog_score.h"

#include <gtest/gtest.h>

#include "dataset/multiwoz/small_city.h"

namespace godel::testing {
namespace {

using multiwoz::DialogScore;
using multiwoz::DialogState;
using multiwoz::Goal;
using multiwoz::ScoredTurn;

const DialogState kNorth = {{"hotel", {{"area", "north"}, {"type", "guesthouse"}}},
                            {"train", {{"destination", "ely"}, {"leave", "06:00"}}}};
const DialogState kVague = {{"hotel", {{"parking", "yes"}}}};

Goal TwoDomains() {
  return {{"hotel", {.informable = {{"area", "north"}, {"type", "guesthouse"}}, .requestable = {"phone", "reference"}}},
          {"train", {.informable = {{"destination", "ely"}, {"leave", "06:00"}}, .requestable = {"trainid"}}}};
}

// A dialog that reaches the goal.
std::vector<ScoredTurn> GoodTurns() {
  return {
      {.response = "[hotel_name] , call [hotel_phone]", .state = &kNorth, .active_domains = {"hotel"}, .booked = {}},
      {.response = "it is [hotel_reference]", .state = &kNorth, .active_domains = {"hotel"}, .booked = {"hotel"}},
      {.response = "take [train_id]", .state = &kNorth, .active_domains = {"train"}, .booked = {"hotel"}}};
}

DialogScore Score(const Goal& goal, const std::vector<ScoredTurn>& turns) {
  return multiwoz::ScoreDialog(goal, turns, SmallCity());
}

TEST(WozDialogScore, AGoodDialogSucceeds) {
  const DialogScore score = Score(TwoDomains(), GoodTurns());
  EXPECT_TRUE(score.informed && score.succeeded);
  EXPECT_TRUE(score.domains.at("hotel").why.empty());
}

TEST(WozDialogScore, AnOfferMustHoldOnlyWhatTheGoalHolds) {
  std::vector<ScoredTurn> turns = GoodTurns();
  turns[0].state = &kVague;  // leaves the ashley hotel too, which is no guesthouse
  const DialogScore score = Score(TwoDomains(), turns);
  EXPECT_FALSE(score.informed || score.succeeded);
  EXPECT_EQ(score.domains.at("hotel").why, "1 of 2 venues that were offered miss the goal, such as ashley hotel");
  EXPECT_TRUE(score.domains.at("train").informed);
}

TEST(WozDialogScore, TheLastOfferCountsUnlessItHoldsAllOfTheEarlierOne) {
  std::vector<ScoredTurn> turns = GoodTurns();
  // From the guesthouse alone to three with it: the earlier offer stands.
  turns.insert(turns.begin() + 2,
               {.response = "[hotel_name]", .state = &kVague, .active_domains = {"hotel"}, .booked = {"hotel"}});
  EXPECT_TRUE(Score(TwoDomains(), turns).informed);
  const DialogState centre = {{"hotel", {{"area", "centre"}}}};
  turns[2].state = &centre;
  EXPECT_FALSE(Score(TwoDomains(), turns).informed);
}

TEST(WozDialogScore, WithoutANameNothingIsOffered) {
  std::vector<ScoredTurn> turns = GoodTurns();
  turns[0].response = "call [hotel_phone]";
  const DialogScore score = Score(TwoDomains(), turns);
  EXPECT_FALSE(score.informed);
  EXPECT_EQ(score.domains.at("hotel").why, "no venue was offered that meets the turn's state");
  turns[0].response = "[hotel_name] , call [hotel_phone]";
  turns[0].active_domains = {"train"};
  EXPECT_FALSE(Score(TwoDomains(), turns).informed) << "the turn is about trains";
}

TEST(WozDialogScore, ANameInTheGoalIsEnough) {
  Goal goal = TwoDomains();
  goal["hotel"].informable = {{"name", "acorn guest house"}};
  std::vector<ScoredTurn> turns = GoodTurns();
  turns[0].state = &kVague;
  EXPECT_TRUE(Score(goal, turns).succeeded);
}

TEST(WozDialogScore, AReferenceCountsOnlyWhenBooked) {
  std::vector<ScoredTurn> turns = GoodTurns();
  turns[1].booked = {};
  const DialogScore score = Score(TwoDomains(), turns);
  EXPECT_TRUE(score.informed);
  EXPECT_FALSE(score.succeeded);
  EXPECT_EQ(score.domains.at("hotel").missing, (std::set<std::string, std::less<>>{"reference"}));
}

TEST(WozDialogScore, EveryRequestMustBeAnswered) {
  std::vector<ScoredTurn> turns = GoodTurns();
  turns[0].response = "[hotel_name]";
  const DialogScore score = Score(TwoDomains(), turns);
  EXPECT_TRUE(score.informed);
  EXPECT_FALSE(score.succeeded);
  EXPECT_EQ(score.domains.at("hotel").missing.count("phone"), 1U);
}

TEST(WozDialogScore, TrainsMatchByThemselvesUnlessAnIdIsAskedFor) {
  std::vector<ScoredTurn> turns = GoodTurns();
  turns.pop_back();
  EXPECT_FALSE(Score(TwoDomains(), turns).informed);
  Goal goal = TwoDomains();
  goal["train"].requestable = {};
  EXPECT_TRUE(Score(goal, turns).succeeded);
  const DialogState late = {{"train", {{"destination", "cambridge"}}}};
  turns.push_back({.response = "[train_id]", .state = &late, .active_domains = {"train"}, .booked = {}});
  EXPECT_FALSE(Score(goal, turns).informed) << "a wrong train was offered";
}

TEST(WozDialogScore, ThePoliceAndTaxisNeedNoVenueButTheirRequests) {
  const Goal goal = {{"police", {.informable = {}, .requestable = {"address"}}},
                     {"taxi", {.informable = {{"leave", "10:00"}}, .requestable = {"phone"}}}};
  const DialogState none;
  std::vector<ScoredTurn> turns = {
      {.response = "[police_address]", .state = &none, .active_domains = {"police"}, .booked = {}},
      {.response = "[taxi_phone]", .state = &none, .active_domains = {"taxi"}, .booked = {}}};
  EXPECT_TRUE(Score(goal, turns).succeeded);
  turns[0].response = "parkside , cambridge";
  const DialogScore score = Score(goal, turns);
  EXPECT_TRUE(score.informed);
  EXPECT_FALSE(score.succeeded);
}

}  // namespace
}  // namespace godel::testing

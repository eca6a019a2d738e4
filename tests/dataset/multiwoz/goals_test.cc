// SPDX-License-Identifier: MIT
#include "godel/dataset/multiwoz/goals.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "support/golden.h"

namespace godel::testing {
namespace {

using multiwoz::TakeGoals;
using multiwoz::WozDialog;

// Two answers, and a hotel booked with the second.
constexpr const char* kGoalLog =
    R"({"MUL1.json": {"goal": {"hotel": {"info": {"area": "north"}, "reqt": ["phone"]}}, "log": [
    {"text": "a", "metadata": {}}, {"text": "b", "metadata": {}}, {"text": "c", "metadata": {}},
    {"text": "d", "metadata": {"hotel": {"book": {"booked": [{"name": "x", "reference": "AB12"}]}, "semi": {}}}}]}})";

WozDialog Bare(const std::string& id, size_t exchanges) {
  WozDialog dialog{.id = id, .goal = {}, .has_bookings = false, .exchanges = {}};
  dialog.exchanges.resize(exchanges);
  for (auto& exchange : dialog.exchanges) exchange.system = "own text";
  return dialog;
}

TEST(TakeGoals, GivesGoalsAndBookingsToNamesakes) {
  const TempDir folder;
  std::vector<WozDialog> dialogs = {Bare("mul1", 2)};
  ASSERT_TRUE(TakeGoals({folder.Write("data.json", kGoalLog)}, 0, dialogs));
  EXPECT_EQ(dialogs[0].goal.at("hotel").informable.at("area"), "north");
  EXPECT_TRUE(dialogs[0].has_bookings);
  EXPECT_TRUE(dialogs[0].exchanges[0].booked.empty());
  EXPECT_TRUE(dialogs[0].exchanges[1].booked.contains("hotel"));
  EXPECT_EQ(dialogs[0].exchanges[1].references.at("hotel"), "AB12");
  EXPECT_EQ(dialogs[0].exchanges[1].system, "own text");
}

TEST(TakeGoals, BookingsOfAnotherNumberOfTurnsWouldBeOfOtherTurns) {
  const TempDir folder;
  std::vector<WozDialog> dialogs = {Bare("mul1", 3)};
  ASSERT_TRUE(TakeGoals({folder.Write("data.json", kGoalLog)}, 0, dialogs));
  EXPECT_EQ(dialogs[0].goal.size(), 1U);
  EXPECT_FALSE(dialogs[0].has_bookings);
}

TEST(TakeGoals, LeavesWhatIsThereAndNamesWhatLacks) {
  const TempDir folder;
  const std::string file = folder.Write("data.json", kGoalLog);
  std::vector<WozDialog> dialogs = {Bare("mul1", 2)};
  dialogs[0].goal["taxi"];
  ASSERT_TRUE(TakeGoals({file}, 0, dialogs));
  EXPECT_FALSE(dialogs[0].goal.contains("hotel"));

  dialogs.push_back(Bare("mul2", 1));
  const auto lacking = TakeGoals({file}, 0, dialogs);
  ASSERT_FALSE(lacking);
  EXPECT_NE(lacking.error().message.find("mul2: no goal for it is in "), std::string::npos) << lacking.error().message;
}

TEST(TakeGoals, DialogsThatCannotBeReadCount) {
  const TempDir folder;
  const std::string file = folder.Write("data.json", R"({"bad": 3, )" + std::string(kGoalLog).substr(1));
  std::vector<WozDialog> dialogs = {Bare("mul1", 2)};
  EXPECT_FALSE(TakeGoals({file}, 0, dialogs));
  const auto bad = TakeGoals({file}, 1, dialogs);
  ASSERT_TRUE(bad);
  EXPECT_EQ(bad->count(), 1U);
  EXPECT_FALSE(dialogs[0].goal.empty());
}

}  // namespace
}  // namespace godel::testing

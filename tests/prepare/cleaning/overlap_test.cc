// SPDX-License-Identifier: MIT
#include "godel/prepare/cleaning/overlap.h"

#include <gtest/gtest.h>

namespace godel {
namespace {

Example SaidAfter(const std::string& context, const std::string& response) {
  return {.instruction = {}, .context = {context}, .knowledge = {}, .response = response, .dialog = {}};
}

// Ten words from `first` on, so that two that overlap share as many 3-grams as words less two.
std::string Numbers(int first, int count = 10) {
  std::string text;
  for (int i = first; i < first + count; ++i) text += "n" + std::to_string(i) + " ";
  return text;
}

TEST(Overlap, FindsWhatIsEqualButForCaseAndPunctuation) {
  OverlapCheck check({.ngram = 8});
  check.AddTest(SaidAfter("How are you?", "Fine!"), {"test", 1});
  check.AddTest(SaidAfter("Who?", "Me."), {"test", 2});
  EXPECT_FALSE(check.AddTrain(SaidAfter("how are", "you fine not"), {"train", 1}));
  EXPECT_TRUE(check.AddTrain(SaidAfter("how ARE you", "fine"), {"train", 2}));
  const auto results = check.Results();
  ASSERT_EQ(results.size(), 2U);
  EXPECT_TRUE(results[0].exact);
  EXPECT_TRUE(check.IsLeaked(results[0]));
  EXPECT_EQ(results[0].nearest.line, 2U);
  EXPECT_FALSE(check.IsLeaked(results[1]));
  EXPECT_EQ(check.Worst(10).size(), 1U);
  EXPECT_EQ(check.num_train(), 2U);
}

TEST(Overlap, MeasuresSharesInOneExampleAndInAll) {
  OverlapCheck check({.ngram = 3, .threshold = 0.7});
  check.AddTest(SaidAfter(Numbers(0), Numbers(10)), {"test", 1});  // 20 words, 18 3-grams
  EXPECT_FALSE(check.AddTrain(SaidAfter("x " + Numbers(0, 8) + "y a b c d", "e f g h i"), {"train", 1})) << "6 of 18";
  EXPECT_FALSE(check.AddTrain(SaidAfter("x y z a b c d e f " + Numbers(8, 9), "u v w"), {"train", 2})) << "7 more";
  const auto result = check.Results().at(0);
  EXPECT_DOUBLE_EQ(result.in_all, 13.0 / 18);
  EXPECT_DOUBLE_EQ(result.in_one, 7.0 / 18);
  EXPECT_EQ(result.nearest.line, 2U);
  EXPECT_FALSE(result.exact);
  EXPECT_TRUE(check.IsLeaked(result)) << "together they hold enough of it";
}

TEST(Overlap, MarksTrainingExamplesThatGiveTestDataAway) {
  OverlapCheck check({.ngram = 3, .threshold = 0.5});
  check.AddTest(SaidAfter(Numbers(0), Numbers(10)), {"test", 1});
  EXPECT_TRUE(check.AddTrain(SaidAfter("a b c " + Numbers(2, 14), "d"), {"train", 1})) << "12 of its 18";
  EXPECT_TRUE(check.AddTrain(SaidAfter(Numbers(3, 2), Numbers(5, 2)), {"train", 2}))
      << "all that it says is in the test";
  EXPECT_FALSE(check.AddTrain(SaidAfter("some other words", "that nobody tests"), {"train", 3}));
  EXPECT_FALSE(check.AddTrain(SaidAfter("n0", "n1"), {"train", 4})) << "too short to say anything";
}

TEST(Overlap, NothingSharedIsNothing) {
  OverlapCheck check({});
  EXPECT_TRUE(check.Worst(3).empty());
  check.AddTest(SaidAfter("", ""), {"test", 1});
  check.AddTest(SaidAfter(Numbers(0), Numbers(10)), {"test", 2});
  EXPECT_FALSE(check.AddTrain(SaidAfter("", ""), {"train", 1}));
  EXPECT_FALSE(check.AddTrain(SaidAfter(Numbers(100), Numbers(200)), {"train", 2}));
  for (const auto& result : check.Results()) EXPECT_FALSE(check.IsLeaked(result));
}

}  // namespace
}  // namespace godel

// SPDX-License-Identifier: MIT
#include "godel/evaluate/example_sample.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

namespace godel {
namespace {

Example Turn(size_t dialog, size_t turn) {
  return {.instruction = {},
          .context = {"hi"},
          .knowledge = {},
          .response = std::to_string(dialog) + "." + std::to_string(turn),
          .dialog = "d" + std::to_string(dialog)};
}

// Responses of the sample of `dialogs`, each of 20 turns.
std::vector<std::string> Sample(const std::vector<size_t>& dialogs, size_t limit, uint64_t seed) {
  ExampleSample sample(limit, seed);
  for (const size_t dialog : dialogs) {
    for (size_t turn = 0; turn < 20; ++turn) sample.Add(Turn(dialog, turn));
  }
  EXPECT_EQ(sample.seen(), dialogs.size() * 20);
  std::vector<std::string> responses;
  for (const Example& example : std::move(sample).Take()) responses.push_back(example.response);
  return responses;
}

TEST(ExampleSample, KeepsTheLimitInOrderAndRepeatably) {
  const std::vector<size_t> dialogs = {1, 2, 3, 4, 5};
  const auto some = Sample(dialogs, 30, 7);
  EXPECT_EQ(some.size(), 30u);
  EXPECT_EQ(some, Sample(dialogs, 30, 7));
  EXPECT_NE(some, Sample(dialogs, 30, 8));
  const auto all = Sample(dialogs, 0, 7);
  EXPECT_EQ(all.size(), 100u);
  EXPECT_EQ(Sample(dialogs, 1000, 7), all);
  auto next = all.begin();  // what was kept stands in the order in which it came
  for (const std::string& response : some) {
    next = std::find(next, all.end(), response);
    ASSERT_NE(next, all.end()) << response;
  }
}

TEST(ExampleSample, DoesNotDependOnTheOrderOfDialogs) {
  auto one = Sample({1, 2, 3, 4, 5}, 30, 7), other = Sample({4, 1, 5, 3, 2}, 30, 7);
  std::sort(one.begin(), one.end());
  std::sort(other.begin(), other.end());
  EXPECT_EQ(one, other);
}

// 50 of 100 x 20: with equal chances about 39 dialogs have one of them; the first 50 examples come from 3.
TEST(ExampleSample, SpreadsOverDialogs) {
  std::vector<size_t> dialogs(100);
  for (size_t i = 0; i < dialogs.size(); ++i) dialogs[i] = i;
  std::set<std::string> hit;
  for (const std::string& response : Sample(dialogs, 50, 1)) hit.insert(response.substr(0, response.find('.')));
  EXPECT_GT(hit.size(), 30u);
}

// Pins the choice: another one would silently make earlier figures incomparable.
TEST(ExampleSample, IsTheSameEverywhere) {
  EXPECT_EQ(Sample({1, 2, 3}, 5, 42), (std::vector<std::string>{"1.17", "1.19", "2.17", "3.10", "3.12"}));
}

TEST(ExampleSample, TellsExamplesWithoutADialogApart) {
  ExampleSample sample(3, 1);
  for (int i = 0; i < 10; ++i)
    sample.Add({.instruction = {}, .context = {"hi"}, .knowledge = {}, .response = std::to_string(i), .dialog = {}});
  EXPECT_EQ(std::move(sample).Take().size(), 3u);
}

}  // namespace
}  // namespace godel

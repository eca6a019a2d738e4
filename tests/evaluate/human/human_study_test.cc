// SPDX-License-Identifier: MIT
#include "godel/evaluate/human/human_study.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <set>

#include "evaluate/runs/example_runs.h"
#include "godel/evaluate/human/human_page.h"
#include "support/well_formed.h"

namespace godel::testing {
namespace {

// Runs whose reply to example i names both.
std::vector<SavedRun> Runs(size_t count, size_t examples) {
  std::vector<SavedRun> runs;
  for (size_t r = 0; r < count; ++r) {
    std::vector<std::string> replies;
    for (size_t i = 0; i < examples; ++i) replies.push_back("reply " + std::to_string(r) + " to " + std::to_string(i));
    runs.push_back(RunOf("secret-" + std::string(1, static_cast<char>('p' + r)), replies));
  }
  return runs;
}

TEST(HumanStudy, EveryRunIsSeenEquallyOftenOverTheSameExamples) {
  const auto runs = Runs(3, 50);
  const auto study = DrawStudy(runs, {.items = 31, .seed = 5});
  ASSERT_TRUE(study) << study.error().message;
  ASSERT_EQ(study->items.size(), 30u);
  std::map<size_t, std::set<size_t>> examples;  // by run
  std::set<std::string> ids;
  for (const StudyItem& item : study->items) {
    EXPECT_TRUE(examples[item.a].insert(item.prediction).second);
    ids.insert(item.id);
  }
  EXPECT_EQ(ids.size(), 30u);
  ASSERT_EQ(examples.size(), 3u);
  EXPECT_EQ(examples[0].size(), 10u);
  EXPECT_EQ(examples[0], examples[1]);
  EXPECT_EQ(examples[0], examples[2]);
  for (size_t round = 0; round < 3; ++round) {
    std::set<size_t> seen;
    for (size_t i = 0; i < 10; ++i) seen.insert(study->items[10 * round + i].prediction);
    EXPECT_EQ(seen.size(), 10u) << "an example came twice within round " << round;
  }
}

TEST(HumanStudy, WithinAPairEachRunIsAAsOftenAsB) {
  for (const size_t count : {2u, 3u, 4u}) {
    const auto runs = Runs(count, 100);
    const auto study =
        DrawStudy(runs, {.mode = StudyMode::kPairwise, .items = 20 * count * (count - 1) / 2, .seed = 2});
    ASSERT_TRUE(study) << study.error().message;
    std::map<std::pair<size_t, size_t>, int> first;  // by (A, B)
    for (const StudyItem& item : study->items) {
      EXPECT_NE(item.a, item.b);
      ++first[{item.a, item.b}];
    }
    for (size_t a = 0; a < count; ++a) {
      for (size_t b = a + 1; b < count; ++b) {
        EXPECT_EQ((first[{a, b}]), 10) << a << b;
        EXPECT_EQ((first[{b, a}]), 10) << a << b;
      }
    }
  }
}

TEST(HumanStudy, TheSeedChoosesAndRepeats) {
  const auto runs = Runs(2, 100);
  const auto one = DrawStudy(runs, {.items = 20, .seed = 1}), again = DrawStudy(runs, {.items = 20, .seed = 1}),
             other = DrawStudy(runs, {.items = 20, .seed = 2});
  EXPECT_EQ(StudyKey(*one), StudyKey(*again));
  EXPECT_NE(one->id, other->id);
  const bool in_blocks = std::is_sorted(one->items.begin(), one->items.end(),
                                        [](const StudyItem& x, const StudyItem& y) { return x.a < y.a; });
  EXPECT_FALSE(in_blocks) << "one run comes before the other";
}

TEST(HumanStudy, SaysWhatIsMissing) {
  EXPECT_NE(DrawStudy(Runs(1, 5), {.mode = StudyMode::kPairwise}).error().message.find("2 runs"), std::string::npos);
  EXPECT_TRUE(DrawStudy(Runs(1, 5), {}));
  EXPECT_NE(DrawStudy(Runs(3, 5), {.items = 2}).error().message.find("at least 3 items"), std::string::npos);
  EXPECT_EQ(DrawStudy(Runs(2, 5), {.items = 1000})->items.size(), 10u);
  auto mute = Runs(2, 5);
  mute[1].predictions[4].reply.reset();
  EXPECT_NE(DrawStudy(mute, {}).error().message.find("no replies"), std::string::npos);
  auto different = Runs(2, 5);
  different[1].predictions[0].example.knowledge = "x";
  EXPECT_NE(DrawStudy(different, {}).error().message.find("different data"), std::string::npos);
}

TEST(HumanStudy, PairsAreOfRepliesThatDiffer) {
  auto runs = Runs(3, 9);
  for (const size_t example : {1u, 4u, 7u}) runs[2].predictions[example].reply = runs[0].predictions[example].reply;
  const auto study = DrawStudy(runs, {.mode = StudyMode::kPairwise, .items = 100});
  ASSERT_TRUE(study) << study.error().message;
  EXPECT_EQ(study->equal_examples, 3u);
  EXPECT_EQ(study->items.size(), 6u * 3) << "three pairs of runs over the same six examples";
  for (const StudyItem& item : study->items) EXPECT_NE(item.prediction % 3, 1u);
  EXPECT_EQ(ParseStudyKey(ParseJson(StudyKey(*study)).value())->equal_examples, 3u);

  const auto all = DrawStudy(runs, {.mode = StudyMode::kPairwise, .items = 100, .keeps_equal = true});
  EXPECT_EQ(all->equal_examples, 0u);
  EXPECT_EQ(all->items.size(), 9u * 3);
  const auto likert = DrawStudy(runs, {.items = 100});
  EXPECT_EQ(likert->equal_examples, 0u) << "a reply by itself is judged whoever else gave it";
  EXPECT_EQ(likert->items.size(), 9u * 3);

  const auto twice = std::vector<SavedRun>{runs[0], runs[0]};
  const auto nothing = DrawStudy(twice, {.mode = StudyMode::kPairwise});
  ASSERT_FALSE(nothing);
  EXPECT_NE(nothing.error().message.find("--keep-equal"), std::string::npos) << nothing.error().message;
}

TEST(HumanStudy, ItsKeyComesBack) {
  for (const StudyMode mode : {StudyMode::kLikert, StudyMode::kPairwise}) {
    const auto study = DrawStudy(Runs(2, 9), {.mode = mode, .items = 8});
    const auto read = ParseStudyKey(ParseJson(StudyKey(*study)).value());
    ASSERT_TRUE(read) << read.error().message;
    EXPECT_EQ(StudyKey(*read), StudyKey(*study));
  }
}

TEST(HumanStudy, ABrokenKeyIsRefused) {
  Json key = ParseJson(StudyKey(*DrawStudy(Runs(2, 9), {.mode = StudyMode::kPairwise}))).value();
  const auto refuses = [&](const char* where, Json value, const char* what) {
    Json broken = key;
    broken[Json::json_pointer(where)] = std::move(value);
    const auto read = ParseStudyKey(broken);
    ASSERT_FALSE(read) << where;
    EXPECT_NE(read.error().message.find(what), std::string::npos) << read.error().message;
  };
  refuses("/format", "else", "no key");
  refuses("/mode", "guess", "mode");
  refuses("/mode", 3, "mode");
  refuses("/runs", Json::array(), "runs");
  refuses("/runs/0", 1, "runs");
  refuses("/items", "x", "items");
  refuses("/items/1/id", "001", "twice");
  refuses("/items/1/a", 2U, "there are 2 runs");
  refuses("/items/1/b", nullptr, "b is absent");
  refuses("/items/1", 7, "item 2");
  EXPECT_FALSE(ParseStudyKey(Json::array()));
}

TEST(HumanPage, ShowsRepliesAndDoesNotSayWhose) {
  auto runs = Runs(2, 6);
  runs[0].predictions[2].reply = runs[1].predictions[2].reply = "</script><script>alert(1)</script>";
  for (const StudyMode mode : {StudyMode::kLikert, StudyMode::kPairwise}) {
    const auto study = DrawStudy(runs, {.mode = mode, .items = 12, .keeps_equal = true});
    const std::string page = HumanPage(*study, runs);
    EXPECT_EQ(WhatIsMalformed(page), "");
    EXPECT_EQ(page.find("secret-"), std::string::npos) << "the page names a run";
    EXPECT_EQ(page.find("reference"), std::string::npos);
    EXPECT_EQ(page.find("alert(1)</script>"), std::string::npos);
    EXPECT_NE(page.find(study->id), std::string::npos);
    EXPECT_NE(page.find("reply 1 to 4"), std::string::npos);
    EXPECT_NE(page.find("localStorage"), std::string::npos) << "the script is there";
  }
}

}  // namespace
}  // namespace godel::testing

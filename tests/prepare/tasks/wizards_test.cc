// SPDX-License-Identifier: MIT
// Wizard of Wikipedia and Wizard of the Internet, in small files of their published layouts.
#include <gtest/gtest.h>

#include <fstream>

#include "godel/dataset/example_json.h"
#include "godel/prepare/tasks/wizard_of_internet.h"
#include "godel/prepare/tasks/wizard_of_wikipedia.h"
#include "prepare/tasks/collected.h"
#include "support/golden.h"

namespace godel {
namespace {

using testing::Collected;
using Turns = std::vector<std::string>;

// Two dialogs as ParlAI's train.json has them, without what nothing here reads. The second begins with the wizard.
constexpr const char* kWow = R"([
  {"chosen_topic": "Tea", "persona": "i drink tea.\n", "wizard_eval": 5, "chosen_topic_passage": ["Tea is a drink."],
   "dialog": [
    {"speaker": "0_Apprentice", "text": "Hi, I love tea!", "retrieved_passages": [{"Tea": ["Tea is a drink."]}]},
    {"speaker": "1_Wizard", "text": " It is made of leaves. ", "checked_sentence": {"chosen_Tea_0": "Tea is a drink."},
     "checked_passage": {"chosen_topic": "Tea"}, "candidate_responses": ["x"]},
    {"speaker": "0_Apprentice", "text": "And coffee?"},
    {"speaker": "1_Wizard", "text": "Of beans.",
     "checked_sentence": {"no_passages_used": "no_passages_used"}, "checked_passage": {}}]},
  {"chosen_topic": "Chess", "persona": "i play.", "dialog": [
    {"speaker": "0_Wizard", "text": "Chess has kings.", "checked_sentence": {}},
    {"speaker": "1_Apprentice", "text": "How many?"},
    {"speaker": "0_Wizard", "text": "Two."}]}
])";

TEST(Wow, GivesAnExampleForEachTurnOfTheWizard) {
  const testing::TempDir folder;
  const TaskFiles files{.files = {folder.Write("train.json", kWow)}};
  Collected all;
  const auto reading = ReadWow(files, {}, all.Give());
  ASSERT_TRUE(reading) << reading.error().message;
  ASSERT_EQ(all.examples.size(), 4U);
  EXPECT_EQ(all.examples[0].context, (Turns{"i drink tea.", "Hi, I love tea!"}));
  EXPECT_EQ(all.examples[0].knowledge, "Tea is a drink.");
  EXPECT_EQ(all.examples[0].response, "It is made of leaves.");
  EXPECT_EQ(all.examples[0].dialog, "wow/train/0");
  EXPECT_EQ(all.examples[1].context,
            (Turns{"i drink tea.", "Hi, I love tea!", "It is made of leaves.", "And coffee?"}));
  EXPECT_EQ(all.examples[1].knowledge, "") << "nothing was looked up, whatever the file calls it";
  EXPECT_EQ(all.examples[2].context, Turns{"i play."});
  EXPECT_EQ(all.examples[2].dialog, "wow/train/1");
  EXPECT_EQ(all.examples[3].response, "Two.");
  EXPECT_EQ(reading->tally.Of("dialogs"), 2U);
  EXPECT_EQ(reading->tally.Of("examples"), 4U);
}

TEST(Wow, StartsAsItIsTold) {
  const testing::TempDir folder;
  const TaskFiles files{.files = {folder.Write("train.json", kWow)}};
  Collected topic, nothing;
  ASSERT_TRUE(ReadWow(files, {.start = DialogStart::kTopic, .keeps_no_passages_used = true}, topic.Give()));
  EXPECT_EQ(topic.examples[0].context, (Turns{"Tea", "Hi, I love tea!"}));
  EXPECT_EQ(topic.examples[1].knowledge, "no_passages_used");
  const auto reading = ReadWow(files, {.start = DialogStart::kNothing}, nothing.Give());
  ASSERT_EQ(nothing.examples.size(), 3U) << "a wizard who speaks first answers nothing";
  EXPECT_EQ(reading->tally.Of("left out: the wizard speaks first"), 1U);
  EXPECT_EQ(nothing.examples[2].context, (Turns{"Chess has kings.", "How many?"}));
}

TEST(Wow, DialogsAreDrawnWholeAndBySeed) {
  const testing::TempDir folder;
  std::string rows = "[";
  for (int i = 0; i < 40; ++i)
    rows += std::string(i == 0 ? "" : ",") + R"({"chosen_topic":"t","persona":"p","dialog":[
    {"speaker":"0_Wizard","text":"a"},{"speaker":"1_Apprentice","text":"b"},{"speaker":"0_Wizard","text":"c"}]})";
  const TaskFiles files{.files = {folder.Write("train.json", rows + "]")}};
  const auto draw = [&](size_t dialogs, uint64_t seed) {
    Collected some;
    const auto reading = ReadDialogs([&](const GiveExample& give) { return ReadWow(files, {}, give); },
                                     {.dialogs = dialogs, .seed = seed}, some.Give());
    EXPECT_TRUE(reading);
    std::string names;
    for (const Example& example : some.examples) names += example.dialog + " ";
    return names;
  };
  const std::string five = draw(5, 1);
  EXPECT_EQ(std::count(five.begin(), five.end(), ' '), 10) << "both examples of each";
  EXPECT_EQ(draw(5, 1), five);
  EXPECT_NE(draw(5, 2), five);
  Collected too_many;
  const auto reading =
      ReadDialogs([&](const GiveExample& give) { return ReadWow(files, {}, give); }, {.dialogs = 41}, too_many.Give());
  ASSERT_FALSE(reading);
  EXPECT_EQ(reading.error().message, "--dialogs: 41 wanted, but only 40 gave examples");
}

// sorted(topics, key=lambda t: -len(dialogs[t]))[1:100:2], and of each the first dialog that was not forgotten.
TEST(Wow, ChoosesAsGodelsScript) {
  // a has three dialogs, b two, c two, d one: in order a b c d, of which b and d are taken; d's only one is forgotten.
  EXPECT_EQ(UpstreamWowChoice({"c", "a", "b", "a", "c", "d", "b", "a"}), (std::vector<size_t>{4}))
      << "c comes before b, as it stands first in the file";
  std::vector<std::string> topics;
  for (int round = 0; round < 2; ++round)
    for (int topic = 0; topic < 150; ++topic) topics.push_back(std::to_string(topic));
  const std::vector<size_t> chosen = UpstreamWowChoice(topics);
  ASSERT_EQ(chosen.size(), 50U);
  EXPECT_EQ(chosen.front(), 151U);
  EXPECT_EQ(chosen.back(), 249U);
  EXPECT_TRUE(UpstreamWowChoice({}).empty());
}

TEST(Wow, UpstreamsChoiceComesInItsOrder) {
  const testing::TempDir folder;
  const auto dialog = [](const std::string& topic, const std::string& reply) {
    return R"({"chosen_topic":")" + topic +
           R"(","persona":"p","dialog":[{"speaker":"1_Apprentice","text":"Hm?"},{"speaker":"0_Wizard","text":")" +
           reply + R"("}]})";
  };
  // Topics by their dialogs: z 4, y 3, x 2, w 2; y and w are taken, and w's dialog stands before y's.
  const std::string rows = "[" + dialog("w", "w1") + "," + dialog("w", "w2") + "," + dialog("z", "") + "," +
                           dialog("z", "") + "," + dialog("z", "") + "," + dialog("z", "") + "," + dialog("y", "y1") +
                           "," + dialog("y", "y2") + "," + dialog("y", "y3") + "," + dialog("v", "v1") + "," +
                           dialog("v", "v2") + "," + dialog("v", "v3") + "]";
  Collected some;
  const auto reading = ReadUpstreamWow({.files = {folder.Write("train.json", rows)}},
                                       {.start = DialogStart::kNothing, .keeps_no_passages_used = true}, some.Give());
  ASSERT_TRUE(reading) << reading.error().message;
  ASSERT_EQ(some.examples.size(), 2U);
  EXPECT_EQ(some.examples[0].response, "y2");
  EXPECT_EQ(some.examples[1].response, "w2");
  EXPECT_EQ(some.examples[1].dialog, "wow/train/1");
  EXPECT_EQ(reading->tally.Of("examples"), 2U);
  EXPECT_EQ(reading->tally.Of("left out: dialogs that were not chosen"), 10U);
}

TEST(Wow, BadDialogsAreCountedWithTheirPlace) {
  const testing::TempDir folder;
  const auto path = folder.Write("train.json", R"([
{"chosen_topic": "Tea", "persona": "p", "dialog": "none"},
{"persona": "p", "dialog": [{"speaker": "0_Wizard", "text": 7}]},
{"persona": "p", "dialog": [{"speaker": "0_Wizard", "text": "a", "checked_sentence": {"k": ["s"]}}]},
{"dialog": []}, 5,
{"persona": "p", "dialog": [{"speaker": "0_Wizard", "text": "good"}]},
{"persona": "p", "dia)");
  Collected some;
  const auto reading = ReadWow({.files = {path}, .max_bad_rows = 6}, {}, some.Give());
  ASSERT_TRUE(reading) << reading.error().message;
  ASSERT_EQ(some.examples.size(), 1U);
  EXPECT_EQ(some.examples[0].dialog, "wow/train/5") << "bad rows have their places too";
  const auto& bad = reading->bad_rows.first();
  ASSERT_EQ(bad.size(), 6U);
  EXPECT_EQ(ToString(bad[0]), path.string() + ":2: dialog: expected an array, found \"none\"");
  EXPECT_EQ(ToString(bad[1]), path.string() + ":3: turn 1: text: expected a string, found 7");
  EXPECT_EQ(bad[2].why, "turn 1: checked_sentence: expected a string in it, found an array of 1");
  EXPECT_EQ(bad[3].why, "persona: expected a string, found none");
  EXPECT_EQ(bad[4].why, "expected a JSON object, found 5");
  EXPECT_EQ(bad[5].line, 7U);
  const auto strict = ReadWow({.files = {path}}, {}, some.Give());
  ASSERT_FALSE(strict);
  EXPECT_NE(strict.error().message.find("--max-bad-rows"), std::string::npos);
}

// A dialog of which every example holds the last would take the square of its size.
TEST(Wow, ADialogThatGrowsBeyondMeasureIsABadRow) {
  const testing::TempDir folder;
  std::string row = R"({"persona":"p","dialog":[)";
  for (int i = 0; i < 20000; ++i) row += std::string(i == 0 ? "" : ",") + R"({"speaker":"0_Wizard","text":"hm"})";
  Collected some;
  const auto reading =
      ReadWow({.files = {folder.Write("huge.json", "[" + row + "]}]")}, .max_bad_rows = 1}, {}, some.Give());
  ASSERT_TRUE(reading);
  ASSERT_EQ(reading->bad_rows.count(), 1U);
  EXPECT_NE(reading->bad_rows.first()[0].why.find("would take more than"), std::string::npos);
}

constexpr const char* kWoi =
    R"({"train_7": {"apprentice_persona": "I like cats.\nI run.", "start_timestamp": 1.5, "dialog_history": [
{"action": "Apprentice => Wizard", "text": "Hello", "timestamp": 2, "context": {}},
{"action": "Wizard => SearchAgent", "text": "cats", "timestamp": 3, "context": {}},
{"action": "SearchAgent => Wizard", "text": "", "context": {"contents": [{"title": "Cats", "url": "u", "content": ["a"]}]}},
{"action": "Wizard => Apprentice", "text": "Cats purr.", "context": {
  "contents": [{"title": "Cats", "url": "u", "content": ["Cats are pets.", "They purr."]}, {"title": "Dogs", "content": ["Dogs bark."]}],
  "selected_contents": [[false], [false, true], [true]]}},
{"action": "Apprentice => Wizard", "text": "Do they?", "context": {}},
{"action": "Wizard => Apprentice", "text": "Yes.", "context": {"contents": [], "selected_contents": [[true]]}}]}})";

std::string OnOneLine(std::string text) {
  std::erase(text, '\n');
  return text + "\n";
}

TEST(Woi, KnowsTheSelectedSentencesAndSkipsTheSearch) {
  const testing::TempDir folder;
  Collected all;
  const auto reading =
      ReadWoi({.files = {folder.Write("train.jsonl", OnOneLine(kWoi))}}, WoiStart::kPersona, all.Give());
  ASSERT_TRUE(reading) << reading.error().message;
  ASSERT_EQ(all.examples.size(), 2U);
  EXPECT_EQ(all.examples[0].context, (Turns{"I like cats. I run.", "Hello"}));
  EXPECT_EQ(all.examples[0].knowledge, "They purr. Dogs bark.");
  EXPECT_EQ(all.examples[0].response, "Cats purr.");
  EXPECT_EQ(all.examples[0].dialog, "woi/train/train_7");
  EXPECT_EQ(all.examples[1].context, (Turns{"I like cats. I run.", "Hello", "Cats purr.", "Do they?"}));
  EXPECT_EQ(all.examples[1].knowledge, "");
}

TEST(Woi, OddDialogs) {
  const testing::TempDir folder;
  const auto path = folder.Write(
      "valid.jsonl",
      R"({"1": {"apprentice_persona": null, "dialog_history": [{"action": "Wizard => Apprentice", "text": "First!"},)"
      R"({"action": "Apprentice => Wizard", "text": "Oh"},{"action": "Wizard => Apprentice", "text": "Yes", "context":)"
      R"({"contents": [{"content": ["s"]}], "selected_contents": [[false], [true, true], [true]]}}]}})"
      "\n{\"1\": {}, \"2\": {}}\n"
      R"({"2": {"dialog_history": [{"action": "Wizard => Moderator", "text": "x"}]}})"
      "\n"
      R"({"3": {"dialog_history": [{"action": "Wizard => Apprentice", "text": "x", "context": {"contents": 1}}]}})"
      "\n{\"4\": 5}\n{\"5\": {\"dialog_hist");
  Collected some;
  const auto reading = ReadWoi({.files = {path}, .max_bad_rows = 5}, WoiStart::kPersona, some.Give());
  ASSERT_TRUE(reading) << reading.error().message;
  ASSERT_EQ(some.examples.size(), 1U);
  EXPECT_EQ(some.examples[0].knowledge, "s");
  EXPECT_EQ(reading->tally.Of("left out: the wizard speaks first"), 1U);
  EXPECT_EQ(reading->tally.Of("flags without a sentence"), 2U);
  const auto& bad = reading->bad_rows.first();
  ASSERT_EQ(bad.size(), 5U);
  EXPECT_EQ(ToString(bad[0]), path.string() + ":2: expected an object with one dialog under its id, found 2 members");
  EXPECT_EQ(bad[1].why,
            "turn 1: action: expected Wizard => Apprentice, Apprentice => Wizard or one with the SearchAgent, found "
            "\"Wizard => Moderator\"");
  EXPECT_EQ(bad[2].why, "turn 1: contents: expected an array, found 1");
  EXPECT_EQ(bad[3].why, "dialog_history: expected an array, found none");
  EXPECT_EQ(bad[4].line, 6U);
}

TEST(Woi, AGiantLineIsABadRowAndTheNextOneIsRead) {
  const testing::TempDir folder;
  const auto path = folder.Write("train.jsonl", "{\"x\": \"" + std::string(5000, 'x') + "\"}\n" + OnOneLine(kWoi));
  TaskFiles files{.files = {path}, .max_bad_rows = 1};
  files.rows.max_row_bytes = 4000;
  Collected some;
  const auto reading = ReadWoi(files, WoiStart::kPersona, some.Give());
  ASSERT_TRUE(reading) << reading.error().message;
  EXPECT_EQ(some.examples.size(), 2U);
  ASSERT_EQ(reading->bad_rows.count(), 1U);
  EXPECT_EQ(ToString(reading->bad_rows.first()[0]),
            path.string() + ":1: longer than 4000 bytes, which is the most that is read");
}

}  // namespace
}  // namespace godel

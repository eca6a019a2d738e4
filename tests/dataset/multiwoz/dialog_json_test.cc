// SPDX-License-Identifier: MIT
// A dialog of each layout, and what is wrong with bad ones.
#include "godel/dataset/multiwoz/dialog_json.h"

#include <gtest/gtest.h>

#include <atomic>

#include "godel/base/json.h"
#include "godel/dataset/multiwoz/dialog_list.h"
#include "godel/dataset/multiwoz/dialog_reader.h"
#include "support/golden.h"
#include "support/zip_bytes.h"

namespace godel::testing {
namespace {

using multiwoz::WozDialog;

constexpr const char* kLog = R"({
  "goal": {"hotel": {"info": {"area": "north", "parking": "yes"}, "reqt": ["phone", "stars"], "book": {"people": "2"}},
           "train": {"info": {"leaveAt": "9:15"}, "reqt": ["trainID", "price"]}, "taxi": {}, "message": ["You .."]},
  "log": [{"text": "a hotel in the north", "metadata": {}},
          {"text": "The Acorn Guest House  is in the north .", "dialog_act": {"Hotel-Inform": [["Name", "The Acorn Guest House"]]},
           "span_info": [["Hotel-Inform", "Area", "north", 7, 7], ["Hotel-Inform", "Name", "Acorn Guest House", 1, 3],
                         ["Hotel-Inform", "Name", "?", 2, 3], ["Hotel-Inform", "Fee", "?", 9, 99], ["x"]],
           "metadata": {"hotel": {"book": {"booked": [{"name": "acorn guest house", "reference": "AB12"}], "people": "2"},
                                  "semi": {"area": "north", "name": "not mentioned", "stars": ""}},
                        "taxi": {"book": {"booked": [{"phone": "1"}]}, "semi": {"leaveAt": ["17:00"]}},
                        "bus": {"semi": {"day": "monday"}}}},
          {"text": "thanks", "metadata": {}}]})";

TEST(WozDialog, ALogHasGoalStateBookingsActsAndSpans) {
  const WozDialog dialog = multiwoz::ParseWozDialog(ParseJson(kLog).value(), "MUL0003.json").value();
  EXPECT_EQ(dialog.id, "mul0003");
  ASSERT_EQ(dialog.exchanges.size(), 1U) << "the last turn has no answer";
  const auto& exchange = dialog.exchanges[0];
  EXPECT_EQ(exchange.user, "a hotel in the north");
  EXPECT_EQ(exchange.state, (multiwoz::DialogState{{"hotel", {{"area", "north"}, {"bookpeople", "2"}}},
                                                   {"taxi", {{"leave", "17:00"}}}}));
  EXPECT_EQ(exchange.booked.size(), 1U);
  EXPECT_EQ(exchange.references.at("hotel"), "AB12");
  EXPECT_EQ(exchange.acts.at(0).name, "hotel-inform-name");
  ASSERT_EQ(exchange.spans.size(), 2U) << "one overlaps, one is out of the text, one is no span";
  EXPECT_EQ(exchange.system.substr(exchange.spans[0].begin, exchange.spans[0].end - exchange.spans[0].begin),
            "Acorn Guest House");
  EXPECT_EQ(exchange.spans[1].slot, "area");
  EXPECT_EQ(dialog.goal.at("hotel").informable.at("area"), "north");
  EXPECT_EQ(dialog.goal.at("hotel").requestable, (std::set<std::string, std::less<>>{"phone", "reference"}));
  EXPECT_EQ(dialog.goal.at("train").requestable, (std::set<std::string, std::less<>>{"trainid"}));
  EXPECT_EQ(dialog.goal.at("train").informable.at("leave"), "09:15");
  EXPECT_EQ(dialog.goal.size(), 2U);
}

TEST(WozDialog, FramesCountCodePoints) {
  const WozDialog dialog = multiwoz::ParseWozDialog(ParseJson(R"({"dialogue_id": "PMUL1.json", "turns": [
        {"speaker": "USER", "utterance": "cheap food", "frames": [
          {"service": "restaurant", "state": {"slot_values": {"restaurant-pricerange": ["cheap", "low"]}}},
          {"service": "bus", "state": {"slot_values": {"bus-day": ["monday"]}}}, 7]},
        {"speaker": "SYSTEM", "utterance": "Café Uno, maybe?", "frames": [
          {"service": "restaurant", "slots": [{"slot": "restaurant-name", "start": 0, "exclusive_end": 8}]}]}]})")
                                                        .value())
                               .value();
  EXPECT_EQ(dialog.id, "pmul1");
  EXPECT_FALSE(dialog.has_bookings);
  ASSERT_EQ(dialog.exchanges.size(), 1U);
  EXPECT_EQ(dialog.exchanges[0].state, (multiwoz::DialogState{{"restaurant", {{"pricerange", "cheap"}}}}));
  const auto& span = dialog.exchanges[0].spans.at(0);
  EXPECT_EQ(dialog.exchanges[0].system.substr(span.begin, span.end - span.begin), "Café Uno");
}

TEST(WozDialog, HdsaCountsAreNumbersHoweverTheyAreWritten) {
  const auto with_count = [](const std::string& count) {
    return multiwoz::ParseWozDialog(
        ParseJson(R"({"file": "SNG1.json", "info": [{"user_orig": "hi", "sys": "[hotel_name] ?",
      "BS": {"hotel": {"area": "north", "stars": "None"}}, "act": {"hotel-inform-name": ["none"]}, "KB": )" +
                  count + "}]}")
            .value());
  };
  EXPECT_EQ(with_count("2")->exchanges[0].matches, 2U);
  EXPECT_EQ(with_count("\"2\"")->exchanges[0].matches, 2U);
  EXPECT_EQ(with_count("\"None\"")->exchanges[0].matches, std::nullopt);
  EXPECT_FALSE(with_count("\"many\""));
  EXPECT_FALSE(with_count("-1"));
  EXPECT_EQ(with_count("0")->exchanges[0].state.at("hotel").size(), 1U);
  EXPECT_EQ(with_count("0")->exchanges[0].acts.at(0).name, "hotel-inform-name");
  const auto none = multiwoz::ParseWozDialog(
      ParseJson(R"({"info": [{"user_orig": "hi", "sys": "hello", "BS": "None", "act": "None", "KB": "0"}]})").value(),
      "a");
  EXPECT_TRUE(none->exchanges.at(0).state.empty() && none->exchanges[0].acts.empty());
}

TEST(WozDialog, ErrorsNameTheTurn) {
  for (const auto& [text, part] : std::vector<std::pair<std::string, std::string>>{
           {"[]", "expected a dialog"},
           {"{\"a\": 1}", "none of the members"},
           {R"({"log": 1})", "log: expected an array"},
           {R"({"log": [{"text": "a"}, {"text": 1}]})", "log 2: text"},
           {R"({"log": [{"text": "a"}, 5]})", "log 2"},
           {R"({"turns": [{"speaker": "SYSTEM", "utterance": "a"}]})", "turns 1"},
           {R"({"turns": [{"speaker": "DOG", "utterance": "a"}]})", "turns 1"},
           {R"({"info": [{}]})", "info 1"},
           {R"({"info": [3]})", "info 1"}}) {
    const auto dialog = multiwoz::ParseWozDialog(ParseJson(text).value());
    ASSERT_FALSE(dialog) << text;
    EXPECT_NE(dialog.error().message.find(part), std::string::npos) << dialog.error().message;
  }
}

TEST(WozReader, ReadsObjectsArraysAndLines) {
  const TempDir folder;
  const std::string one = ParseJson(kLog).value().dump();
  const std::string frame = R"({"dialogue_id": "a", "turns": []})";
  const std::vector<std::string> files = {
      folder.Write("data.json.zip",
                   ZipOf({{"data.json", "{\"MUL1.json\": " + one + ", \"bad\": 3, \"MUL2.json\":\n" + one + "}"}})),
      folder.Write("array.json", "[" + frame + "]"), folder.Write("lines.jsonl", "\n" + frame + "\n" + frame + "\n")};
  multiwoz::DialogReader strict(files);
  EXPECT_EQ(strict.Next().value()->id, "mul1");
  const auto bad = strict.Next();
  ASSERT_FALSE(bad);
  EXPECT_NE(bad.error().message.find("data.json.zip:1: bad: "), std::string::npos) << bad.error().message;
  multiwoz::DialogReader reader(files, 1);
  std::string ids;
  while (true) {
    const auto dialog = reader.Next().value();
    if (!dialog) break;
    ids += dialog->id + " ";
  }
  EXPECT_EQ(ids, "mul1 mul2 a a a ");
  EXPECT_EQ(reader.bad().count(), 1U);
  EXPECT_FALSE(multiwoz::DialogReader({folder.Write("text", "hello")}).Next());
  EXPECT_FALSE(multiwoz::ReadDialogs(files, {}, 1)) << "the same dialog twice";
}

TEST(WozReader, CountsTheBytesOfEachForm) {
  const TempDir folder;
  const std::string frame = R"({"dialogue_id": "a", "turns": []})";
  const std::string one = ParseJson(kLog).value().dump();
  for (const std::string& text : {"{\"MUL1.json\": " + one + "}\n", "[" + frame + "]", frame + "\n" + frame + "\n"}) {
    std::atomic<size_t> read = 0;
    multiwoz::DialogReader reader({folder.Write("data.json", text)}, 0, {.bytes_read = &read});
    while (reader.Next().value()) continue;
    EXPECT_EQ(read, text.size()) << text;
  }
}

TEST(WozReader, ListsChoose) {
  const TempDir folder;
  const std::vector<std::string> files = {folder.Write("d.json", R"({"A.json": {"log": []}, "B.json": {"log": []}})")};
  multiwoz::DialogChoice choice;
  choice.only = multiwoz::ReadDialogList(folder.Write("list", "B.json\n\n")).value();
  const auto chosen = multiwoz::ReadDialogs(files, choice, 0).value();
  ASSERT_EQ(chosen.dialogs.size(), 1U);
  EXPECT_EQ(chosen.dialogs[0].id, "b");
  choice.only->insert("c");
  EXPECT_FALSE(multiwoz::ReadDialogs(files, choice, 0));
  EXPECT_FALSE(multiwoz::ReadDialogList(folder.Write("empty", "\n")));
}

}  // namespace
}  // namespace godel::testing

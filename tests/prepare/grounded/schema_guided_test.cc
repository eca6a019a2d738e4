// SPDX-License-Identifier: MIT
#include "godel/prepare/grounded/schema_guided.h"

#include <gtest/gtest.h>

namespace godel {
namespace {

// Two services in one dialog, a turn with two frames, a name beyond ASCII, and text that holds digits beside slots.
constexpr const char* kDialog = R"({"dialogue_id": "9_00001", "services": ["Restaurants_2", "Hotels_1"], "turns": [
 {"speaker": "USER", "utterance": "A table at Café Ô for 2", "frames": [
   {"service": "Restaurants_2", "state": {"slot_values": {"restaurant_name": ["Café Ô", "Cafe O"], "number_of_seats": ["2"]}}}]},
 {"speaker": "SYSTEM", "utterance": "Café Ô has 00 free; 12 at 12?", "frames": [
   {"service": "Restaurants_2", "slots": [{"slot": "restaurant_name", "start": 0, "exclusive_end": 6},
                                        {"slot": "time", "start": 26, "exclusive_end": 28}]}]},
 {"speaker": "USER", "utterance": "And a room", "frames": [
   {"service": "Hotels_1", "state": {"slot_values": {"city": ["San Jose"]}}},
   {"service": "Restaurants_2", "state": {"slot_values": {"time": ["12"]}}}]},
 {"speaker": "SYSTEM", "utterance": "In San Jose?", "frames": [
   {"service": "Restaurants_2", "slots": []},
   {"service": "Hotels_1", "slots": [{"slot": "city", "start": 3, "exclusive_end": 11}]}]}]})";

TEST(SchemaGuided, AllServicesAreKnownAndAllFramesDelexicalised) {
  Tally tally;
  const auto examples = ConvertSchemaGuided(Json::parse(kDialog), "train", {}, &tally);
  ASSERT_TRUE(examples) << examples.error().message;
  ASSERT_EQ(examples->size(), 2U);
  EXPECT_EQ((*examples)[0].knowledge, "belief : restaurants number_of_seats = 2 ; restaurant_name = Café Ô");
  EXPECT_EQ((*examples)[0].response, "[restaurant_name] has 00 free; 12 at [time]?");
  EXPECT_EQ((*examples)[1].knowledge, "belief : restaurants time = 12 | hotels city = San Jose");
  EXPECT_EQ((*examples)[1].response, "In [city]?");
  EXPECT_EQ((*examples)[1].context,
            (std::vector<std::string>{"A table at Café Ô for 2", "[restaurant_name] has 00 free; 12 at [time]?",
                                      "And a room"}));
  EXPECT_EQ((*examples)[1].dialog, "sgd/train/9_00001");
}

TEST(SchemaGuided, UpstreamRulesKnowTheFirstFrameAlone) {
  Tally tally;
  const auto examples = ConvertSchemaGuided(Json::parse(kDialog), "train", {.upstream_rules = true}, &tally);
  ASSERT_TRUE(examples);
  EXPECT_EQ((*examples)[1].knowledge, "belief : hotels city = San Jose");
  EXPECT_EQ((*examples)[1].response, "In San Jose?");
  const auto values = ConvertSchemaGuided(Json::parse(kDialog), "train", {.keep_values = true}, &tally);
  EXPECT_EQ((*values)[0].response, "Café Ô has 00 free; 12 at 12?");
}

TEST(SchemaGuided, SpansThatCannotBeAreLeftOut) {
  Tally tally;
  EXPECT_EQ(
      Delexicalise("at noon", {{"time", 3, 7}, {"part", 4, 6}, {"far", 3, 8}, {"none", 2, 2}, {"back", 5, 1}}, &tally),
      "at [time]");
  EXPECT_EQ(tally.Of("slots outside the text"), 3U);
  EXPECT_EQ(Delexicalise("", {{"a", 0, 0}}, &tally), "");
  EXPECT_EQ(Delexicalise("ab", {{"a", 0, 1}, {"b", 1, 2}}, &tally), "[a][b]");
  EXPECT_EQ(Delexicalise("abcd", {{"short", 0, 2}, {"long", 1, 4}}, &tally), "a[long]");
}

TEST(SchemaGuided, WrongDialogsNameTheTurnAndTheMember) {
  const auto message = [](const char* text) {
    Tally tally;
    const auto examples = ConvertSchemaGuided(Json::parse(text), "x", {}, &tally);
    return examples ? std::string("converted") : examples.error().message;
  };
  EXPECT_EQ(message(R"({"turns": []})"), "dialogue_id: it is missing");
  EXPECT_EQ(message(R"({"dialogue_id": "1", "turns": 3})"), "turns: expected an array, found 3");
  EXPECT_EQ(message(R"({"dialogue_id": "1", "turns": [7]})"), "turn 1: speaker: it is missing");
  EXPECT_EQ(message(R"({"dialogue_id": "1", "turns": [{"speaker": "BOT", "utterance": ""}]})"),
            "turn 1: speaker: expected USER or SYSTEM, found BOT");
  EXPECT_EQ(message(R"({"dialogue_id": "1", "turns": [{"speaker": "USER", "utterance": "", "frames": [5]}]})"),
            "converted");
  EXPECT_EQ(message(R"({"dialogue_id": "1", "turns": [{"speaker": "USER", "utterance": "", "frames": [
                    {"service": "A", "state": {"slot_values": {"x": []}}}]}]})"),
            "turn 1: state: x: expected an array of texts, found an array of 0");
}

}  // namespace
}  // namespace godel

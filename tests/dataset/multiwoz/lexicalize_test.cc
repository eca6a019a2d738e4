// SPDX-License-Identifier: MIT
// Values to placeholders and back, and which domain is spoken of.
#include "godel/dataset/multiwoz/lexicalize.h"

#include <gtest/gtest.h>

#include "dataset/multiwoz/small_city.h"
#include "godel/dataset/multiwoz/active_domains.h"
#include "godel/dataset/multiwoz/delexicalize.h"
#include "godel/dataset/multiwoz/placeholder.h"

namespace godel::testing {
namespace {

using multiwoz::DialogState;

TEST(WozPlaceholder, NamesAreUnderstood) {
  const auto first = multiwoz::FindPlaceholder("[ ?] see [Hotel_Name]s", 0);
  ASSERT_TRUE(first);
  EXPECT_EQ(first->begin, 9U);
  EXPECT_EQ(first->end, 21U);
  EXPECT_EQ(first->domain, "hotel");
  EXPECT_EQ(first->kind, multiwoz::SlotKind::kName);
  EXPECT_EQ(multiwoz::FindPlaceholder("[train_id]", 0)->kind, multiwoz::SlotKind::kTrainId);
  EXPECT_EQ(multiwoz::FindPlaceholder("[hotel_id]", 0)->kind, multiwoz::SlotKind::kId);
  EXPECT_EQ(multiwoz::FindPlaceholder("[value_count]", 0)->domain, "");
  EXPECT_EQ(multiwoz::FindPlaceholder("[nonsense]", 0)->kind, std::nullopt);
  EXPECT_FALSE(multiwoz::FindPlaceholder("[] [open [a,b]", 0));
}

TEST(WozDelexicalizer, ReplacesSpansAndThenWhatTheDatabaseKnows) {
  const multiwoz::Database city = SmallCity();
  const multiwoz::VenueValues venues(city);
  multiwoz::Exchange exchange;
  exchange.system = "Acorn Guest House in the north , 74 Chesterton Road , is booked , AB12 .";
  exchange.spans = {{.begin = 0, .end = 17, .domain = "hotel", .slot = "name"},
                    {.begin = 25, .end = 30, .domain = "hotel", .slot = "area"}};
  exchange.references = {{"hotel", "AB12"}};
  EXPECT_EQ(multiwoz::Delexicalizer().Replace(exchange),
            "[hotel_name] in the [value_area] , 74 Chesterton Road , is booked , AB12 .");
  EXPECT_EQ(multiwoz::Delexicalizer(&venues).Replace(exchange),
            "[hotel_name] in the [value_area] , [hotel_address] , is booked , [hotel_reference] .");
}

TEST(WozDelexicalizer, ABookingIsOfWhatWasBookedOrSpokenOf) {
  multiwoz::Delexicalizer delexicalizer;
  multiwoz::Exchange talk, booking;
  talk.system = "cityroomz ?";
  talk.spans = {{.begin = 0, .end = 9, .domain = "hotel", .slot = "name"}};
  booking.system = "it is X1";
  booking.spans = {{.begin = 6, .end = 8, .domain = "booking", .slot = "ref"}};
  EXPECT_EQ(delexicalizer.Replace(talk), "[hotel_name] ?");
  EXPECT_EQ(delexicalizer.Replace(booking), "it is [hotel_reference]");
  booking.booked = {"restaurant"};
  EXPECT_EQ(delexicalizer.Replace(booking), "it is [restaurant_reference]");
}

TEST(WozDelexicalizer, OneWordIsOnlyANameWhenTheUserSaidIt) {
  const multiwoz::Database city = SmallCity();
  const multiwoz::VenueValues venues(city);
  multiwoz::Exchange exchange;
  exchange.system = "cityroomz has rooms , call 01223304050 .";
  EXPECT_EQ(multiwoz::Delexicalizer(&venues).Replace(exchange), "cityroomz has rooms , call [hotel_phone] .");
  exchange.state = {{"hotel", {{"name", "Cityroomz"}}}};
  EXPECT_EQ(multiwoz::Delexicalizer(&venues).Replace(exchange), "[hotel_name] has rooms , call [hotel_phone] .");
}

TEST(WozLexicalizer, FillsFromTheDatabaseTheStateAndTheBooking) {
  const multiwoz::Database city = SmallCity();
  const DialogState state = {{"hotel", {{"area", "north"}, {"bookpeople", "2"}, {"bookday", "friday"}}},
                             {"train", {{"destination", "ely"}, {"leave", "06:00"}}}};
  const multiwoz::LexicalContext hotel{.state = state, .domain = "hotel", .references = {{"hotel", "AB12"}}};
  EXPECT_EQ(
      multiwoz::Lexicalize("[value_count] : [hotel_name] ([hotel_phone]) and [hotel_name] ([hotel_phone])", hotel, city)
          .text,
      "2 : acorn guest house (01223353888) and ashley hotel (01223350059)");
  EXPECT_EQ(
      multiwoz::Lexicalize("[value_people] people on [value_day] , [hotel_reference] , [value_area]", hotel, city).text,
      "2 people on friday , AB12 , north");
  EXPECT_EQ(multiwoz::Lexicalize(
                "[train_id] from [value_place] to [value_place] , [value_time] to [value_time] , [value_price]",
                {.state = state, .domain = "train"}, city)
                .text,
            "TR2 from cambridge to ely , 07:50 to 08:07 , 4.40 pounds");
}

TEST(WozLexicalizer, WhatIsNotKnownStaysAndIsNamed) {
  const multiwoz::Database city = SmallCity();
  const DialogState state = {{"hotel", {{"area", "mars"}}}};
  const auto filled =
      multiwoz::Lexicalize("[hotel_name] , [taxi_phone] , [what] , [hotel_area] .", {.state = state}, city);
  EXPECT_EQ(filled.text, "[hotel_name] , [taxi_phone] , [what] , mars .");
  EXPECT_EQ(filled.unfilled, (std::vector<std::string>{"hotel_name", "taxi_phone", "what"}));
}

TEST(WozActiveDomains, FollowTheChanges) {
  const DialogState none, hotel = {{"hotel", {{"area", "north"}}}};
  DialogState both = hotel;
  both["train"] = {{"day", "monday"}, {"leave", "09:00"}};
  DialogState all = both;
  all["hotel"]["stars"] = "4";
  all["taxi"] = {{"leave", "10:00"}};
  using Active = std::vector<std::vector<std::string>>;
  const std::vector<const DialogState*> turns = {&none, &hotel, &both, &both, &all, &all};
  EXPECT_EQ(multiwoz::DomainsOfChanges(turns), (Active{{}, {"hotel"}, {"train"}, {"train"}, {"hotel"}, {"taxi"}}));
  EXPECT_EQ(multiwoz::DomainsOfPlaceholders("[taxi_type] to [hotel_name] , [value_area]"),
            (std::vector<std::string>{"hotel", "taxi"}));
}

}  // namespace
}  // namespace godel::testing

// SPDX-License-Identifier: MIT
#include "godel/dataset/multiwoz/database.h"

#include <gtest/gtest.h>

#include "dataset/multiwoz/small_city.h"
#include "godel/dataset/multiwoz/fuzzy_match.h"
#include "godel/dataset/multiwoz/slot_values.h"
#include "support/golden.h"

namespace godel::testing {
namespace {

using multiwoz::CanonicalValue;
using multiwoz::PartialRatio;
using Rows = std::vector<uint32_t>;

TEST(WozDatabase, EveryConstraintMustHold) {
  const multiwoz::Database city = SmallCity();
  EXPECT_EQ(city.Find("hotel", {}), (Rows{0, 1, 2}));
  EXPECT_EQ(city.Find("hotel", {{"area", "north"}}), (Rows{0, 2}));
  EXPECT_EQ(city.Find("hotel", {{"area", "north"}, {"type", "guest house"}}), (Rows{0}));
  EXPECT_EQ(city.Find("hotel", {{"area", "north"}, {"stars", "5"}}), Rows());
  EXPECT_EQ(city.Find("hotel", {{"area", "dontcare"}, {"parking", "free"}}), (Rows{0, 2}));
  EXPECT_EQ(city.Find("hotel", {{"bookstay", "3"}, {"pool", "yes"}}), (Rows{0, 1, 2})) << "no such columns";
  EXPECT_EQ(city.Find("taxi", {}), Rows());
}

TEST(WozDatabase, NamesFoodsAndStationsMayBeSpeltAlike) {
  const multiwoz::Database city = SmallCity();
  EXPECT_EQ(city.Find("hotel", {{"name", "acorn guesthouse"}}), (Rows{0}));
  EXPECT_EQ(city.Find("hotel", {{"name", "cityrooms"}}), (Rows{1}));
  EXPECT_EQ(city.Find("restaurant", {{"name", "pizza hut"}}), (Rows{0}));
  EXPECT_EQ(city.Find("restaurant", {{"area", "center"}}), Rows()) << "areas are compared exactly";
  EXPECT_EQ(city.Find("restaurant", {{"pricerange", "expensive"}}), (Rows{1})) << "a ? meets everything";
}

TEST(WozDatabase, TrainsLeaveAfterAndArriveBefore) {
  const multiwoz::Database city = SmallCity();
  EXPECT_EQ(city.Find("train", {{"destination", "ely"}, {"leave", "06:00"}}), (Rows{1}));
  EXPECT_EQ(city.Find("train", {{"destination", "ely"}, {"arrive", "06:07"}}), (Rows{0}));
  EXPECT_EQ(city.Find("train", {{"leave", "after 6"}}), (Rows{1, 2}));
  EXPECT_EQ(city.Find("train", {{"arrive", "whenever"}}), Rows());
  EXPECT_EQ(*city.Table("train")->Value(2, "trainid"), "TR3");
  EXPECT_EQ(city.Table("train")->Value(3, "trainid"), nullptr);
}

TEST(WozDatabase, RefusesWhatIsNoTable) {
  EXPECT_FALSE(multiwoz::VenueTable::Parse(ParseJson("{}").value(), "hotel"));
  EXPECT_FALSE(multiwoz::VenueTable::Parse(ParseJson("[1]").value(), "hotel"));
  const TempDir empty;
  const auto missing = multiwoz::Database::Load(empty.path());
  ASSERT_FALSE(missing);
  EXPECT_EQ(missing.error().code, ErrorCode::kNotFound);
  EXPECT_TRUE(multiwoz::Database::Load(GoldenPath("multiwoz")));
}

TEST(WozFuzzyMatch, IsTheBestStretch) {
  EXPECT_EQ(PartialRatio("pizza hut", "the pizza hut fen ditton"), 100);
  EXPECT_EQ(PartialRatio("abcd", "abxd"), 75);
  EXPECT_EQ(PartialRatio("xxabcdxx", "abed"), 75);
  EXPECT_EQ(PartialRatio("", "abc"), 0);
  const std::string longer(150, 'a');
  EXPECT_EQ(PartialRatio(longer + "b", longer + "c"), 99) << "three words of bits: 150 of 151";
}

TEST(WozSlotValues, AreSpeltAsInTheDatabase) {
  EXPECT_EQ(multiwoz::CanonicalSlot("arriveBy"), "arrive");
  EXPECT_EQ(multiwoz::CanonicalSlot("entrance fee"), "entrancefee");
  EXPECT_EQ(CanonicalValue("name", " Nando's "), "nandos");
  EXPECT_EQ(CanonicalValue("name", "alpha & milton"), "alpha and milton");
  EXPECT_EQ(CanonicalValue("food", "Portugese"), "portuguese");
  EXPECT_EQ(CanonicalValue("parking", "free"), "yes");
  for (const auto& [said, meant] : std::vector<std::pair<std::string, std::string>>{{"after 17:15", "17:15"},
                                                                                    {"5:45 pm", "17:45"},
                                                                                    {"9:30", "09:30"},
                                                                                    {"0930", "09:30"},
                                                                                    {"7", "07:00"},
                                                                                    {"8 pm.", "8 pm"},
                                                                                    {"10:15 am", "10:15"},
                                                                                    {"noon", "12:00"},
                                                                                    {"12 : 30", "12:30"},
                                                                                    {"", "00:00"}})
    EXPECT_EQ(CanonicalValue("leave", said), meant) << said;
}

}  // namespace
}  // namespace godel::testing

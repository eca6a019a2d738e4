// SPDX-License-Identifier: MIT
#include "godel/prepare/tasks/multiwoz.h"

#include <gtest/gtest.h>

#include "dataset/multiwoz/small_city.h"

namespace godel::testing {
namespace {

multiwoz::WozDialog TwoExchanges() {
  multiwoz::Exchange first, second;
  first.user = "a hotel in the north ?";
  first.system = "there is the ashley hotel .";
  first.state = {{"hotel", {{"area", "north"}}}};
  first.acts = {{"hotel-inform-name", "ashley hotel"}, {"hotel-inform-name", "x"}, {"hotel-request-stars", "?"}};
  first.spans = {{.begin = 13, .end = 25, .domain = "hotel", .slot = "name"}};
  second.user = "and a taxi";
  second.system = "done .";
  second.state = {{"hotel", {{"area", "north"}, {"stars", "2"}}}, {"taxi", {{"leave", "17:15"}}}};
  return {.id = "mul1", .goal = {}, .has_bookings = true, .exchanges = {first, second}};
}

TEST(PrepareMultiWoz, ContextKnowledgeResponse) {
  const multiwoz::Database city = SmallCity();
  const std::vector<Example> examples = ConvertWozDialog(TwoExchanges(), {.database = &city});
  ASSERT_EQ(examples.size(), 2U);
  EXPECT_EQ(examples[0].context, std::vector<std::string>{"a hotel in the north ?"});
  EXPECT_EQ(examples[0].knowledge, "hotel area = north | kb two");
  EXPECT_EQ(examples[0].response, "there is the [hotel_name] .");
  EXPECT_EQ(examples[0].dialog, "multiwoz/mul1");
  EXPECT_EQ(examples[0].turn, 1U);
  EXPECT_EQ(examples[1].turn, 2U);
  EXPECT_EQ(examples[1].context,
            (std::vector<std::string>{"a hotel in the north ?", "there is the [hotel_name] .", "and a taxi"}));
  EXPECT_EQ(examples[1].knowledge, "hotel area = north ; stars = 2 | taxi leave = 17:15 | kb one");
}

TEST(PrepareMultiWoz, AnAnswerThatIsEmptyTakesItsTurnsNumber) {
  multiwoz::WozDialog dialog = TwoExchanges();
  dialog.exchanges[0].system.clear();
  dialog.exchanges[0].spans.clear();
  const std::vector<Example> examples = ConvertWozDialog(dialog);
  ASSERT_EQ(examples.size(), 1U);
  EXPECT_EQ(examples[0].turn, 2U);
}

TEST(PrepareMultiWoz, Options) {
  const std::vector<Example> examples = ConvertWozDialog(
      TwoExchanges(),
      {.responses = WozResponses::kOriginal, .acts = true, .max_context_turns = 1, .instruction = "help"});
  EXPECT_EQ(examples[0].response, "hotel-inform-name hotel-request-stars | there is the ashley hotel .");
  EXPECT_EQ(examples[0].knowledge, "hotel area = north") << "nothing to count venues with";
  EXPECT_EQ(examples[1].context, std::vector<std::string>{"and a taxi"});
  EXPECT_EQ(examples[1].instruction, "help");
  EXPECT_FALSE(ParseWozResponses("both"));
}

// HDSA's counts were compared as texts once, which made all but zero "more than two".
TEST(PrepareMultiWoz, CountsInWords) {
  std::string words;
  for (const size_t matches : {0, 1, 2, 3, 40}) words += WozKnowledge({}, &matches) + ", ";
  EXPECT_EQ(words, "kb zero, kb one, kb two, kb more than two, kb more than two, ");
  EXPECT_EQ(WozKnowledge({}, nullptr), "");
  multiwoz::WozDialog dialog = TwoExchanges();
  dialog.exchanges[0].matches = 1;
  dialog.exchanges[0].delexicalised = "the [hotel_name]";
  const std::vector<Example> examples = ConvertWozDialog(dialog);
  EXPECT_EQ(examples[0].knowledge, "hotel area = north | kb one");
  EXPECT_EQ(examples[0].response, "the [hotel_name]");
}

}  // namespace
}  // namespace godel::testing

// SPDX-License-Identifier: MIT
#include "godel/evaluate/metrics/reply_variety.h"

#include <gtest/gtest.h>

#include <cmath>

#include "godel/evaluate/metrics/normalize_answer.h"

namespace godel {
namespace {

ReplyVariety VarietyOf(const std::vector<std::string_view>& texts) {
  WordIds ids;
  ReplyVariety variety;
  for (const std::string_view text : texts) variety.Add(ids.IdsOf(SplitWords(text)));
  return variety;
}

TEST(ReplyVariety, CountsOverAllTextsTogether) {
  const ReplyVariety variety = VarietyOf({"i do not know", "i do"});
  EXPECT_DOUBLE_EQ(variety.Distinct(1), 4.0 / 6);
  EXPECT_DOUBLE_EQ(variety.Distinct(2), 3.0 / 4);  // none goes from one text into the next
  EXPECT_DOUBLE_EQ(VarietyOf({"no no no"}).Distinct(1), 1.0 / 3);
}

TEST(ReplyVariety, HasTheEntropyOfItsNgrams) {
  EXPECT_NEAR(VarietyOf({"a b c d", "e f g h"}).Entropy(4), std::log(2), 1e-12);
  EXPECT_NEAR(VarietyOf({"a b c d", "a b c d"}).Entropy(4), 0, 1e-12);
  const double third = 1. / 3;
  EXPECT_NEAR(VarietyOf({"a a b"}).Entropy(1), -2 * third * std::log(2 * third) - third * std::log(third), 1e-12);
}

TEST(ReplyVariety, IsZeroWithoutNgrams) {
  EXPECT_EQ(VarietyOf({}).Distinct(1), 0);
  EXPECT_EQ(VarietyOf({"one", "", "two"}).Distinct(2), 0);
  EXPECT_EQ(VarietyOf({"one"}).Entropy(4), 0);
}

}  // namespace
}  // namespace godel

// SPDX-License-Identifier: MIT
#include "godel/evaluate/metrics/distinct_n.h"

#include <gtest/gtest.h>

#include "godel/evaluate/metrics/normalize_answer.h"

namespace godel {
namespace {

double Distinct(size_t n, const std::vector<std::string_view>& texts) {
  DistinctNgrams distinct(n);
  for (const std::string_view text : texts) distinct.Add(SplitWords(text));
  return distinct.Ratio();
}

TEST(DistinctNgrams, CountsOverAllTextsTogether) {
  EXPECT_DOUBLE_EQ(Distinct(1, {"i do not know", "i do"}), 4.0 / 6);
  EXPECT_DOUBLE_EQ(Distinct(2, {"i do not know", "i do"}), 3.0 / 4);  // none goes from one text into the next
  EXPECT_DOUBLE_EQ(Distinct(1, {"no no no"}), 1.0 / 3);
}

TEST(DistinctNgrams, IsZeroWithoutNgrams) {
  EXPECT_EQ(Distinct(1, {}), 0);
  EXPECT_EQ(Distinct(2, {"one", "", "two"}), 0);
}

}  // namespace
}  // namespace godel

// SPDX-License-Identifier: MIT
// The worked examples of Krippendorff, "Computing Krippendorff's Alpha-Reliability" (2011), whose results are given
// there to three digits.
#include "godel/evaluate/human/krippendorff.h"

#include <gtest/gtest.h>

#include <string>
#include <string_view>

namespace godel {
namespace {

// A row an observer, a column a unit; a dot is no value.
std::vector<std::vector<double>> Units(const std::vector<std::string_view>& observers) {
  std::vector<std::vector<double>> units(observers.front().size());
  for (const std::string_view observer : observers) {
    for (size_t u = 0; u < observer.size(); ++u) {
      if (observer[u] != '.') units[u].push_back(observer[u] - '0');
    }
  }
  return units;
}

constexpr double kThreeDigits = 0.0005;

TEST(KrippendorffAlpha, TwoObserversAndTwoValues) {
  const auto units = Units({"0100000010", "1110010000"});
  EXPECT_NEAR(*KrippendorffAlpha(units, Scale::kNominal), 0.095, kThreeDigits);
  EXPECT_NEAR(*KrippendorffAlpha(units, Scale::kInterval), 0.095, kThreeDigits)
      << "two values are as far as they differ";
}

TEST(KrippendorffAlpha, TwoObserversAndFiveNames) {
  EXPECT_NEAR(*KrippendorffAlpha(Units({"aabbdcccedda", "babbbccceddd"}), Scale::kNominal), 0.692, kThreeDigits);
}

TEST(KrippendorffAlpha, FourObserversWithMissingValues) {
  const auto units = Units({"123321412...", "1233224125.3", ".3332342251.", "12332441251."});
  EXPECT_NEAR(*KrippendorffAlpha(units, Scale::kNominal), 0.743, kThreeDigits);
  EXPECT_NEAR(*KrippendorffAlpha(units, Scale::kOrdinal), 0.815, kThreeDigits);
  EXPECT_NEAR(*KrippendorffAlpha(units, Scale::kInterval), 0.849, kThreeDigits);
}

// Ratings of four that half agree, with holes; what version 0.9.0 of the Python package krippendorff says of them.
TEST(KrippendorffAlpha, AnotherImplementationSaysTheSame) {
  const auto units = Units({"523414212.34334313124.343121443111221513", "43.13254.1.424315.542.2.2125343111223243",
                            "53442521313324.442124.212515322222212243", "543515.32..515.1521252..2125.51522342412"});
  EXPECT_NEAR(*KrippendorffAlpha(units, Scale::kNominal), 0.1251414916362722, 1e-12);
  EXPECT_NEAR(*KrippendorffAlpha(units, Scale::kOrdinal), 0.1826071069402364, 1e-12);
  EXPECT_NEAR(*KrippendorffAlpha(units, Scale::kInterval), 0.19218550598712947, 1e-12);
}

TEST(KrippendorffAlpha, AgreementIsOneAndTheOrderOfObserversDoesNotCount) {
  for (const Scale scale : {Scale::kNominal, Scale::kOrdinal, Scale::kInterval}) {
    EXPECT_DOUBLE_EQ(*KrippendorffAlpha(Units({"12345", "12345"}), scale), 1);
    EXPECT_EQ(KrippendorffAlpha(Units({"1225.", "12135", "32145"}), scale),
              KrippendorffAlpha(Units({"32145", "1225.", "12135"}), scale));
  }
  EXPECT_LT(*KrippendorffAlpha(Units({"12", "21"}), Scale::kNominal), 0);
}

TEST(KrippendorffAlpha, NothingToAgreeAbout) {
  EXPECT_FALSE(KrippendorffAlpha({}, Scale::kNominal));
  EXPECT_FALSE(KrippendorffAlpha(Units({"12345"}), Scale::kInterval)) << "one observer";
  EXPECT_FALSE(KrippendorffAlpha(Units({"333", "333"}), Scale::kOrdinal)) << "one value";
  EXPECT_FALSE(KrippendorffAlpha(Units({"1..", ".2."}), Scale::kNominal)) << "no unit twice";
}

}  // namespace
}  // namespace godel

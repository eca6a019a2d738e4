// SPDX-License-Identifier: MIT
// What is drawn is counted and measured in the SVG's own units.
#include <gtest/gtest.h>

#include <limits>
#include <regex>

#include "godel/report/svg_bars.h"
#include "godel/report/svg_histogram.h"
#include "godel/report/svg_scatter.h"
#include "support/well_formed.h"

namespace godel {
namespace {

using testing::TextOf;
using testing::WhatIsMalformed;

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
constexpr double kInf = std::numeric_limits<double>::infinity();
constexpr double kHuge = std::numeric_limits<double>::max();

// The numbers of one attribute of all elements of one class.
std::vector<double> Numbers(const Html& html, const std::string& start, const std::string& attribute) {
  std::vector<double> numbers;
  const std::regex element(start + "[^>]*? " + attribute + "=\"([-0-9.a-z]+)\"");
  for (auto it = std::sregex_iterator(html.markup.begin(), html.markup.end(), element); it != std::sregex_iterator();
       ++it)
    numbers.push_back(std::stod((*it)[1]));
  return numbers;
}

void ExpectSound(const Html& html) {
  EXPECT_EQ(WhatIsMalformed(html.markup), "");
  EXPECT_NE(html.markup.find("role=\"img\""), std::string::npos);
  EXPECT_NE(html.markup.find("<title>"), std::string::npos);
  EXPECT_EQ(html.markup.find("nan"), std::string::npos) << html.markup;
  EXPECT_EQ(html.markup.find("inf"), std::string::npos) << html.markup;
}

TEST(SvgHistogram, AWholeNumberIsABin) {
  const Html html = SvgHistogram({.title = "Words"}, {{"", {1, 1, 1, 2, 4}}});
  ExpectSound(html);
  const auto heights = Numbers(html, "<rect class=\"first\"", "height");
  ASSERT_EQ(heights.size(), 3u);  // 3 stands empty
  EXPECT_NEAR(heights[0], 3 * heights[1], 0.2);
  EXPECT_NEAR(heights[1], heights[2], 0.2);
  const auto xs = Numbers(html, "<rect class=\"first\"", "x");
  EXPECT_NEAR(xs[2] - xs[1], 2 * (xs[1] - xs[0]), 0.3);
}

TEST(SvgHistogram, TheHighestShareJoinsTheBinBelow) {
  const Html html = SvgHistogram({.title = "F1"}, {{"", {0, 0.1, 0.95, 1}}}, 10);
  EXPECT_EQ(Numbers(html, "<rect class=\"first\"", "height").size(), 3u);
  EXPECT_NE(TextOf(html.markup).find("1.0"), std::string::npos);
}

TEST(SvgHistogram, SeriesOfDifferentSizesAreSharesOfEach) {
  const Html html = SvgHistogram({.title = "T"}, {{"replies", {1, 1, 2, 2}}, {"<references>", {1, 2}}});
  ExpectSound(html);
  const auto first = Numbers(html, "<rect class=\"first\"", "height"),
             second = Numbers(html, "<rect class=\"second\"", "height");
  ASSERT_EQ(first.size(), 3u);  // the legend's square and two bars
  ASSERT_EQ(second.size(), 3u);
  EXPECT_NEAR(first[0], second[0], 0.2);
  EXPECT_NE(TextOf(html.markup).find("<references>"), std::string::npos);
}

TEST(SvgHistogram, OneValueIsSaidInWords) {
  const Html html = SvgHistogram({.title = "T"}, {{"", {2, 2, 2}}});
  ExpectSound(html);
  EXPECT_NE(TextOf(html.markup).find("all 3 values are 2"), std::string::npos);
  EXPECT_EQ(html.markup.find("<rect"), std::string::npos);
}

TEST(Charts, TakeWhateverValuesThereAre) {
  const std::vector<std::vector<double>> cases = {
      {}, {kNan}, {5}, {0}, {kInf, -kInf, 1}, {-kHuge, kHuge}, {kHuge}, {1e-320, 2e-320}, {1e300, 1}, {-3, -3, -3}};
  for (const auto& values : cases) {
    ExpectSound(SvgHistogram({.title = "T"}, {{"a", values}}));
    ExpectSound(SvgHistogram({.title = "T"}, {{"a", values}, {"b", {1}}}));
    ExpectSound(SvgHistogram({.title = "T"}, {}));
    std::vector<Bar> bars;
    std::vector<ScatterPoint> points;
    for (const double value : values) {
      bars.push_back({.label = "</svg>", .value = value, .interval = ChartRange{value, kNan}});
      points.push_back({value, -value});
    }
    ExpectSound(SvgBars({.title = "T<"}, bars));
    ExpectSound(SvgScatter({.title = "T<", .x_label = "<x>", .y_label = "&y"}, points));
  }
}

TEST(Charts, SayWhatIsLeftOut) {
  EXPECT_NE(SvgHistogram({.title = "T"}, {{"", {1, kNan, kInf}}}).markup.find("2 without a number"), std::string::npos);
  EXPECT_NE(SvgBars({.title = "T"}, std::vector<Bar>(50, Bar{"a", 1})).markup.find("10 more left out"),
            std::string::npos);
  const std::string markup = SvgScatter({.title = "T"}, std::vector<ScatterPoint>(100, ScatterPoint{1, 2}), 10).markup;
  EXPECT_NE(markup.find("100 points, every 10th drawn"), std::string::npos) << markup;
}

TEST(SvgBars, LengthsAreValues) {
  const Html html = SvgBars({.title = "T"}, {{"a", 1}, {"b", 2, ChartRange{1.5, 2.5}}, {"c", -1}});
  ExpectSound(html);
  const auto widths = Numbers(html, "<rect class=\"first\"", "width");
  ASSERT_EQ(widths.size(), 3u);
  EXPECT_NEAR(widths[1], 2 * widths[0], 0.2);
  EXPECT_NEAR(widths[2], widths[0], 0.2);
  EXPECT_EQ(Numbers(html, "<line class=\"whisker\"", "x1").size(), 1u);
}

TEST(SvgBars, LongLabelsAreCutAtACharacter) {
  const Html html = SvgBars({.title = "T"}, {{"ääääääääääääääääääääääääääääää", 1}});
  ExpectSound(html);
  EXPECT_NE(TextOf(html.markup).find("ä…"), std::string::npos);
}

TEST(SvgScatter, APointAPair) {
  const Html html = SvgScatter({.title = "T"}, {{0, 0}, {1, 1}, {kNan, 1}});
  const auto x = Numbers(html, "<circle class=\"first\"", "cx"), y = Numbers(html, "<circle class=\"first\"", "cy");
  ASSERT_EQ(x.size(), 2u);
  EXPECT_LT(x[0], x[1]);
  EXPECT_GT(y[0], y[1]) << "up is more";
}

}  // namespace
}  // namespace godel

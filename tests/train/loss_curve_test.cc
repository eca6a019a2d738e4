// SPDX-License-Identifier: MIT
#include "godel/train/loss_curve.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cctype>
#include <cmath>
#include <limits>

#include "godel/train/chart_axis.h"
#include "godel/train/loss_series.h"
#include "xml_mistake.h"

namespace godel::train {
namespace {

using testing::XmlMistake;

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
constexpr double kInfinity = std::numeric_limits<double>::infinity();

// Well-formed, and no number of C++ that SVG does not know.
void ExpectGood(const std::string& svg) {
  EXPECT_EQ(XmlMistake(svg), "");
  std::string lower = svg;
  std::transform(lower.begin(), lower.end(), lower.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  EXPECT_EQ(lower.find("nan"), std::string::npos) << svg;
  EXPECT_EQ(lower.find("inf"), std::string::npos) << svg;
}

size_t Count(const std::string& text, const std::string& part) {
  size_t count = 0;
  for (size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++count;
  return count;
}

LogEntry Train(size_t step, double loss) {
  return {.step = step, .loss = loss, .learning_rate = 1e-4};
}
LogEntry Eval(size_t step, double loss) {
  return {.step = step, .metrics = {{"eval_loss", loss}}};
}

TEST(XmlMistake, SeesMistakes) {
  EXPECT_EQ(XmlMistake("<a><b x=\"1\" y=\"&lt;\"/>t &amp; t</a>\n"), "");
  for (const char* wrong : {"", "<a>", "<a></b>", "<a>&</a>", "<a>&nbsp;</a>", "<a x=1/>", "<a x=\"1\" x=\"2\"/>",
                            "<a x=\"<\"/>", "<a/><a/>", "<a/>t", "<a x=\"1/>"})
    EXPECT_NE(XmlMistake(wrong), "") << wrong;
}

TEST(LossCurve, DrawsTrainingEvaluationAndRate) {
  std::vector<LogEntry> log;
  for (size_t step = 10; step <= 1000; step += 10) {
    log.push_back(Train(step, 2 + 20 / static_cast<double>(step)));
    if (step % 250 == 0) log.push_back(Eval(step, step == 750 ? 2.25 : 2.5));
  }
  const std::string svg = LossCurveSvg(log, {.title = "My run", .subtitle = "2 epochs"});
  ExpectGood(svg);
  EXPECT_NE(svg.find(">My run</text>"), std::string::npos);
  EXPECT_NE(svg.find(">2 epochs</text>"), std::string::npos);
  EXPECT_NE(svg.find("evaluation (best 2.250 at step 750)"), std::string::npos);
  EXPECT_NE(svg.find("training, smoothed (last 2.02"), std::string::npos) << svg;
  EXPECT_NE(svg.find(">learning rate</text>"), std::string::npos);
  EXPECT_NE(svg.find(">0.0001</text>"), std::string::npos);
  EXPECT_NE(svg.find(">1k</text>"), std::string::npos);
  EXPECT_NE(svg.find("prefers-color-scheme:dark"), std::string::npos);
  // Four evaluations and the key's.
  EXPECT_EQ(Count(svg, "<circle class=\"eval-dot\""), 5u);
  EXPECT_EQ(svg.find("http"), svg.find("http://www.w3.org/2000/svg")) << "nothing is loaded from elsewhere";
  EXPECT_EQ(svg.find("not a number"), std::string::npos);
}

TEST(LossCurve, LeavesOutWhatWasNotLogged) {
  const std::string svg = LossCurveSvg(std::vector<LogEntry>{{.step = 1, .loss = 3}, {.step = 2, .loss = 2}});
  ExpectGood(svg);
  EXPECT_EQ(svg.find("learning rate"), std::string::npos);
  EXPECT_EQ(svg.find("evaluation"), std::string::npos);
}

TEST(LossCurve, AnyLogMakesAPicture) {
  const std::string nothing = LossCurveSvg({});
  ExpectGood(nothing);
  EXPECT_NE(nothing.find("no loss has been logged"), std::string::npos);
  const std::vector<LogEntry> logs[] = {
      {Train(7, 3)},
      {Train(0, 0)},
      {Train(1, 3), Train(2, 3), Train(3, 3)},
      {Train(1, 0), Train(2, 0)},
      {Train(1, -2), Train(2, -3)},
      {Train(1, 3), Train(2, 3 + 1e-12)},
      {Train(1, kNan)},
      {Train(1, kNan), Train(2, kInfinity), Train(3, -kInfinity)},
      {Train(1, 3), Train(2, kNan), Train(3, 2), Train(4, kInfinity)},
      {Train(1, 1e300), Train(2, 3)},
      {Train(1, 1e12), Train(2, -1e12)},
      {Train(1, 1e-300), Train(2, 1e-310)},
      {Eval(5, 2)},
      {Eval(5, kNan)},
      {Train(1, 3), Eval(1, kNan), Eval(2, 2)},
      {{.step = 3, .learning_rate = 0.0}},
      {{.step = 3, .learning_rate = -1.0}, {.step = 4, .learning_rate = kNan}},
      {Train(std::numeric_limits<size_t>::max(), 3), Train(std::numeric_limits<size_t>::max() - 1, 2)},
      {Train(9, 3), Train(5, 2), Train(9, 1)},
  };
  for (const auto& log : logs) {
    SCOPED_TRACE(&log - logs);
    ExpectGood(LossCurveSvg(log));
  }
}

TEST(LossCurve, CountsLossesThatAreNoNumbers) {
  const std::string svg =
      LossCurveSvg(std::vector<LogEntry>{Train(1, 3), Train(2, kNan), Train(3, kInfinity), Train(4, 2)});
  EXPECT_NE(svg.find(">2 not a number</text>"), std::string::npos) << svg;
}

TEST(LossCurve, ASinglePointIsSeen) {
  EXPECT_EQ(Count(LossCurveSvg(std::vector<LogEntry>{Train(1, 3)}), "<circle class=\"train-dot\""), 1u);
  EXPECT_EQ(Count(LossCurveSvg(std::vector<LogEntry>{Train(1, 3), Train(2, 3)}), "<circle class=\"train-dot\""), 0u);
}

TEST(LossCurve, DoesNotGrowWithTheLog) {
  std::vector<LogEntry> log;
  for (size_t step = 1; step <= 100'000; ++step) log.push_back(Train(step, step % 2 == 0 ? 2.0 : 3.0));
  const std::string svg = LossCurveSvg(log);
  ExpectGood(svg);
  // Three lines and an area of at most two points a pixel column, some 12 bytes each: 4 * 2 * 772 * 13.
  EXPECT_LT(svg.size(), 90'000u);
}

TEST(LossCurve, TitlesAreText) {
  const std::string svg =
      LossCurveSvg({}, {.title = "</title><script>alert(1)</script> & \"'\x01\xff", .subtitle = "<b>"});
  ExpectGood(svg);
  EXPECT_EQ(svg.find("<script"), std::string::npos);
  EXPECT_NE(svg.find("&lt;script&gt;alert(1)&lt;/script&gt; &amp; &quot;&#39;\xef\xbf\xbd\xef\xbf\xbd"),
            std::string::npos)
      << svg;
}

TEST(LossSeries, TheLastEntryOfAStepCounts) {
  const LossSeries series =
      SeriesOf(std::vector<LogEntry>{Train(1, 5), Train(2, 4), Train(3, 9), Eval(3, 8), Train(2, 3)});
  ASSERT_EQ(series.train.size(), 3u);
  EXPECT_EQ(series.train[0].value, 5);
  EXPECT_EQ(series.train[1].value, 3);
  EXPECT_EQ(series.train[2].value, 9);
  ASSERT_EQ(series.eval.size(), 1u);
  EXPECT_EQ(series.eval[0].value, 8);
}

std::vector<CurvePoint> Line(size_t count, double slope) {
  std::vector<CurvePoint> points;
  for (size_t i = 0; i < count; ++i) points.push_back({static_cast<double>(i), slope * static_cast<double>(i)});
  return points;
}

TEST(LossSeries, SmoothingKeepsConstantsAndDoesNotLag) {
  std::vector<CurvePoint> constant(200, CurvePoint{0, 3});
  for (const CurvePoint& point : Smoothed(constant)) EXPECT_NEAR(point.value, 3, 1e-12);  // sums of 200 roundings
  // In the middle of a straight line both sides weigh the same. The ends are 100 points or 25 times the reach away.
  const auto smooth = Smoothed(Line(201, 0.5));
  EXPECT_NEAR(smooth[100].value, 50, 1e-9);
}

TEST(LossSeries, SmoothingTakesNoiseAway) {
  std::vector<CurvePoint> noisy(500, CurvePoint{0, 1});
  for (size_t i = 0; i < noisy.size(); i += 2) noisy[i].value = 3;
  // Alternating signs of amplitude 1 through exponential weights of reach 10, twice: far below a tenth.
  for (size_t i = 100; i < 400; ++i) EXPECT_NEAR(Smoothed(noisy)[i].value, 2, 0.01);
}

TEST(LossSeries, SmoothingLeavesGaps) {
  auto points = Line(100, 0);
  points[50].value = kNan;
  const auto smooth = Smoothed(points);
  EXPECT_TRUE(std::isnan(smooth[50].value));
  EXPECT_EQ(smooth[49].value, 0);
  EXPECT_EQ(smooth[51].value, 0);
  EXPECT_TRUE(Smoothed({}).empty());
}

std::vector<std::string> Labels(const std::vector<Tick>& ticks) {
  std::vector<std::string> labels;
  for (const Tick& tick : ticks) labels.push_back(tick.label);
  return labels;
}

TEST(ChartAxis, TicksAreRoundNumbers) {
  using Texts = std::vector<std::string>;
  EXPECT_EQ(Labels(TicksOf({1.93, 4.1}, 5, TickKind::kReal)), (Texts{"2.0", "2.5", "3.0", "3.5", "4.0"}));
  EXPECT_EQ(Labels(TicksOf({0, 0.3}, 3, TickKind::kReal)), (Texts{"0.0", "0.1", "0.2", "0.3"}));
  EXPECT_EQ(Labels(TicksOf({-1, 1}, 4, TickKind::kReal)), (Texts{"-1.0", "-0.5", "0.0", "0.5", "1.0"}));
  EXPECT_EQ(Labels(TicksOf({0, 12000}, 8, TickKind::kWhole)), (Texts{"0", "2k", "4k", "6k", "8k", "10k", "12k"}));
  EXPECT_EQ(Labels(TicksOf({0, 2}, 8, TickKind::kWhole)), (Texts{"0", "1", "2"}));
  EXPECT_EQ(ShortCount(2'500'000), "2.5M");
}

TEST(ChartAxis, RangesHaveAirAndAWidth) {
  const AxisRange losses = Padded({2, 4});
  EXPECT_DOUBLE_EQ(losses.low, 1.9);
  EXPECT_DOUBLE_EQ(losses.high, 4.1);
  EXPECT_EQ(Padded({0.01, 4}).low, 0);
  for (const double value : {0.0, 3.0, -3.0, 1e12, 1e-300}) {
    const AxisRange range = Padded({value, value});
    EXPECT_LT(range.low, range.high) << value;
  }
}

}  // namespace
}  // namespace godel::train

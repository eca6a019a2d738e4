// SPDX-License-Identifier: MIT
#include "godel/report/svg_bars.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "godel/base/utf8.h"

namespace godel {
namespace {

constexpr double kRow = 26;
constexpr size_t kMostLetters = 22;  // of a label; more would leave the bars no room

}  // namespace

Html SvgBars(const ChartText& text, const std::vector<Bar>& bars, size_t most) {
  ChartText full = text;
  const size_t shown = std::min(bars.size(), most);
  if (shown < bars.size())
    full.note += fmt::format("{}{} more left out", full.note.empty() ? "" : "; ", bars.size() - shown);
  std::vector<double> values = {0};
  size_t longest = 0;
  for (size_t i = 0; i < shown; ++i) {
    values.push_back(bars[i].value);
    if (bars[i].interval) values.insert(values.end(), {bars[i].interval->low, bars[i].interval->high});
    longest = std::max(longest, std::min(bars[i].label.size(), kMostLetters));
  }
  const double left = std::max(30.0, 12 + 7.2 * static_cast<double>(longest));
  ChartRange range = RangeOf(values);
  const bool all_zero =
      std::none_of(values.begin(), values.end(), [](double value) { return std::isfinite(value) && value != 0; });
  if (all_zero) range = {0, 1};
  range.high += (range.high - range.low) * 0.12;  // room for the numbers
  const double height = 40 + 44 + kRow * static_cast<double>(std::max<size_t>(shown, 1));
  const ChartFrame frame(full, range, {}, height, left);
  std::string marks;
  for (size_t i = 0; i < shown; ++i) {
    const double y = frame.top() + kRow * static_cast<double>(i);
    marks += fmt::format("<text text-anchor=\"end\" x=\"{:.1f}\" y=\"{:.1f}\">{}</text>", left - 6, y + 17,
                         EscapeXml(ShortenUtf8(bars[i].label, kMostLetters)));
    double end = frame.X(0);
    if (std::isfinite(bars[i].value)) {
      const double from = std::min(frame.X(0), frame.X(bars[i].value));
      const double to = std::max(frame.X(0), frame.X(bars[i].value));
      end = to;
      marks += fmt::format("<rect class=\"first\" x=\"{:.1f}\" y=\"{:.1f}\" width=\"{:.1f}\" height=\"{:.1f}\"/>", from,
                           y + 4, std::max(to - from, 0.5), kRow - 8);
    }
    if (bars[i].interval && std::isfinite(bars[i].interval->low) && std::isfinite(bars[i].interval->high)) {
      const double x1 = frame.X(bars[i].interval->low), x2 = frame.X(bars[i].interval->high);
      end = std::max(end, x2);
      marks += fmt::format("<line class=\"whisker\" x1=\"{:.1f}\" x2=\"{:.1f}\" y1=\"{:.1f}\" y2=\"{:.1f}\"/>", x1, x2,
                           y + kRow / 2, y + kRow / 2);
    }
    marks += fmt::format("<text class=\"soft\" x=\"{:.1f}\" y=\"{:.1f}\">{}</text>", end + 4, y + 17,
                         EscapeXml(ReadableNumber(bars[i].value)));
  }
  return frame.Render(marks, ChartFrame::Ticks::kOnlyX);
}

}  // namespace godel

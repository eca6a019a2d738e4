// SPDX-License-Identifier: MIT
#include "godel/report/svg_histogram.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace godel {
namespace {

struct Bins {
  double low = 0;
  double width = 1;
  size_t count = 1;

  size_t Of(double value) const {
    const double bin = std::floor((value / width - low / width) + 1e-9);
    return static_cast<size_t>(std::clamp(bin, 0.0, static_cast<double>(count - 1)));
  }
};

Bins BinsFor(const std::vector<double>& finite, int most_bins) {
  const ChartRange range = RangeOf(finite);
  const bool whole = std::all_of(finite.begin(), finite.end(), [](double value) { return value == std::floor(value); });
  Bins bins{.width = NiceStep(range.low, range.high, most_bins)};
  if (whole) bins.width = std::max(bins.width, 1.0);
  if (!std::isfinite(range.high - range.low)) return {.low = range.low, .width = range.high, .count = 1};
  bins.low = bins.width * std::floor(range.low / bins.width + 1e-9);
  const double spread = (range.high - bins.low) / bins.width;
  // A whole number's bin begins with it; otherwise a highest value on a border joins the bin below.
  const double needed = whole ? std::floor(spread + 1e-9) + 1 : std::ceil(spread - 1e-9);
  bins.count = static_cast<size_t>(std::clamp(needed, 1.0, 200.0));
  return bins;
}

}  // namespace

Html SvgHistogram(const ChartText& text, const std::vector<HistogramSeries>& series, int most_bins) {
  std::vector<double> finite;
  size_t left_out = 0;
  for (const HistogramSeries& one : series) {
    for (const double value : one.values) {
      if (std::isfinite(value))
        finite.push_back(value);
      else
        ++left_out;
    }
  }
  ChartText full = text;
  if (left_out > 0) full.note += fmt::format("{}{} without a number left out", full.note.empty() ? "" : "; ", left_out);
  const auto [least, most] = std::minmax_element(finite.begin(), finite.end());
  if (finite.empty() || *least == *most) {
    // One bar would say less than words.
    const std::string words =
        finite.empty() ? "no values" : fmt::format("all {} values are {}", finite.size(), ReadableNumber(*least));
    full.note += (full.note.empty() ? "" : "; ") + words;
    return ChartFrame(full, {}, {})
        .Render(fmt::format("<text class=\"soft\" text-anchor=\"middle\" x=\"220\" y=\"130\">{}</text>", words),
                ChartFrame::Ticks::kNone);
  }
  const Bins bins = BinsFor(finite, most_bins);
  std::vector<std::vector<double>> heights(series.size(), std::vector<double>(bins.count, 0));
  double highest = 0;
  for (size_t s = 0; s < series.size(); ++s) {
    size_t total = 0;
    for (const double value : series[s].values) {
      if (!std::isfinite(value)) continue;
      ++heights[s][bins.Of(value)];
      ++total;
    }
    for (double& height : heights[s]) {
      if (series.size() > 1 && total > 0) height *= 100 / static_cast<double>(total);
      highest = std::max(highest, height);
    }
  }
  full.y_label = series.size() > 1 ? "% of each" : "count";
  const double end = bins.low + bins.width * static_cast<double>(bins.count);
  const ChartFrame frame(full, {bins.low, end}, {0, highest});
  std::string marks;
  std::vector<std::string> legend;
  const double slot = (frame.right() - frame.left()) / static_cast<double>(bins.count);
  const double bar = slot * 0.86 / static_cast<double>(std::max<size_t>(series.size(), 1));
  for (size_t s = 0; s < series.size(); ++s) {
    if (series.size() > 1) legend.push_back(series[s].name);
    for (size_t b = 0; b < bins.count; ++b) {
      if (heights[s][b] == 0) continue;
      const double x = frame.left() + slot * (static_cast<double>(b) + 0.07) + bar * static_cast<double>(s);
      const double y = std::min(frame.Y(heights[s][b]), frame.bottom() - 1);  // what is there is seen
      marks += fmt::format("<rect class=\"{}\" x=\"{:.1f}\" y=\"{:.1f}\" width=\"{:.1f}\" height=\"{:.1f}\"/>",
                           SeriesColour(s), x, y, bar, frame.bottom() - y);
    }
  }
  return frame.Render(marks, ChartFrame::Ticks::kBoth, legend);
}

}  // namespace godel

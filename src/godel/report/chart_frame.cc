// SPDX-License-Identifier: MIT
#include "godel/report/chart_frame.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>

namespace godel {
namespace {

double Place(double value, ChartRange range, double from, double to) {
  // Halves, so that a range as wide as doubles go does not become infinite.
  const double share = (value / 2 - range.low / 2) / (range.high / 2 - range.low / 2);
  return std::isfinite(share) ? from + std::clamp(share, 0.0, 1.0) * (to - from) : from;
}

std::string Line(const char* css, double x1, double y1, double x2, double y2) {
  return fmt::format("<line class=\"{}\" x1=\"{:.1f}\" y1=\"{:.1f}\" x2=\"{:.1f}\" y2=\"{:.1f}\"/>", css, x1, y1, x2,
                     y2);
}

std::string Text(const char* css, const char* anchor, double x, double y, std::string_view text) {
  return fmt::format("<text class=\"{}\" text-anchor=\"{}\" x=\"{:.1f}\" y=\"{:.1f}\">{}</text>", css, anchor, x, y,
                     EscapeXml(text));
}

}  // namespace

ChartRange RangeOf(const std::vector<double>& values) {
  ChartRange range;
  bool any = false;
  for (const double value : values) {
    if (!std::isfinite(value)) continue;
    range.low = any ? std::min(range.low, value) : value;
    range.high = any ? std::max(range.high, value) : value;
    any = true;
  }
  if (any && range.low == range.high) {
    const double room = range.low == 0 ? 1 : std::abs(range.low) / 2;
    range = {range.low - room, range.high + room};
  }
  return range;
}

std::string_view SeriesColour(size_t series) {
  return series % 2 == 0 ? "first" : "second";
}

ChartFrame::ChartFrame(ChartText text, ChartRange x, ChartRange y, double height, double left)
    : text_(std::move(text)), x_(x), y_(y), height_(height), left_(left) {}

double ChartFrame::X(double value) const {
  return Place(value, x_, left(), right());
}

double ChartFrame::Y(double value) const {
  return Place(value, y_, bottom(), top());
}

Html ChartFrame::Render(std::string_view marks, Ticks ticks, const std::vector<std::string>& legend) const {
  std::string svg = fmt::format(
      "<figure><svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {} {}\" role=\"img\"><title>{}</title>", kWidth,
      height_, EscapeXml(text_.note.empty() ? text_.title : text_.title + ": " + text_.note));
  svg += Text("title", "start", 0, 16, text_.title);
  double name_at = right();
  for (size_t i = legend.size(); i-- > 0;) {
    svg += Text("soft", "end", name_at, 32, legend[i]);
    // Widths are only known to the browser; seven units a letter are enough at this size.
    name_at -= 7 * static_cast<double>(std::min<size_t>(legend[i].size(), 24)) + 16;
    svg +=
        fmt::format("<rect class=\"{}\" x=\"{:.1f}\" y=\"22\" width=\"10\" height=\"10\"/>", SeriesColour(i), name_at);
    name_at -= 10;
  }
  const std::vector<Tick> x_ticks = ticks == Ticks::kNone ? std::vector<Tick>() : NiceTicks(x_.low, x_.high, 5);
  for (const Tick& tick : x_ticks) {
    svg += Line("grid", X(tick.value), top(), X(tick.value), bottom());
    svg += Text("soft", "middle", X(tick.value), bottom() + 16, tick.label);
  }
  if (ticks == Ticks::kBoth) {
    for (const Tick& tick : NiceTicks(y_.low, y_.high, 5)) {
      svg += Line("grid", left(), Y(tick.value), right(), Y(tick.value));
      svg += Text("soft", "end", left() - 6, Y(tick.value) + 4, tick.label);
    }
  }
  svg += marks;
  svg += Line("axis", left(), bottom(), right(), bottom()) + Line("axis", left(), top(), left(), bottom());
  if (!text_.x_label.empty()) svg += Text("soft", "middle", (left() + right()) / 2, height_ - 8, text_.x_label);
  if (!text_.y_label.empty()) svg += Text("soft", "start", 0, 32, text_.y_label);
  return {svg + "</svg></figure>"};
}

}  // namespace godel

// SPDX-License-Identifier: MIT
#include "godel/report/svg_scatter.h"

#include <fmt/format.h>

#include <cmath>
#include <string>

namespace godel {

Html SvgScatter(const ChartText& text, const std::vector<ScatterPoint>& points, size_t most) {
  std::vector<ScatterPoint> finite;
  std::vector<double> xs, ys;
  for (const ScatterPoint& point : points) {
    if (!std::isfinite(point.x) || !std::isfinite(point.y)) continue;
    finite.push_back(point);
    xs.push_back(point.x);
    ys.push_back(point.y);
  }
  ChartText full = text;
  full.note = fmt::format("{}{}{} points", text.note, text.note.empty() ? "" : "; ", finite.size());
  if (finite.size() < points.size()) full.note += fmt::format(", {} left out", points.size() - finite.size());
  const size_t step = most == 0 || finite.size() <= most ? 1 : (finite.size() + most - 1) / most;
  if (step > 1) full.note += fmt::format(", every {}th drawn", step);
  const ChartFrame frame(full, RangeOf(xs), RangeOf(ys), 320);
  std::string marks;
  for (size_t i = 0; i < finite.size(); i += step)
    marks += fmt::format("<circle class=\"first\" cx=\"{:.1f}\" cy=\"{:.1f}\" r=\"3\"/>", frame.X(finite[i].x),
                         frame.Y(finite[i].y));
  return frame.Render(marks, ChartFrame::Ticks::kBoth);
}

}  // namespace godel

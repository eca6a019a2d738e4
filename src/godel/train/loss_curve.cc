// SPDX-License-Identifier: MIT
#include "godel/train/loss_curve.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <iterator>
#include <optional>
#include <string_view>
#include <vector>

#include "godel/base/escape_xml.h"
#include "godel/base/utf8.h"
#include "godel/train/chart_axis.h"
#include "godel/train/loss_series.h"

namespace godel::train {
namespace {

using Points = std::vector<CurvePoint>;

constexpr double kWidth = 860, kLeft = 66, kRight = kWidth - 22, kPlotHeight = 300;
constexpr double kStripGap = 34, kStripHeight = 54, kBelow = 48;

// Colours stand in classes alone, so that one media query turns all of them; SVG renderers without it draw the light
// ones.
constexpr std::string_view kStyle = R"(<style>
.bg{fill:#ffffff}.text{fill:#24292f}.faint{fill:#6e7781}.grid{stroke:#e4e8ec}.axis{stroke:#8c959f}
.train{stroke:#2a6fbb}.train-dot{fill:#2a6fbb}.eval{stroke:#d4691a}.eval-dot{fill:#d4691a;stroke:#ffffff}.rate{stroke:#6e7781}.rate-area{fill:#6e7781}
@media (prefers-color-scheme:dark){
.bg{fill:#0d1117}.text{fill:#e6edf3}.faint{fill:#8b949e}.grid{stroke:#21262d}.axis{stroke:#6e7681}
.train{stroke:#58a6ff}.train-dot{fill:#58a6ff}.eval{stroke:#f0883e}.eval-dot{fill:#f0883e;stroke:#0d1117}.rate{stroke:#8b949e}.rate-area{fill:#8b949e}
}
</style>
)";

struct Drawing {
  std::string svg;
  template <class... Args>
  void Add(fmt::format_string<Args...> format, Args&&... args) {
    fmt::format_to(std::back_inserter(svg), format, std::forward<Args>(args)...);
  }
};

bool IsGap(const CurvePoint& point) {
  return std::isnan(point.value);
}

Points WithoutGaps(const Points& points) {
  Points kept;
  std::remove_copy_if(points.begin(), points.end(), std::back_inserter(kept), IsGap);
  return kept;
}

// At most the lowest and the highest point of each pixel column, in their order: what a finer line would cover anyway.
Points Thinned(const Points& points, const Axis& x) {
  if (static_cast<double>(points.size()) <= 2 * (kRight - kLeft)) return points;
  Points kept;
  for (size_t begin = 0; begin < points.size();) {
    const double column = std::floor(x.At(points[begin].step));
    size_t end = begin, low = begin, high = begin;
    for (; end < points.size() && std::floor(x.At(points[end].step)) == column; ++end) {
      if (!(points[end].value >= points[low].value)) low = end;  // a gap, too, is kept
      if (points[end].value > points[high].value) high = end;
    }
    kept.push_back(points[std::min(low, high)]);
    if (low != high) kept.push_back(points[std::max(low, high)]);
    begin = end;
  }
  return kept;
}

// The line as a path; it starts anew behind each gap. A point between two gaps would be no line at all, so each start
// is drawn to itself, which the round caps make a dot.
std::string PathOf(const Points& points, const Axis& x, const Axis& y) {
  std::string path;
  bool pen_down = false;
  for (const CurvePoint& point : points) {
    if (!IsGap(point)) {
      const std::string at = fmt::format("{:.1f},{:.1f}", x.At(point.step), y.At(point.value));
      path += pen_down ? "L" + at : "M" + at + "L" + at;
    }
    pen_down = !IsGap(point);
  }
  return path;
}

void Extend(const Points& points, std::optional<AxisRange>* range) {
  for (const CurvePoint& point : points) {
    if (IsGap(point)) continue;
    if (!*range) *range = AxisRange{point.value, point.value};
    (*range)->low = std::min((*range)->low, point.value);
    (*range)->high = std::max((*range)->high, point.value);
  }
}

// Single spikes of a batch must not press the curve flat: of the raw losses the outer hundredths may be cut off.
Points WithoutExtremes(const Points& points) {
  Points kept = WithoutGaps(points);
  std::sort(kept.begin(), kept.end(), [](const CurvePoint& a, const CurvePoint& b) { return a.value < b.value; });
  const size_t outside = kept.size() / 100;
  return {kept.begin() + static_cast<std::ptrdiff_t>(outside), kept.end() - static_cast<std::ptrdiff_t>(outside)};
}

AxisRange StepRange(const LossSeries& series) {
  double low = INFINITY, high = 0;
  for (const Points* points : {&series.train, &series.eval, &series.learning_rate}) {
    if (points->empty()) continue;
    low = std::min(low, points->front().step);
    high = std::max(high, points->back().step);
  }
  if (low > high) return {};
  if (low < high * 0.1 || low == high) low = 0;
  return {low, std::max(high, low + 1)};
}

void DrawText(double x, double y, std::string_view attributes, std::string_view text, Drawing* drawing) {
  drawing->Add("<text x=\"{:.1f}\" y=\"{:.1f}\" {}>{}</text>\n", x, y, attributes, text);
}

void DrawLine(const Points& points, const Axis& x, const Axis& y, std::string_view attributes, Drawing* drawing) {
  const std::string path = PathOf(Thinned(points, x), x, y);
  if (!path.empty())
    drawing->Add("<path d=\"{}\" fill=\"none\" stroke-linecap=\"round\" stroke-linejoin=\"round\" {}/>\n", path,
                 attributes);
}

// A key and its words, from `x` on; returns where the next one may start.
double DrawLegendItem(double x, double y, std::string_view key, std::string_view words, Drawing* drawing) {
  drawing->Add("<g transform=\"translate({:.1f} {:.1f})\">{}</g>\n", x, y - 4, key);
  DrawText(x + 26, y, "class=\"text\"", words, drawing);
  constexpr double kCharacter = 6.4;  // a generous mean of sans-serif at 12 pixels
  return x + 26 + kCharacter * static_cast<double>(words.size()) + 20;
}

std::optional<CurvePoint> Lowest(const Points& points) {
  const Points kept = WithoutGaps(points);
  const auto lowest = std::min_element(kept.begin(), kept.end(),
                                       [](const CurvePoint& a, const CurvePoint& b) { return a.value < b.value; });
  return lowest == kept.end() ? std::nullopt : std::optional(*lowest);
}

void DrawLegend(const LossSeries& series, const Points& smooth, double y, Drawing* drawing) {
  double x = kLeft;
  if (const Points drawn = WithoutGaps(smooth); !drawn.empty()) {
    x = DrawLegendItem(x, y, "<path class=\"train\" d=\"M0,0H18\" stroke-width=\"2.2\"/>",
                       fmt::format("training, smoothed (last {:.3f})", drawn.back().value), drawing);
    x = DrawLegendItem(x, y, "<path class=\"train\" d=\"M0,0H18\" stroke-width=\"1.2\" stroke-opacity=\"0.4\"/>",
                       "as logged", drawing);
  }
  if (const auto best = Lowest(series.eval))
    x = DrawLegendItem(x, y,
                       "<path class=\"eval\" d=\"M0,0H18\" stroke-width=\"1.4\"/><circle class=\"eval-dot\" cx=\"9\" "
                       "r=\"3.5\"/>",
                       fmt::format("evaluation (best {:.3f} at step {:.0f})", best->value, best->step), drawing);
  if (const auto gaps = std::count_if(series.train.begin(), series.train.end(), IsGap); gaps > 0)
    DrawText(x + 6, y, "class=\"faint\"", fmt::format("{} not a number", gaps), drawing);
}

void DrawGrid(const Axis& x, const Axis& y, Drawing* drawing) {
  for (const Tick& tick : TicksOf(y.range, 6, TickKind::kReal)) {
    const double at = y.At(tick.value);
    drawing->Add("<path class=\"grid\" d=\"M{:.1f},{:.1f}H{:.1f}\"/>\n", x.low_pixel, at, x.high_pixel);
    DrawText(x.low_pixel - 8, at + 4, "class=\"faint\" text-anchor=\"end\"", tick.label, drawing);
  }
  for (const Tick& tick : TicksOf(x.range, 8, TickKind::kWhole))
    drawing->Add("<path class=\"grid\" d=\"M{:.1f},{:.1f}V{:.1f}\"/>\n", x.At(tick.value), y.low_pixel, y.high_pixel);
}

void DrawStepAxis(const Axis& x, double y, Drawing* drawing) {
  drawing->Add("<path class=\"axis\" d=\"M{:.1f},{:.1f}H{:.1f}\"/>\n", x.low_pixel, y, x.high_pixel);
  for (const Tick& tick : TicksOf(x.range, 8, TickKind::kWhole))
    DrawText(x.At(tick.value), y + 17, "class=\"faint\" text-anchor=\"middle\"", tick.label, drawing);
  DrawText((kLeft + kRight) / 2, y + 36, "class=\"faint\" text-anchor=\"middle\"", "step", drawing);
}

void DrawTraining(const Points& logged, const Points& smooth, const Axis& x, const Axis& y, Drawing* drawing) {
  DrawLine(logged, x, y, "class=\"train\" stroke-width=\"1.2\" stroke-opacity=\"0.3\"", drawing);
  DrawLine(smooth, x, y, "class=\"train\" stroke-width=\"2.2\"", drawing);
  if (const Points drawn = WithoutGaps(smooth); drawn.size() == 1)  // as wide as the line it would hardly be seen
    drawing->Add("<circle class=\"train-dot\" cx=\"{:.1f}\" cy=\"{:.1f}\" r=\"3.5\"/>\n", x.At(drawn[0].step),
                 y.At(drawn[0].value));
}

void DrawEvaluations(const Points& points, const Axis& x, const Axis& y, Drawing* drawing) {
  DrawLine(points, x, y, "class=\"eval\" stroke-width=\"1.4\"", drawing);
  constexpr size_t kMostDots = 80;  // more would be one thick line
  if (points.size() <= kMostDots)
    for (const CurvePoint& point : WithoutGaps(points))
      drawing->Add("<circle class=\"eval-dot\" cx=\"{:.1f}\" cy=\"{:.1f}\" r=\"3.5\"/>\n", x.At(point.step),
                   y.At(point.value));
  if (const auto best = Lowest(points))
    drawing->Add("<circle class=\"eval\" cx=\"{:.1f}\" cy=\"{:.1f}\" r=\"7\" fill=\"none\" stroke-width=\"1.4\"/>\n",
                 x.At(best->step), y.At(best->value));
}

void DrawRateStrip(const Points& points, const Axis& x, double top, Drawing* drawing) {
  double highest = 0;
  for (const CurvePoint& point : WithoutGaps(points)) highest = std::max(highest, point.value);
  const Axis y{.range = {0, highest > 0 ? highest * 1.08 : 1}, .low_pixel = top + kStripHeight, .high_pixel = top};
  DrawText(kLeft, top - 8, "class=\"faint\"", "learning rate", drawing);
  if (highest > 0) {
    drawing->Add("<path class=\"grid\" d=\"M{:.1f},{:.1f}H{:.1f}\"/>\n", kLeft, y.At(highest), kRight);
    DrawText(kLeft - 8, y.At(highest) + 4, "class=\"faint\" text-anchor=\"end\"", fmt::format("{:.2g}", highest),
             drawing);
  }
  DrawText(kLeft - 8, y.At(0) + 4, "class=\"faint\" text-anchor=\"end\"", "0", drawing);
  const Points drawn = Thinned(WithoutGaps(points), x);
  if (drawn.size() > 1)
    drawing->Add("<path class=\"rate-area\" fill-opacity=\"0.12\" d=\"{}L{:.1f},{:.1f}H{:.1f}Z\"/>\n",
                 PathOf(drawn, x, y), x.At(drawn.back().step), y.At(0), x.At(drawn.front().step));
  DrawLine(points, x, y, "class=\"rate\" stroke-width=\"1.5\"", drawing);
}

}  // namespace

std::string LossCurveSvg(std::span<const LogEntry> log, const LossCurveOptions& options) {
  constexpr size_t kMostCharacters = 110;
  const LossSeries series = SeriesOf(log);
  const Points smooth = Smoothed(series.train);
  std::optional<AxisRange> losses;
  for (const Points& points : {smooth, WithoutExtremes(series.train), series.eval}) Extend(points, &losses);

  const double legend = options.subtitle.empty() ? 56 : 76;
  const double top = legend + 20, bottom = top + kPlotHeight;
  const bool has_rates = !series.learning_rate.empty();
  const double axis = has_rates ? bottom + kStripGap + kStripHeight : bottom;
  const Axis x{.range = StepRange(series), .low_pixel = kLeft, .high_pixel = kRight};
  const Axis y{.range = losses ? Padded(*losses) : AxisRange(), .low_pixel = bottom, .high_pixel = top};
  const std::string title = EscapeXml(ShortenUtf8(options.title, kMostCharacters));

  Drawing drawing;
  drawing.Add(
      "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {0:.0f} {1:.0f}\" width=\"{0:.0f}\" height=\"{1:.0f}\" "
      "role=\"img\" aria-label=\"{2}\" font-family=\"system-ui,-apple-system,'Segoe UI',Helvetica,Arial,sans-serif\" "
      "font-size=\"12\">\n<title>{2}</title>\n{3}<rect class=\"bg\" width=\"100%\" height=\"100%\" rx=\"6\"/>\n",
      kWidth, axis + kBelow, title, kStyle);
  DrawText(kLeft, 32, "class=\"text\" font-size=\"16\" font-weight=\"600\"", title, &drawing);
  if (!options.subtitle.empty())
    DrawText(kLeft, 52, "class=\"faint\"", EscapeXml(ShortenUtf8(options.subtitle, kMostCharacters)), &drawing);
  DrawLegend(series, smooth, legend, &drawing);
  if (losses) {
    DrawGrid(x, y, &drawing);
    drawing.Add("<clipPath id=\"plot\"><rect x=\"{}\" y=\"{:.1f}\" width=\"{}\" height=\"{}\"/></clipPath>\n",
                kLeft - 3, top, kRight - kLeft + 6, kPlotHeight);
    drawing.Add("<g clip-path=\"url(#plot)\">\n");
    DrawTraining(series.train, smooth, x, y, &drawing);
    DrawEvaluations(series.eval, x, y, &drawing);
    drawing.Add("</g>\n<path class=\"axis\" d=\"M{:.1f},{:.1f}H{:.1f}\"/>\n", kLeft, bottom, kRight);
  } else {
    DrawText((kLeft + kRight) / 2, (top + bottom) / 2, "class=\"faint\" text-anchor=\"middle\"",
             "no loss has been logged", &drawing);
  }
  if (has_rates) DrawRateStrip(series.learning_rate, x, bottom + kStripGap, &drawing);
  DrawStepAxis(x, axis, &drawing);
  drawing.Add("</svg>\n");
  return std::move(drawing.svg);
}

}  // namespace godel::train

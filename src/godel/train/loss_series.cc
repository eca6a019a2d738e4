// SPDX-License-Identifier: MIT
#include "godel/train/loss_series.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>

namespace godel::train {
namespace {

constexpr double kGap = std::numeric_limits<double>::quiet_NaN();

void Append(size_t step, const std::optional<double>& value, std::vector<CurvePoint>* out) {
  constexpr double kLargestDrawn = 1e12;
  if (!value) return;
  const bool drawn = std::isfinite(*value) && std::abs(*value) <= kLargestDrawn;
  out->push_back({static_cast<double>(step), drawn ? *value : kGap});
}

void KeepLastOfEachStep(std::vector<CurvePoint>* points) {
  std::stable_sort(points->begin(), points->end(),
                   [](const CurvePoint& a, const CurvePoint& b) { return a.step < b.step; });
  size_t kept = 0;
  for (size_t i = 0; i < points->size(); ++i)
    if (i + 1 == points->size() || (*points)[i + 1].step != (*points)[i].step) (*points)[kept++] = (*points)[i];
  points->resize(kept);
}

}  // namespace

LossSeries SeriesOf(std::span<const LogEntry> log) {
  LossSeries series;
  for (const LogEntry& entry : log) {
    Append(entry.step, entry.loss, &series.train);
    Append(entry.step, entry.learning_rate, &series.learning_rate);
    const auto eval = entry.metrics.find("eval_loss");
    if (eval != entry.metrics.end()) Append(entry.step, eval->second, &series.eval);
  }
  for (auto* points : {&series.train, &series.eval, &series.learning_rate}) KeepLastOfEachStep(points);
  return series;
}

std::vector<CurvePoint> Smoothed(std::span<const CurvePoint> points) {
  std::vector<CurvePoint> smooth(points.begin(), points.end());
  const double reach = static_cast<double>(points.size()) / 50;
  if (reach <= 0) return smooth;
  const double decay = std::exp(-1 / reach);
  // Sum and weight run through the same filter, so that their quotient is a mean at the ends and beside gaps too.
  std::vector<double> sums(points.size()), weights(points.size());
  double sum = 0, weight = 0;
  for (size_t i = 0; i < points.size(); ++i) {
    const bool gap = std::isnan(points[i].value);
    sums[i] = sum = sum * decay + (gap ? 0 : points[i].value);
    weights[i] = weight = weight * decay + (gap ? 0 : 1);
  }
  sum = weight = 0;
  for (size_t i = points.size(); i-- > 0;) {
    sum = sum * decay + sums[i];
    weight = weight * decay + weights[i];
    if (!std::isnan(points[i].value)) smooth[i].value = sum / weight;
  }
  return smooth;
}

}  // namespace godel::train

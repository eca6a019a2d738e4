// SPDX-License-Identifier: MIT
// The numbers behind a loss curve: one series of points each of training, evaluation and learning rate.
#pragma once
#include <cstddef>
#include <span>
#include <vector>

#include "godel/train/training_log.h"

namespace godel::train {

struct CurvePoint {
  double step = 0;
  double value = 0;  // may be NaN: a gap
};

// Each in the order of steps, one point a step: of several entries for one the last counts, as when a resumed run did
// some steps again. What is no number, or so large that nothing could be drawn beside it, is NaN.
struct LossSeries {
  std::vector<CurvePoint> train;
  std::vector<CurvePoint> eval;  // the metric eval_loss
  std::vector<CurvePoint> learning_rate;
};
LossSeries SeriesOf(std::span<const LogEntry> log);

// A moving mean that lags behind in neither direction: exponential weights forth and then back, over about a fiftieth
// of the points. Gaps stay gaps and weigh nothing.
std::vector<CurvePoint> Smoothed(std::span<const CurvePoint> points);

}  // namespace godel::train

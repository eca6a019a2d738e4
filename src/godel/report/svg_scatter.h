// SPDX-License-Identifier: MIT
// Pairs of values as points.
#pragma once
#include <vector>

#include "godel/report/chart_frame.h"

namespace godel {

struct ScatterPoint {
  double x = 0, y = 0;
};

// Pairs that are not finite are left out; of more than `most` points every n-th is drawn. The note says so.
Html SvgScatter(const ChartText& text, const std::vector<ScatterPoint>& points, size_t most = 2000);

}  // namespace godel

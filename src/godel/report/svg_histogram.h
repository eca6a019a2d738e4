// SPDX-License-Identifier: MIT
// How values are spread: one series, or two side by side in the same bins.
#pragma once
#include <string>
#include <vector>

#include "godel/report/chart_frame.h"

namespace godel {

struct HistogramSeries {
  std::string name;
  std::vector<double> values;
};

// Bins of a round width, a whole one when all values are whole numbers; the last bin of a series of shares ends at its
// highest value. What is not finite is left out and counted in the note. Series of different sizes are compared, so
// with two the height is the share of the series in percent; with one it is the count.
Html SvgHistogram(const ChartText& text, const std::vector<HistogramSeries>& series, int most_bins = 20);

}  // namespace godel

// SPDX-License-Identifier: MIT
// Named values as bars from left to right, one below the other, with intervals where there are any.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "godel/report/chart_frame.h"

namespace godel {

struct Bar {
  std::string label;
  double value = 0;
  std::optional<ChartRange> interval = {};
};

// Bars begin at 0. At most `most` are drawn, and the note says how many are left out. A value that is no number has a
// label and no bar.
Html SvgBars(const ChartText& text, const std::vector<Bar>& bars, size_t most = 40);

}  // namespace godel

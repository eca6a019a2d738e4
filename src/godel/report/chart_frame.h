// SPDX-License-Identifier: MIT
// What all plots share: a title, axes with ticks, and where a value lies between them.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "godel/report/html.h"
#include "godel/report/readable_number.h"

namespace godel {

struct ChartText {
  std::string title;
  std::string x_label = {};
  std::string y_label = {};
  std::string note = {};  // added to what a screen reader says of the plot
};

struct ChartRange {
  double low = 0, high = 1;
};

// The range of the finite ones among `values`, never empty: a single value gets room on both sides, none give [0, 1].
ChartRange RangeOf(const std::vector<double>& values);

class ChartFrame {
 public:
  static constexpr double kWidth = 440;

  // `left`: room for the labels of the vertical axis.
  ChartFrame(ChartText text, ChartRange x, ChartRange y, double height = 260, double left = 52);

  // In the picture's units; values outside the range lie on its border, so that nothing is drawn outside the plot.
  double X(double value) const;
  double Y(double value) const;
  double left() const { return left_; }
  double right() const { return kWidth - 14; }
  double top() const { return top_; }
  double bottom() const { return height_ - 44; }

  enum class Ticks { kBoth, kOnlyX, kNone };
  // `marks` is SVG between the grid and the frame; `legend` gives names to the first and second colour.
  Html Render(std::string_view marks, Ticks ticks, const std::vector<std::string>& legend = {}) const;

 private:
  ChartText text_;
  ChartRange x_, y_;
  double height_;
  double left_;
  double top_ = 40;
};

// "first" or "second": the class of a series' colour.
std::string_view SeriesColour(size_t series);

}  // namespace godel

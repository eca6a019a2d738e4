// SPDX-License-Identifier: MIT
// An axis of a chart: values to pixels, and round numbers to write beside it.
#pragma once
#include <string>
#include <vector>

namespace godel::train {

struct AxisRange {
  double low = 0;
  double high = 1;
};

// A little air around what is shown: 5 % at both ends, but not below 0 when nothing shown is. Equal ends are moved
// apart.
AxisRange Padded(AxisRange shown);

struct Axis {
  AxisRange range;  // low < high
  double low_pixel = 0;
  double high_pixel = 0;

  double At(double value) const {
    return low_pixel + (value - range.low) / (range.high - range.low) * (high_pixel - low_pixel);
  }
};

struct Tick {
  double value = 0;
  std::string label;
};

// Multiples of 1, 2 or 5 times a power of ten inside the range, about `wanted` of them, labelled with as many decimals
// as tell them apart. Whole numbers get k, M or G instead of zeros: "2.5k".
enum class TickKind { kReal, kWhole };
std::vector<Tick> TicksOf(const AxisRange& range, int wanted, TickKind kind);

// A count as on an axis of whole numbers: 950, 12.5k, 3M.
std::string ShortCount(double count);

}  // namespace godel::train

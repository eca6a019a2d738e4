// SPDX-License-Identifier: MIT
// Numbers for people.
#pragma once
#include <string>
#include <vector>

namespace godel {

// About four digits: "0.1234", "12.34", "1,234", "56.8k", "3.21M", "1.2e+15"; "–" for what is no number, "∞" and "−∞".
std::string ReadableNumber(double value);

struct Tick {
  double value = 0;
  std::string label;
};

// Multiples of 1, 2 or 5 times a power of ten that lie within [low, high], two to about `most` + 1 of them, with as
// many decimals as their step needs. A range that is empty, reversed or not finite counts as [0, 1].
std::vector<Tick> NiceTicks(double low, double high, int most = 6);

// The step of those ticks.
double NiceStep(double low, double high, int most);

}  // namespace godel

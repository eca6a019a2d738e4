// SPDX-License-Identifier: MIT
// What the figures of an evaluation are called for people, and which way is better.
#pragma once
#include <cstddef>
#include <string>
#include <string_view>

namespace godel {

enum class Better { kHigher, kLower, kNeither };

struct ScoreName {
  std::string label;
  Better better = Better::kNeither;
  bool percent = false;  // a share of 1, shown times 100
};

// By the key of metrics.json or of a prediction's scores; a key that nobody has named is its own label.
ScoreName ScoreNameOf(std::string_view key);

// Where it stands among the names that are known; one that is not stands behind them all.
size_t ScorePlace(std::string_view key);

// "12.34" for a percentage, else ReadableNumber.
std::string ScoreText(std::string_view key, double value);

}  // namespace godel

// SPDX-License-Identifier: MIT
#include "godel/train/progress_line.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdint>

namespace godel::train {
namespace {

std::string Rate(double per_second) {
  if (per_second >= 1e6) return fmt::format("{:.2f}M", per_second / 1e6);
  if (per_second >= 1e4) return fmt::format("{:.1f}k", per_second / 1e3);
  return fmt::format("{:.0f}", per_second);
}

}  // namespace

std::string ShortDuration(double seconds) {
  constexpr double kLongest = 1e9;  // some thirty years: whatever is longer is an estimate gone wrong
  if (!(seconds >= 0)) return "0:00";
  const auto whole = static_cast<int64_t>(std::llround(std::min(seconds, kLongest)));
  const int64_t days = whole / 86400, hours = whole / 3600 % 24, minutes = whole / 60 % 60, rest = whole % 60;
  if (days > 0) return fmt::format("{}d {:02}:{:02}:{:02}", days, hours, minutes, rest);
  if (hours > 0) return fmt::format("{}:{:02}:{:02}", hours, minutes, rest);
  return fmt::format("{}:{:02}", minutes, rest);
}

std::string ProgressText(const TrainingProgress& progress) {
  std::string out = progress.total_steps > 0 ? fmt::format("step {}/{}", progress.step, progress.total_steps)
                                             : fmt::format("step {}", progress.step);
  if (progress.total_steps > progress.step && progress.steps_of_this_run > 0) {
    const double seconds_a_step = progress.seconds_of_this_run / static_cast<double>(progress.steps_of_this_run);
    const auto steps_left = static_cast<double>(progress.total_steps - progress.step);
    out += fmt::format("  {} left", ShortDuration(seconds_a_step * steps_left));
  }
  if (progress.loss) out += fmt::format("  loss {:.3f}", *progress.loss);
  if (progress.tokens_per_second) out += fmt::format("  {} tokens/s", Rate(*progress.tokens_per_second));
  if (progress.learning_rate) out += fmt::format("  lr {:.2g}", *progress.learning_rate);
  if (progress.epoch > 0) out += fmt::format("  epoch {:.2f}", progress.epoch);
  return out;
}

}  // namespace godel::train

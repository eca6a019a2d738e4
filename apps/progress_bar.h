// SPDX-License-Identifier: MIT
// A line on stderr that says how far a long run is; nothing when stderr is no terminal.
#pragma once
#include <chrono>
#include <cstddef>
#include <string>

namespace godel::apps {

class ProgressBar {
 public:
  ProgressBar();
  ~ProgressBar();  // removes the line
  ProgressBar(const ProgressBar&) = delete;
  ProgressBar& operator=(const ProgressBar&) = delete;

  struct Progress {
    size_t lines = 0;
    size_t tokens = 0;
    double share = 0;  // of the whole; 0 when that is not known
  };
  void Show(const Progress& progress);
  // Of something that is counted in bytes alone.
  void ShowBytes(size_t done, size_t total);

  bool enabled() const { return enabled_; }

 private:
  bool IsDue();
  std::string Bar(double share) const;  // with a percentage and the time that is left
  using Clock = std::chrono::steady_clock;
  bool enabled_;
  bool drawn_ = false;
  Clock::time_point start_ = Clock::now();
  Clock::time_point last_{};
};

}  // namespace godel::apps

// SPDX-License-Identifier: MIT
// A line on stderr that says how far a long run is; nothing when stderr is no terminal.
#pragma once
#include <chrono>
#include <cstddef>
#include <string>
#include <string_view>

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
  struct Bytes {
    size_t done = 0;
    size_t whole = 0;  // 0 when that is not known
  };
  // Of something that is counted in bytes alone.
  void ShowBytes(const Bytes& bytes);
  // Of an input, and how much came out of it: 1200 and "row".
  void ShowInput(const Bytes& bytes, size_t count, std::string_view noun);
  // The bar and a line of the caller's, cut where the terminal ends. The time left is the caller's to say: a resumed
  // run does not start at 0.
  void ShowText(double share, std::string_view text);

  // Removes the line until it is drawn again.
  void Clear();

 private:
  bool IsDue();
  // A line that wraps could not be drawn over, so it is cut where the terminal ends.
  static void Draw(std::string line);
  std::string BarAndTimeLeft(double share) const;
  using Clock = std::chrono::steady_clock;
  bool enabled_;
  bool drawn_ = false;
  Clock::time_point start_ = Clock::now();
  Clock::time_point last_{};
};

}  // namespace godel::apps

// SPDX-License-Identifier: MIT
#include "progress_bar.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <string>

namespace godel::apps {

ProgressBar::ProgressBar() : enabled_(isatty(STDERR_FILENO) != 0) {}

ProgressBar::~ProgressBar() {
  if (drawn_) fmt::print(stderr, "\r\033[K");
}

bool ProgressBar::IsDue() {
  constexpr auto kInterval = std::chrono::milliseconds(100);
  const auto now = Clock::now();
  if (!enabled_ || now - last_ < kInterval) return false;
  last_ = now;
  drawn_ = true;
  return true;
}

std::string ProgressBar::Bar(double share) const {
  if (share <= 0) return "";
  constexpr size_t kWidth = 24;
  const double bounded = std::min(share, 1.0);
  const auto full = static_cast<size_t>(bounded * kWidth);
  const double seconds = std::chrono::duration<double>(Clock::now() - start_).count();
  const auto left = static_cast<size_t>(seconds * (1 - bounded) / bounded);
  return fmt::format("[{}{}] {:3.0f} %  {}:{:02} left  ", std::string(full, '='), std::string(kWidth - full, ' '),
                     bounded * 100, left / 60, left % 60);
}

void ProgressBar::Show(const Progress& progress) {
  if (!IsDue()) return;
  const double seconds = std::chrono::duration<double>(Clock::now() - start_).count();
  fmt::print(stderr, "\r{}{} lines  {:.0f} tokens/s\033[K", Bar(progress.share), progress.lines,
             seconds > 0 ? static_cast<double>(progress.tokens) / seconds : 0);
  std::fflush(stderr);
}

void ProgressBar::ShowBytes(size_t done, size_t total) {
  if (!IsDue()) return;
  const double share = total > 0 ? static_cast<double>(done) / static_cast<double>(total) : 0;
  fmt::print(stderr, "\r{}{:.0f} of {:.0f} MB\033[K", Bar(share), static_cast<double>(done) / 1e6,
             static_cast<double>(total) / 1e6);
  std::fflush(stderr);
}

}  // namespace godel::apps

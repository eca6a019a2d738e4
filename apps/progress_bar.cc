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

void ProgressBar::Show(const Progress& progress) {
  constexpr auto kInterval = std::chrono::milliseconds(100);
  const auto now = Clock::now();
  if (!enabled_ || now - last_ < kInterval) return;
  last_ = now;
  drawn_ = true;
  const double seconds = std::chrono::duration<double>(now - start_).count();
  std::string bar;
  if (progress.share > 0) {
    constexpr size_t kWidth = 24;
    const double share = std::min(progress.share, 1.0);
    const auto full = static_cast<size_t>(share * kWidth);
    const auto left = static_cast<size_t>(seconds * (1 - share) / share);
    bar = fmt::format("[{}{}] {:3.0f} %  {}:{:02} left  ", std::string(full, '='), std::string(kWidth - full, ' '),
                      share * 100, left / 60, left % 60);
  }
  fmt::print(stderr, "\r{}{} lines  {:.0f} tokens/s\033[K", bar, progress.lines,
             seconds > 0 ? static_cast<double>(progress.tokens) / seconds : 0);
  std::fflush(stderr);
}

}  // namespace godel::apps

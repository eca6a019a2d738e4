// SPDX-License-Identifier: MIT
#include "progress_bar.h"

#include <fmt/format.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <string>

namespace godel::apps {
namespace {

std::string Bar(double share) {
  constexpr size_t kWidth = 24;
  const double bounded = share > 0 ? std::min(share, 1.0) : 0;
  const auto full = static_cast<size_t>(bounded * kWidth);
  return fmt::format("[{}{}] {:3.0f} %  ", std::string(full, '='), std::string(kWidth - full, ' '), bounded * 100);
}

size_t TerminalColumns() {
  constexpr size_t kUsual = 80;
  winsize size{};
  return ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0 ? size.ws_col : kUsual;
}

}  // namespace

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

std::string ProgressBar::BarAndTimeLeft(double share) const {
  if (share <= 0) return "";
  const double bounded = std::min(share, 1.0);
  const double seconds = std::chrono::duration<double>(Clock::now() - start_).count();
  const auto left = static_cast<size_t>(seconds * (1 - bounded) / bounded);
  return fmt::format("{}{}:{:02} left  ", Bar(bounded), left / 60, left % 60);
}

void ProgressBar::Show(const Progress& progress) {
  if (!IsDue()) return;
  const double seconds = std::chrono::duration<double>(Clock::now() - start_).count();
  fmt::print(stderr, "\r{}{} lines  {:.0f} tokens/s\033[K", BarAndTimeLeft(progress.share), progress.lines,
             seconds > 0 ? static_cast<double>(progress.tokens) / seconds : 0);
  std::fflush(stderr);
}

void ProgressBar::ShowBytes(size_t done, size_t total) {
  if (!IsDue()) return;
  const double share = total > 0 ? static_cast<double>(done) / static_cast<double>(total) : 0;
  fmt::print(stderr, "\r{}{:.0f} of {:.0f} MB\033[K", BarAndTimeLeft(share), static_cast<double>(done) / 1e6,
             static_cast<double>(total) / 1e6);
  std::fflush(stderr);
}

void ProgressBar::ShowText(double share, std::string_view text) {
  if (!IsDue()) return;
  // A line that wraps could not be drawn over.
  std::string line = Bar(share).append(text);
  line.resize(std::min(line.size(), TerminalColumns() - 1));
  fmt::print(stderr, "\r{}\033[K", line);
  std::fflush(stderr);
}

}  // namespace godel::apps

// SPDX-License-Identifier: MIT
#include "command_line/progress_bar.h"

#include <fmt/format.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <string>

#include "command_line/notices.h"

namespace godel::apps {
namespace {

std::string BarText(double share) {
  constexpr size_t kWidth = 24;
  const double bounded = share > 0 ? std::min(share, 1.0) : 0;
  const auto full = static_cast<size_t>(bounded * kWidth);
  return fmt::format("[{}{}] {:3.0f} %  ", std::string(full, '='), std::string(kWidth - full, ' '), bounded * 100);
}

double ShareOf(const ProgressBar::Bytes& bytes) {
  return bytes.whole > 0 ? static_cast<double>(bytes.done) / static_cast<double>(bytes.whole) : 0;
}

std::string Megabytes(const ProgressBar::Bytes& bytes) {
  constexpr size_t kSmall = 10'000'000;  // below it a whole megabyte is too coarse
  const int digits = std::max(bytes.done, bytes.whole) < kSmall ? 1 : 0;
  const double done = static_cast<double>(bytes.done) / 1e6;
  if (bytes.whole == 0) return fmt::format("{:.{}f} MB", done, digits);
  return fmt::format("{:.{}f} of {:.{}f} MB", done, digits, static_cast<double>(bytes.whole) / 1e6, digits);
}

size_t TerminalColumns() {
  constexpr size_t kUsual = 80;
  winsize size{};
  return ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0 ? size.ws_col : kUsual;
}

}  // namespace

ProgressBar::ProgressBar() : enabled_(isatty(STDERR_FILENO) != 0) {}

ProgressBar::~ProgressBar() {
  Clear();
}

void ProgressBar::Clear() {
  if (drawn_) fmt::print(stderr, "\r\033[K");
  drawn_ = false;
}

bool ProgressBar::IsDue() {
  constexpr auto kInterval = std::chrono::milliseconds(100);
  if (!enabled_) return false;
  const auto now = Clock::now();
  if (now - last_ < kInterval) return false;
  last_ = now;
  drawn_ = true;
  return true;
}

std::string ProgressBar::BarAndTimeLeft(double share) const {
  if (share <= 0) return "";
  const double bounded = std::min(share, 1.0);
  const double seconds = std::chrono::duration<double>(Clock::now() - start_).count();
  const auto left = static_cast<size_t>(seconds * (1 - bounded) / bounded);
  return fmt::format("{}{}:{:02} left  ", BarText(bounded), left / 60, left % 60);
}

void ProgressBar::Draw(std::string line) {
  line.resize(std::min(line.size(), TerminalColumns() - 1));
  fmt::print(stderr, "\r{}\033[K", line);
  std::fflush(stderr);
}

void ProgressBar::Show(const Progress& progress) {
  if (!IsDue()) return;
  const double seconds = std::chrono::duration<double>(Clock::now() - start_).count();
  Draw(fmt::format("{}{} lines  {:.0f} tokens/s", BarAndTimeLeft(progress.share), progress.lines,
                   seconds > 0 ? static_cast<double>(progress.tokens) / seconds : 0));
}

void ProgressBar::ShowBytes(const Bytes& bytes) {
  if (IsDue()) Draw(BarAndTimeLeft(ShareOf(bytes)) + Megabytes(bytes));
}

void ProgressBar::ShowInput(const Bytes& bytes, size_t count, std::string_view noun) {
  if (IsDue()) Draw(fmt::format("{}{}  {}", BarAndTimeLeft(ShareOf(bytes)), Megabytes(bytes), Count(count, noun)));
}

void ProgressBar::ShowText(double share, std::string_view text) {
  if (IsDue()) Draw(BarText(share).append(text));
}

}  // namespace godel::apps

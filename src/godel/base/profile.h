// SPDX-License-Identifier: MIT
// Where the time goes: a stopwatch with named laps. Code that computes calls Lap after each operation, and the time
// since the last lap counts for it, so that nothing between two operations is lost or counted twice.
#pragma once
#include <chrono>
#include <cstddef>
#include <string_view>
#include <vector>

namespace godel {

struct ProfileEntry {
  std::string_view phase;      // "encode"
  std::string_view operation;  // "qkv"
  size_t calls = 0;
  double seconds = 0;
};

// For one thread. The names must outlive it: string literals.
class Profile {
 public:
  // The laps from now on belong to `phase`, and what has passed since the last one to nobody.
  void Enter(std::string_view phase);
  void Lap(std::string_view operation);

  const std::vector<ProfileEntry>& entries() const { return entries_; }  // in the order of their first lap

 private:
  using Clock = std::chrono::steady_clock;
  std::string_view phase_;
  Clock::time_point last_ = Clock::now();
  std::vector<ProfileEntry> entries_;
};

}  // namespace godel

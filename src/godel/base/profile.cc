// SPDX-License-Identifier: MIT
#include "godel/base/profile.h"

#include <algorithm>

namespace godel {

void Profile::Enter(std::string_view phase) {
  phase_ = phase;
  last_ = Clock::now();
}

void Profile::Lap(std::string_view operation) {
  const Clock::time_point now = Clock::now();
  auto entry = std::find_if(entries_.begin(), entries_.end(), [&](const ProfileEntry& known) {
    return known.phase == phase_ && known.operation == operation;
  });
  if (entry == entries_.end()) entry = entries_.insert(entries_.end(), {phase_, operation, 0, 0.0});
  ++entry->calls;
  entry->seconds += std::chrono::duration<double>(now - last_).count();
  last_ = Clock::now();  // the search above is not the next operation's
}

}  // namespace godel

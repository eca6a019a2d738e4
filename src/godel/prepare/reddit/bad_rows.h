// SPDX-License-Identifier: MIT
// Rows that could not be read, counted over all threads of a run.
#pragma once
#include <atomic>
#include <cstddef>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "godel/base/result.h"

namespace godel {

// Safe to use from many threads.
class BadRowLimit {
 public:
  // `already` were met before, in a run that this one goes on from.
  explicit BadRowLimit(size_t limit, size_t already = 0) : limit_(limit), count_(already) {}

  // Error: kBadData with the place, when this row is one too many.
  Status Meet(std::string_view file, size_t line, std::string_view why);
  // "file:line: why" of the first ones.
  std::vector<std::string> first() const;

 private:
  static constexpr size_t kKept = 20;
  size_t limit_;
  std::atomic<size_t> count_;
  mutable std::mutex mutex_;
  std::vector<std::string> first_;
};

}  // namespace godel

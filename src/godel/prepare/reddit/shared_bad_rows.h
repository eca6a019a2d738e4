// SPDX-License-Identifier: MIT
// Rows that could not be read, counted over all threads of a run.
#pragma once
#include <algorithm>
#include <cstddef>
#include <mutex>
#include <string>
#include <vector>

#include "godel/base/result.h"
#include "godel/dataset/bad_rows.h"

namespace godel {

// BadRows that many threads share.
class SharedBadRows {
 public:
  // `already` were met before, in a run that this one goes on from.
  explicit SharedBadRows(size_t limit, size_t already = 0) : rows_({.max_rows = limit - std::min(limit, already)}) {}

  // As BadRows::Add.
  Status Add(BadRow row) {
    const std::lock_guard lock(mutex_);
    return rows_.Add(std::move(row));
  }
  // "file:line: why" of the first ones.
  std::vector<std::string> first() const {
    const std::lock_guard lock(mutex_);
    std::vector<std::string> lines;
    for (const BadRow& row : rows_.first()) lines.push_back(ToString(row));
    return lines;
  }

 private:
  mutable std::mutex mutex_;
  BadRows rows_;
};

}  // namespace godel

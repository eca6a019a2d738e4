// SPDX-License-Identifier: MIT
// What to do about rows of data files that are wrong: so many are skipped and remembered, and the next one is an error.
#pragma once
#include <cstddef>
#include <string>
#include <vector>

#include "godel/base/result.h"

namespace godel {

struct BadRow {
  std::string file;
  size_t line = 0;  // where the row begins, from 1
  std::string why;
};

// "file:line: why"
std::string ToString(const BadRow& row);

struct BadRowLimits {
  size_t max_rows = 0;    // so many are skipped
  size_t kept_rows = 20;  // of which so many are remembered
};

// For one thread at a time.
class BadRows {
 public:
  BadRows() = default;  // the first one is an error
  explicit BadRows(const BadRowLimits& limits) : limits_(limits) {}

  // Error: kBadData at the first row above the limit, with its place, its fault and the flag --max-bad-rows.
  Status Add(BadRow row);

  size_t count() const { return count_; }
  const std::vector<BadRow>& first() const { return first_; }

 private:
  BadRowLimits limits_;
  size_t count_ = 0;
  std::vector<BadRow> first_;
};

}  // namespace godel

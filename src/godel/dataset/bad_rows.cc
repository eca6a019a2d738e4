// SPDX-License-Identifier: MIT
#include "godel/dataset/bad_rows.h"

#include <fmt/format.h>

#include <utility>

namespace godel {

std::string ToString(const BadRow& row) {
  return fmt::format("{}:{}: {}", row.file, row.line, row.why);
}

Status BadRows::Add(BadRow row) {
  ++count_;
  if (count_ > limits_.max_rows) {
    const std::string skipped = count_ == 1 ? "" : fmt::format(", after {} that were skipped", count_ - 1);
    return Fail(ErrorCode::kBadData,
                fmt::format("{} (a bad row{}; --max-bad-rows N skips up to N)", ToString(row), skipped));
  }
  if (first_.size() < limits_.kept_rows) first_.push_back(std::move(row));
  return {};
}

}  // namespace godel

// SPDX-License-Identifier: MIT
#include "godel/prepare/reddit/bad_rows.h"

#include <fmt/format.h>

namespace godel {

Status BadRowLimit::Meet(std::string_view file, size_t line, std::string_view why) {
  std::string place = fmt::format("{}:{}: {}", file, line, why);
  if (count_.fetch_add(1) >= limit_)
    return Fail(ErrorCode::kBadData,
                fmt::format("{} (--max-bad-rows lets more such rows be skipped; they were {})", place, limit_));
  const std::lock_guard lock(mutex_);
  if (first_.size() < kKept) first_.push_back(std::move(place));
  return {};
}

std::vector<std::string> BadRowLimit::first() const {
  const std::lock_guard lock(mutex_);
  return first_;
}

}  // namespace godel

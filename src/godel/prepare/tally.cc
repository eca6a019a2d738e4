// SPDX-License-Identifier: MIT
#include "godel/prepare/tally.h"

#include <algorithm>

namespace godel {

Tally::Tally(std::initializer_list<std::string_view> names) {
  for (const std::string_view name : names) Count(name, 0);
}

void Tally::Count(std::string_view name, size_t count) {
  const auto row = std::find_if(rows_.begin(), rows_.end(), [&](const Row& known) { return known.name == name; });
  if (row != rows_.end()) {
    row->count += count;
  } else {
    rows_.push_back({.name = std::string(name), .count = count});
  }
}

size_t Tally::Of(std::string_view name) const {
  const auto row = std::find_if(rows_.begin(), rows_.end(), [&](const Row& known) { return known.name == name; });
  return row == rows_.end() ? 0 : row->count;
}

Tally& Tally::operator+=(const Tally& other) {
  for (const Row& row : other.rows_) Count(row.name, row.count);
  return *this;
}

}  // namespace godel

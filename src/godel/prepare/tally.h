// SPDX-License-Identifier: MIT
// How many went in, what each step dropped, how many came out: the counts of a preparation, in the order of its steps.
#pragma once
#include <cstddef>
#include <initializer_list>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace godel {

class Tally {
 public:
  struct Row {
    std::string name;  // "comments", "dropped: too short"
    size_t count = 0;
  };

  Tally() = default;
  // Rows that are shown also when nothing was counted, in this order.
  Tally(std::initializer_list<std::string_view> names);

  // A name not seen before gets a row behind the others. Names are few (tens); this is a linear search.
  void Count(std::string_view name, size_t count = 1);
  size_t Of(std::string_view name) const;  // 0 for an unknown name
  std::span<const Row> rows() const { return rows_; }
  // Rows by name: pieces of one work add up to the whole.
  Tally& operator+=(const Tally& other);

 private:
  std::vector<Row> rows_;
};

}  // namespace godel

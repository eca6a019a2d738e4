// SPDX-License-Identifier: MIT
#include "godel/text/piece_trie.h"

#include <algorithm>
#include <numeric>

namespace godel {

PieceTrie::PieceTrie(std::span<const std::string_view> keys) {
  std::vector<uint32_t> order(keys.size());
  std::iota(order.begin(), order.end(), uint32_t{0});
  std::sort(order.begin(), order.end(), [&](uint32_t a, uint32_t b) {
    const int less = keys[a].compare(keys[b]);
    return less != 0 ? less < 0 : a < b;
  });
  // The keys below a node are one range of the sorted order; a level of the tree is a list of such ranges.
  struct Range {
    size_t begin, end;
  };
  std::vector<Range> level{{0, order.size()}}, next;
  labels_.push_back(0);
  for (size_t depth = 0; !level.empty(); ++depth) {
    next.clear();
    for (Range range : level) {
      // Keys that end here come first in the range. At the root that is the empty key, which is left out.
      int32_t number = -1;
      for (; range.begin < range.end && keys[order[range.begin]].size() == depth; ++range.begin)
        if (depth > 0) number = static_cast<int32_t>(order[range.begin]);
      numbers_.push_back(number);
      // Children are numbered in the order in which they are met: this level's rows end where the next level begins.
      first_child_.push_back(static_cast<Node>(labels_.size()));
      while (range.begin < range.end) {
        const char label = keys[order[range.begin]][depth];
        size_t end = range.begin + 1;
        while (end < range.end && keys[order[end]][depth] == label) ++end;
        next.push_back({range.begin, end});
        labels_.push_back(static_cast<uint8_t>(label));
        range.begin = end;
      }
    }
    level.swap(next);
  }
  first_child_.push_back(static_cast<Node>(labels_.size()));
  for (Node child = 1; child < first_child_[1]; ++child) root_children_[labels_[child]] = child;
}

std::optional<size_t> PieceTrie::Find(std::string_view key) const {
  if (key.empty() || numbers_.empty()) return std::nullopt;
  Node node = Root();
  for (const char c : key) {
    node = Child(node, static_cast<unsigned char>(c));
    if (node == kNone) return std::nullopt;
  }
  const int32_t number = NumberAt(node);
  if (number < 0) return std::nullopt;
  return static_cast<size_t>(number);
}

}  // namespace godel

// SPDX-License-Identifier: MIT
// A set of byte strings with numbers, built once and walked byte by byte.
#pragma once
#include <array>
#include <cstdint>
#include <cstring>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

namespace godel {

// Nodes lie breadth first, so the children of a node are neighbours and their labels one short byte row to search.
// Memory: 9 bytes a node, at most one node a byte of the keys.
class PieceTrie {
 public:
  using Node = uint32_t;
  static constexpr Node kNone = 0;  // the root is nobody's child

  PieceTrie() = default;
  // Key i gets the number i; of equal keys the last one counts. Empty keys are left out. Together the keys must be
  // shorter than 4 GiB.
  explicit PieceTrie(std::span<const std::string_view> keys);

  Node Root() const { return 0; }
  // kNone: no key goes on like this.
  Node Child(Node node, unsigned char byte) const {
    if (node == 0) return root_children_[byte];
    const Node first = first_child_[node], last = first_child_[node + 1];
    const auto* row = labels_.data() + first;
    const auto* found = first == last ? nullptr : static_cast<const uint8_t*>(std::memchr(row, byte, last - first));
    return found ? first + static_cast<Node>(found - row) : kNone;
  }
  // The number of the key that ends here, or -1.
  int32_t NumberAt(Node node) const { return numbers_[node]; }

  std::optional<size_t> Find(std::string_view key) const;

 private:
  std::array<Node, 256> root_children_{};
  std::vector<Node> first_child_;  // [nodes + 1]; a node's children end where the next node's begin
  std::vector<uint8_t> labels_;    // [nodes]
  std::vector<int32_t> numbers_;   // [nodes]
};

}  // namespace godel

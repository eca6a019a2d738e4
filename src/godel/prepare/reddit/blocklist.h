// SPDX-License-Identifier: MIT
// What must not be in a conversation besides phrases (phrase_matcher.h): subreddits, and turns known by their hashes.
#pragma once
#include <array>
#include <cstddef>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "godel/base/result.h"

namespace godel {

// Hashes of turns, SHA-224 in hexadecimal. Memory: 28 bytes each. Sealed once, then safe to ask from many threads.
class TurnHashes {
 public:
  Status Add(std::string_view hex);
  void Seal();
  bool Contains(std::string_view turn) const;
  bool empty() const { return sorted_.empty(); }

 private:
  std::vector<std::array<char, 28>> sorted_;
};

// A list of names (list_file.h) in lower case.
Result<std::unordered_set<std::string>> ReadSubreddits(const std::string& file);

}  // namespace godel
